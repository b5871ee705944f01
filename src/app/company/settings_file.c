/* settings_file.c: see settings_file.h. */
#include "app/company/settings_file.h"

#include "text/toml.h"

static struct str family_of(const char *name) {
    struct str all = str_of(name);
    return str_sub(all, 0, str_chr(all, '.'));
}

static void write_limits(struct buf *b, const struct company_setting *s) {
    switch (s->type) {
    case SETTING_I64:
        buf_printf(b, " %lld to %lld.", (long long)s->min, (long long)s->max);
        break;
    case SETTING_CHOICE:
        buf_c(b, " One of");
        for (const char *const *c = s->choices; *c; c++) {
            buf_printf(b, "%s %s", c == s->choices ? "" : ",", *c);
        }
        buf_ch(b, '.');
        break;
    case SETTING_BOOL:
    case SETTING_TEXT:
        break;
    }
    if (s->fallback && s->fallback[0]) {
        buf_printf(b, " Default: %s.", s->fallback);
    }
}

void settings_file_write(struct buf *b, const struct setting_values *in_force) {
    struct str family = STR("");
    buf_c(b, "# Settings of a Portevoix space, in TOML. A line that is left out keeps its value where this is applied.\n");
    for (size_t i = 0; i < company_setting_count; i++) {
        const struct company_setting *s = &company_settings[i];
        struct str own = family_of(s->name);
        if (!str_eq(own, family)) {
            buf_printf(b, "\n[%.*s]\n", STRF(own));
            family = own;
        }
        buf_printf(b, "# %s", s->help);
        write_limits(b, s);
        buf_printf(b, "\n%s = ", s->name + own.n + 1);
        if (s->type == SETTING_I64 || s->type == SETTING_BOOL) {
            buf_str(b, in_force->value[i]);
        } else {
            toml_write_string(b, in_force->value[i]);
        }
        buf_ch(b, '\n');
    }
}

/* company_settings_check tells "/line/3/value"; of a file the line is enough. */
static enum err check(struct settings_wanted *w, struct arena *arena, struct problems *errs) {
    size_t before = errs->n;
    enum err e = company_settings_check(w->changes, w->n, arena, errs);
    for (size_t i = before; i < errs->n; i++) {
        struct str *field = &errs->items[i].field;
        size_t cut = field->n;
        while (cut > 0 && field->p[cut - 1] != '/') {
            cut--;
        }
        *field = str_sub(*field, 0, cut ? cut - 1 : 0);
    }
    return e;
}

enum err settings_file_read(struct str text, struct arena *arena, struct problems *errs, struct settings_wanted *ret) {
    struct toml_line *lines = NULL;
    size_t n = 0;
    enum err bad = toml_read(text, arena, errs, &lines, &n);
    struct settings_wanted w = {.n = n};
    w.changes = arena_array(arena, struct setting_change, n + 1);
    w.line = arena_array(arena, int64_t, n + 1);
    for (size_t i = 0; i < n; i++) {
        w.changes[i] = (struct setting_change){lines[i].key, lines[i].value,
                                               arena_printf(arena, "/line/%lld", (long long)lines[i].line).p};
        w.line[i] = lines[i].line;
    }
    enum err wrong = check(&w, arena, errs);
    *ret = w;
    return bad || wrong ? E_INVALID : E_OK;
}

static struct str value_of(const struct setting_values *v, struct str name) {
    for (size_t i = 0; i < company_setting_count; i++) {
        if (str_is(name, company_settings[i].name)) {
            return v->value[i];
        }
    }
    return STR("");
}

enum err settings_file_apply(struct tx *tx, const struct settings_wanted *wanted, bool apply, int64_t now,
                             struct settings_diff *ret) {
    struct setting_values v;
    enum err e = company_settings_read(tx, &v);
    if (e) {
        return e;
    }
    struct setting_change *changes = arena_array(tx->arena, struct setting_change, wanted->n + 1);
    ret->items = arena_array(tx->arena, struct setting_diff, wanted->n + 1);
    ret->n = 0;
    for (size_t i = 0; i < wanted->n; i++) {
        const struct setting_change *c = &wanted->changes[i];
        struct str from = value_of(&v, c->name);
        if (!str_eq(from, c->value)) {
            changes[ret->n] = *c;
            ret->items[ret->n++] = (struct setting_diff){c->name, from, c->value, wanted->line[i]};
        }
    }
    e = company_settings_fit(tx, changes, ret->n, "");
    return e ? e : apply ? company_settings_store(tx, changes, ret->n, now) : E_OK;
}
