/* scope.c: see scope.h. */
#include "app/channel/scope.h"

#include "http/roles.h"
#include "sql_gen.h"

const char *const scope_roles[] = {"curator", "moderator", NULL};

static struct scope scope_of_rows(struct arena *a, const struct sql_role_channels_row *rows, size_t n, const char *role) {
    struct scope s = {0};
    int64_t *list = arena_array(a, int64_t, n);
    size_t got = 0;
    for (size_t i = 0; i < n; i++) {
        if (str_is(rows[i].role, role)) {
            s.limited = true;
            if (rows[i].channel_id) {
                list[got++] = rows[i].channel_id;
            }
        }
    }
    s.channels = id_set_of(list, got);
    return s;
}

enum err role_scopes(struct tx *tx, int64_t member, struct role_scope ret[2]) {
    struct sql_role_channels_row *rows;
    size_t n;
    enum err e = sql_role_channels(tx, member, &rows, &n);
    for (int i = 0; !e && scope_roles[i]; i++) {
        ret[i] = (struct role_scope){scope_roles[i], scope_of_rows(tx->arena, rows, n, scope_roles[i])};
    }
    return e;
}

enum err role_scopes_all(struct tx *tx, struct scope_row **ret, size_t *ret_n) {
    struct sql_role_channels_all_row *rows;
    size_t n;
    enum err e = sql_role_channels_all(tx, &rows, &n);
    struct scope_row *out = e ? NULL : arena_array(tx->arena, struct scope_row, n);
    for (size_t i = 0; !e && i < n; i++) {
        out[i] = (struct scope_row){rows[i].member_id, rows[i].channel_id, rows[i].role};
    }
    if (!e) {
        *ret = out;
        *ret_n = n;
    }
    return e;
}

enum err scope_of(struct tx *tx, int64_t member, unsigned roles, struct scope *ret) {
    struct role_scope of[2];
    *ret = (struct scope){0};
    if ((roles & ROLE_ADMIN) || !(roles & ROLE_CURATOR)) {
        return E_OK;
    }
    enum err e = role_scopes(tx, member, of);
    if (!e) {
        *ret = of[0].scope;
    }
    return e;
}

struct whole_args {
    int64_t member;
    unsigned roles;
};

static enum err whole_tx(struct tx *tx, const void *args, void *ret) {
    const struct whole_args *a = args;
    return scope_of(tx, a->member, a->roles, ret);
}

enum err scope_check_whole(const struct db_cx *cx, int64_t member, unsigned roles) {
    struct scope s;
    enum err e = db_read(cx, whole_tx, &(struct whole_args){member, roles}, &s, sizeof s);
    return !e && s.limited ? err_set(cx->errs, E_FORBIDDEN, "", "this is for curators of all channels") : e;
}

static bool share_one(struct id_set a, struct id_set b) {
    for (size_t i = 0; i < a.n; i++) {
        if (id_set_has(b, a.p[i])) {
            return true;
        }
    }
    return false;
}

enum err scope_check(struct tx *tx, const struct scope *s, int64_t post) {
    struct audience of;
    if (!s->limited) {
        return E_OK;
    }
    enum err e = audience_of_post(tx, post, &of);
    return e ? e : share_one(of.of[AUDIENCE_CHANNEL], s->channels) ? E_OK : E_NOT_FOUND;
}

enum err scope_check_post(struct tx *tx, int64_t member, unsigned roles, int64_t post) {
    struct scope s;
    enum err e = scope_of(tx, member, roles, &s);
    return e ? e : scope_check(tx, &s, post);
}

enum err scope_has_any(struct tx *tx, const struct scope *s, const int64_t *posts, size_t n, bool *ret) {
    enum err e = E_OK;
    *ret = !s->limited || n == 0;
    for (size_t i = 0; !e && !*ret && i < n; i++) {
        e = scope_check(tx, s, posts[i]);
        *ret = !e;
        e = e == E_NOT_FOUND ? E_OK : e;
    }
    return e;
}

enum err scope_sees_any(struct tx *tx, int64_t member, unsigned roles, const int64_t *posts, size_t n, bool *ret) {
    struct scope s;
    *ret = false;
    if (!(roles & (ROLE_CURATOR | ROLE_ADMIN))) {
        return E_OK;
    }
    enum err e = scope_of(tx, member, roles, &s);
    return e ? e : scope_has_any(tx, &s, posts, n, ret);
}

/* Everything in `a` but not in `b` is one of theirs. */
static bool differs_within(struct id_set a, struct id_set b, const struct scope *s) {
    for (size_t i = 0; i < a.n; i++) {
        if (!id_set_has(b, a.p[i]) && !id_set_has(s->channels, a.p[i])) {
            return false;
        }
    }
    return true;
}

enum err scope_check_change(struct tx *tx, const struct scope *s, struct id_set was, struct id_set is) {
    if (!s->limited) {
        return E_OK;
    }
    if (!differs_within(is, was, s) || !differs_within(was, is, s)) {
        return err_set(tx->errs, E_INVALID, "/targets/channels", "is not one of your channels");
    }
    if (!share_one(is, s->channels)) {
        return err_set(tx->errs, E_INVALID, "/targets/channels", "needs one of your channels");
    }
    return E_OK;
}

enum err role_scope_set(struct tx *tx, int64_t member, const char *role, const struct scope *s, const char *field) {
    enum err e = sql_role_channel_clear(tx, member, str_of(role));
    if (!e && s->limited) {
        e = sql_role_channel_insert(tx, member, str_of(role), 0);
    }
    for (size_t i = 0; !e && s->limited && i < s->channels.n; i++) {
        struct sql_channel_get_row row;
        e = sql_channel_get(tx, s->channels.p[i], &row);
        if (e == E_NOT_FOUND) {
            return err_set(tx->errs, E_INVALID, field, "there is no such channel");
        }
        e = e ? e : sql_role_channel_insert(tx, member, str_of(role), s->channels.p[i]);
    }
    return e;
}
