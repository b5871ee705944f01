/* link.c: see link.h. */
#include "app/join/link.h"

#include "app/privacy/person.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/rnd.h"
#include "sql_gen.h"

#include <sodium.h>

enum { MAC_BYTES = 16, PURGE_BATCH = 100 };

struct str join_link_token(struct arena *a, int64_t company, int64_t id) {
    unsigned char mac[PERSON_KEY_BYTES];
    person_keys_derive("join link", company, id, mac);
    size_t cap = sodium_base64_encoded_len(MAC_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *text = arena_alloc(a, cap);
    sodium_bin2base64(text, cap, mac, MAC_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return arena_printf(a, "%s%s", id_text(a, id).p, text);
}

enum err join_link_usable(struct tx *tx, struct str token, int64_t now, int64_t *ret_id) {
    struct sql_join_link_get_row row;
    int64_t id = 0;
    *ret_id = 0;
    if (token.n <= ID_TEXT_LEN || !id_parse(str_sub(token, 0, ID_TEXT_LEN), &id)) {
        return E_OK;
    }
    struct str right = join_link_token(tx->arena, tx->company, id);
    if (right.n != token.n || sodium_memcmp(right.p, token.p, right.n) != 0) {
        return E_OK;
    }
    enum err e = sql_join_link_get(tx, id, &row);
    if (e) {
        return e == E_NOT_FOUND ? E_OK : e;
    }
    if (row.expires_at > now && (row.max_uses_null || row.uses < row.max_uses)) {
        *ret_id = id;
    }
    return E_OK;
}

enum err join_link_use(struct tx *tx, int64_t id, int64_t now, bool *ret_ok) {
    int64_t n = 0;
    enum err e = sql_join_link_use(tx, id, now, &n);
    *ret_ok = n > 0;
    return e;
}

enum err join_link_give_groups(struct tx *tx, int64_t id, int64_t member) {
    struct sql_join_link_groups_row *rows;
    size_t n;
    enum err e = sql_join_link_groups(tx, id, &rows, &n);
    for (size_t i = 0; !e && i < n; i++) {
        if (!str_is(rows[i].axis, "free")) {
            e = sql_member_in_group_clear(tx, member, rows[i].axis);
        }
        e = e ? e : sql_member_in_group_insert(tx, member, rows[i].id);
    }
    return e;
}

/* ---- for admins ---- */

static enum err add_group(struct tx *tx, int64_t link, const char *axis, struct str name) {
    int64_t group = 0;
    if (str_empty(name)) {
        return E_OK;
    }
    enum err e = member_group_named(tx, axis, name, &group);
    return e ? e : sql_join_link_group_insert(tx, link, group);
}

enum err join_link_create(struct tx *tx, const struct join_link_new *in, int64_t *ret_id) {
    struct sql_join_link_count_row count;
    int64_t id = id_new();
    int64_t days = in->days ? in->days : JOIN_LINK_DAYS;
    enum err e = sql_join_link_count(tx, &count);
    if (!e && count.n >= JOIN_LINKS_MAX) {
        return err_set(tx->errs, E_LIMIT, "", "there are %d join links already; revoke one first", JOIN_LINKS_MAX);
    }
    e = e ? e : sql_join_link_insert(tx, &(struct sql_join_link_insert_in){
        .id = id, .label = in->label, .now = in->now, .expires_at = in->now + days * US_PER_DAY,
        .max_uses = in->max_uses ? &in->max_uses : NULL});
    e = e ? e : add_group(tx, id, "country", in->country);
    e = e ? e : add_group(tx, id, "department", in->department);
    e = e ? e : add_group(tx, id, "team", in->team);
    for (size_t i = 0; !e && i < in->free_n; i++) {
        e = add_group(tx, id, "free", in->free[i]);
    }
    *ret_id = id;
    return e;
}

static enum err groups_of(struct tx *tx, struct join_link_info *l) {
    struct sql_join_link_groups_row *rows;
    size_t n;
    enum err e = sql_join_link_groups(tx, l->id, &rows, &n);
    l->free = e ? NULL : arena_array(tx->arena, struct str, n + 1);
    for (size_t i = 0; !e && i < n; i++) {
        if (str_is(rows[i].axis, "country")) {
            l->country = rows[i].name;
        } else if (str_is(rows[i].axis, "department")) {
            l->department = rows[i].name;
        } else if (str_is(rows[i].axis, "team")) {
            l->team = rows[i].name;
        } else {
            l->free[l->free_n++] = rows[i].name;
        }
    }
    return e;
}

enum err join_link_get(struct tx *tx, int64_t id, struct join_link_info *ret) {
    struct sql_join_link_get_row row;
    enum err e = sql_join_link_get(tx, id, &row);
    if (e) {
        return e;
    }
    *ret = (struct join_link_info){.id = id, .label = row.label, .token = join_link_token(tx->arena, tx->company, id),
                                   .created_at = row.created_at, .expires_at = row.expires_at,
                                   .max_uses = row.max_uses_null ? 0 : row.max_uses, .uses = row.uses};
    return groups_of(tx, ret);
}

enum err join_link_list(struct tx *tx, struct join_link_info **ret, size_t *ret_n) {
    struct sql_join_link_list_row *rows;
    size_t n;
    enum err e = sql_join_link_list(tx, JOIN_LINKS_MAX, &rows, &n);
    struct join_link_info *list = e ? NULL : arena_array(tx->arena, struct join_link_info, n + 1);
    for (size_t i = 0; !e && i < n; i++) {
        list[i] = (struct join_link_info){
            .id = rows[i].id, .label = rows[i].label, .token = join_link_token(tx->arena, tx->company, rows[i].id),
            .created_at = rows[i].created_at, .expires_at = rows[i].expires_at,
            .max_uses = rows[i].max_uses_null ? 0 : rows[i].max_uses, .uses = rows[i].uses};
        e = groups_of(tx, &list[i]);
    }
    if (!e) {
        *ret = list;
        *ret_n = n;
    }
    return e;
}

enum err join_link_delete(struct tx *tx, int64_t id) {
    int64_t n = 0;
    enum err e = sql_join_link_groups_clear(tx, id);
    e = e ? e : sql_join_link_delete(tx, id, &n);
    return e || n ? e : E_NOT_FOUND;
}

enum err join_links_purge(struct tx *tx, int64_t now) {
    struct sql_join_link_old_row *rows;
    size_t n;
    enum err e = sql_join_link_old(tx, now - JOIN_LINK_KEEP_DAYS * US_PER_DAY, PURGE_BATCH, &rows, &n);
    for (size_t i = 0; !e && i < n; i++) {
        e = join_link_delete(tx, rows[i].id);
    }
    return e;
}
