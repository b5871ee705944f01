/* config.c: see config.h. */
#include "base/config.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

const struct config_setting config_settings[CFG_COUNT] = {
#define X(sym, name, type, def, min, max, secret, help) [sym] = {name, type, def, min, max, secret, help},
    CONFIG_SETTINGS(X)
#undef X
};

enum { FILE_MAX = 64 * 1024, LINE_MAX_LEN = 4096 };

static int key_of(struct str name) {
    for (int k = 0; k < CFG_COUNT; k++) {
        if (str_is(name, config_settings[k].name)) {
            return k;
        }
    }
    return -1;
}

static bool value_ok(const struct config_setting *s, struct str v) {
    int64_t n;
    switch (s->type) {
    case CONFIG_INT: return str_to_i64(v, &n) && n >= s->min && n <= s->max;
    case CONFIG_BOOL: return str_is(v, "true") || str_is(v, "false");
    case CONFIG_TEXT:
    case CONFIG_LIST: return true;
    }
    return false;
}

static enum err set(struct config *c, int key, struct str v, const char *origin, struct problems *errs) {
    const struct config_setting *s = &config_settings[key];
    if (!value_ok(s, v)) {
        if (s->type == CONFIG_INT) {
            return err_set(errs, E_CONFIG, s->name, "must be a whole number from %lld to %lld", (long long)s->min,
                           (long long)s->max);
        }
        return err_set(errs, E_CONFIG, s->name, "must be true or false");
    }
    /* A list given twice on the same level grows; a higher level replaces it. */
    if (s->type == CONFIG_LIST && c->origin[key] == origin && c->value[key].n) {
        v = arena_printf(c->arena, "%.*s,%.*s", STRF(c->value[key]), STRF(v));
    }
    c->value[key] = arena_dup(c->arena, v);
    c->origin[key] = origin;
    return E_OK;
}

static enum err load_file(struct config *c, const char *path, struct problems *errs) {
    FILE *f = fopen(path, "re");
    if (!f) {
        return err_set(errs, E_CONFIG, "config", "cannot read %s: %s", path, strerror(errno));
    }
    char line[LINE_MAX_LEN];
    enum err result = E_OK;
    for (int n = 1; fgets(line, sizeof line, f); n++) {
        struct str rest = str_trim(str_of(line));
        if (rest.n == 0 || rest.p[0] == '#') {
            continue;
        }
        size_t eq = str_chr(rest, '=');
        struct str name = str_trim(str_sub(rest, 0, eq));
        int key = eq < rest.n ? key_of(name) : -1;
        if (key < 0 || key == CFG_CONFIG) {
            result = err_set(errs, E_CONFIG, "config", "%s line %d: no such setting \"%.*s\"", path, n, STRF(name));
            continue;
        }
        enum err e = set(c, key, str_trim(str_sub(rest, eq + 1, rest.n)), "file", errs);
        result = e ? e : result;
    }
    fclose(f);
    return result;
}

static enum err load_environment(struct config *c, struct problems *errs) {
    enum err result = E_OK;
    for (int k = 0; k < CFG_COUNT; k++) {
        char name[64] = "PORTEVOIX_";
        size_t n = strlen(name);
        for (const char *p = config_settings[k].name; *p && n + 1 < sizeof name; p++) {
            name[n++] = *p == '-' ? '_' : (char)toupper((unsigned char)*p);
        }
        const char *v = getenv(name);
        enum err e = v ? set(c, k, str_of(v), "environment", errs) : E_OK;
        result = e ? e : result;
    }
    return result;
}

/* Flags are collected before anything else, since one of them names the file, and applied last. */
struct flag {
    int key;
    const char *value;
};

static enum err take_flags(int *argc, char **argv, struct flag *flags, size_t *n, struct problems *errs) {
    int kept = 0;
    enum err result = E_OK;
    for (int i = 0; i < *argc; i++) {
        struct str arg = str_of(argv[i]);
        size_t eq = str_chr(arg, '=');
        int key = str_starts(arg, STR("--")) ? key_of(str_sub(arg, 2, eq)) : -1;
        if (key < 0 || *n == CONFIG_LIST_MAX * 2) {
            argv[kept++] = argv[i];
            continue;
        }
        bool inline_value = eq < arg.n;
        bool is_bool = config_settings[key].type == CONFIG_BOOL;
        if (inline_value) {
            flags[(*n)++] = (struct flag){key, argv[i] + eq + 1};
        } else if (is_bool && (i + 1 == *argc || (strcmp(argv[i + 1], "true") && strcmp(argv[i + 1], "false")))) {
            flags[(*n)++] = (struct flag){key, "true"};
        } else if (i + 1 < *argc) {
            flags[(*n)++] = (struct flag){key, argv[++i]};
        } else {
            result = err_set(errs, E_CONFIG, config_settings[key].name, "needs a value");
        }
    }
    *argc = kept;
    argv[kept] = NULL;
    return result;
}

enum err config_load(struct config *c, struct arena *arena, int *argc, char **argv, struct problems *errs) {
    *c = (struct config){.arena = arena};
    for (int k = 0; k < CFG_COUNT; k++) {
        c->value[k] = str_of(config_settings[k].def);
        c->origin[k] = "default";
    }
    struct flag flags[CONFIG_LIST_MAX * 2];
    size_t n = 0;
    enum err result = take_flags(argc, argv, flags, &n, errs);
    const char *path = getenv("PORTEVOIX_CONFIG");
    for (size_t i = 0; i < n; i++) {
        path = flags[i].key == CFG_CONFIG ? flags[i].value : path;
    }
    enum err e = path && *path ? load_file(c, path, errs) : E_OK;
    result = e ? e : result;
    e = load_environment(c, errs);
    result = e ? e : result;
    for (size_t i = 0; i < n; i++) {
        e = set(c, flags[i].key, str_of(flags[i].value), "flag", errs);
        result = e ? e : result;
    }
    return result;
}

struct str config_text(const struct config *c, enum config_key key) {
    return c->value[key];
}

int64_t config_int(const struct config *c, enum config_key key) {
    int64_t v = 0;
    (void)str_to_i64(c->value[key], &v);
    return v;
}

bool config_bool(const struct config *c, enum config_key key) {
    return str_is(c->value[key], "true");
}

const char *const *config_list(const struct config *c, enum config_key key) {
    const char **list = arena_array(c->arena, const char *, CONFIG_LIST_MAX + 1);
    struct str rest = c->value[key];
    struct str part;
    size_t n = 0;
    while (n < CONFIG_LIST_MAX && str_split(&rest, ',', &part)) {
        part = str_trim(part);
        if (part.n) {
            list[n++] = arena_dup(c->arena, part).p;
        }
    }
    return list;
}
