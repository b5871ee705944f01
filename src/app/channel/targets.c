/* targets.c: see targets.h. */
#include "app/channel/targets.h"

#include "app/company/company.h"
#include "sql_gen.h"

static struct id_set languages_of(struct arena *a, const struct targets *t) {
    int64_t *list = arena_array(a, int64_t, t->languages_n);
    for (size_t i = 0; i < t->languages_n; i++) {
        list[i] = audience_language(t->languages[i]);
    }
    return id_set_of(list, t->languages_n);
}

static bool same(struct id_set a, struct id_set b) {
    bool eq = a.n == b.n;
    for (size_t i = 0; eq && i < a.n; i++) {
        eq = a.p[i] == b.p[i];
    }
    return eq;
}

enum err targets_differ(struct tx *tx, int64_t post, const struct targets *in, bool *ret) {
    struct audience was;
    enum err e = audience_of_post(tx, post, &was);
    if (!e) {
        *ret = !same(was.of[AUDIENCE_CHANNEL], in->channels) || !same(was.of[AUDIENCE_GROUP], in->groups) ||
               !same(was.of[AUDIENCE_LANGUAGE], languages_of(tx->arena, in));
    }
    return e;
}

/* What is new must be there. */
static enum err check_channels(struct tx *tx, struct id_set was, struct id_set is) {
    enum err e = E_OK;
    for (size_t i = 0; !e && i < is.n; i++) {
        struct sql_channel_get_row row;
        e = id_set_has(was, is.p[i]) ? E_OK : sql_channel_get(tx, is.p[i], &row);
        if (e == E_NOT_FOUND) {
            e = err_set(tx->errs, E_INVALID, "/targets/channels", "there is no such channel");
        }
    }
    return e;
}

static enum err check_groups(struct tx *tx, struct id_set was, struct id_set is) {
    enum err e = E_OK;
    for (size_t i = 0; !e && i < is.n; i++) {
        struct sql_group_there_row *rows;
        size_t n = 1;
        e = id_set_has(was, is.p[i]) ? E_OK : sql_group_there(tx, is.p[i], &rows, &n);
        if (!e && n == 0) {
            e = err_set(tx->errs, E_INVALID, "/targets/groups", "there is no such group");
        }
    }
    return e;
}

static enum err check(struct tx *tx, const struct audience *was, const struct targets *in, const struct scope *scope) {
    enum err e = check_channels(tx, was->of[AUDIENCE_CHANNEL], in->channels);
    e = e ? e : check_groups(tx, was->of[AUDIENCE_GROUP], in->groups);
    for (size_t i = 0; !e && i < in->languages_n; i++) {
        if (!language_known(in->languages[i])) {
            e = err_set(tx->errs, E_INVALID, "/targets/languages", "must be languages that members can choose: fr, en");
        }
    }
    return e ? e : scope_check_change(tx, scope, was->of[AUDIENCE_CHANNEL], in->channels);
}

static enum err insert_ids(struct tx *tx, int64_t post, enum audience_axis axis, struct id_set ids) {
    enum err e = E_OK;
    for (size_t i = 0; !e && i < ids.n; i++) {
        e = sql_target_insert(tx, post, str_of(audience_axes[axis]), ids.p[i], STR(""));
    }
    return e;
}

enum err targets_set(struct tx *tx, int64_t post, const struct targets *in, const struct scope *scope) {
    struct audience was;
    enum err e = audience_of_post(tx, post, &was);
    e = e ? e : check(tx, &was, in, scope);
    e = e ? e : sql_target_clear(tx, post);
    e = e ? e : insert_ids(tx, post, AUDIENCE_CHANNEL, in->channels);
    e = e ? e : insert_ids(tx, post, AUDIENCE_GROUP, in->groups);
    for (size_t i = 0; !e && i < in->languages_n; i++) {
        e = sql_target_insert(tx, post, str_of(audience_axes[AUDIENCE_LANGUAGE]), 0, in->languages[i]);
    }
    return e;
}

enum err targets_start(struct tx *tx, int64_t post, int64_t channel) {
    return sql_target_insert(tx, post, str_of(audience_axes[AUDIENCE_CHANNEL]), channel, STR(""));
}

enum err targets_drop(struct tx *tx, int64_t post) {
    return sql_target_clear(tx, post);
}

static struct str or_empty(struct str s) {
    return s.p ? s : STR("");
}

enum err targets_names(struct tx *tx, int64_t post, struct target_names *ret) {
    struct sql_target_names_row *rows;
    size_t n;
    enum err e = sql_target_names(tx, post, &rows, &n);
    if (e) {
        return e;
    }
    struct target_names out = {.channels = arena_array(tx->arena, struct target_name, n),
                               .groups = arena_array(tx->arena, struct target_name, n),
                               .languages = arena_array(tx->arena, struct str, n)};
    for (size_t i = 0; i < n; i++) {
        const struct sql_target_names_row *r = &rows[i];
        if (str_is(r->kind, "channel")) {
            out.channels[out.channels_n++] = (struct target_name){r->ref, or_empty(r->channel_name), or_empty(r->channel_kind),
                                                                  !r->channel_name.p};
        } else if (str_is(r->kind, "group")) {
            out.groups[out.groups_n++] = (struct target_name){r->ref, or_empty(r->group_name), or_empty(r->group_axis),
                                                              !r->group_name.p};
        } else {
            out.languages[out.languages_n++] = r->language;
        }
    }
    *ret = out;
    return E_OK;
}
