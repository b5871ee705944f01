/* list.c: pages of the directory, by name. See member.h. */
#include "app/member/member.h"

#include "base/buf.h"
#include "base/id.h"
#include "http/roles.h"
#include "sql_gen.h"
#include "text/fold.h"

#include <sodium.h>

enum { WORDS = 3, CURSOR_MAX = 4096 };

/* Where a page starts: behind this member. */
struct place {
    struct str folded;
    int64_t id;
};

/* The id, then the key, as base64url: opaque to clients, and good also when the member was renamed or deleted since. */
static struct str cursor_text(struct arena *a, struct place at) {
    struct str plain = arena_printf(a, "%s%.*s", id_text(a, at.id).p, STRF(at.folded));
    size_t cap = sodium_base64_encoded_len(plain.n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *out = arena_alloc(a, cap);
    sodium_bin2base64(out, cap, (const unsigned char *)plain.p, plain.n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return str_of(out);
}

static bool cursor_parse(struct arena *a, struct str cursor, struct place *ret) {
    size_t n = 0;
    unsigned char *plain = arena_alloc(a, cursor.n + 1);
    if (cursor.n > CURSOR_MAX || sodium_base642bin(plain, cursor.n, cursor.p, cursor.n, NULL, &n, NULL,
                                                   sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0) {
        return false;
    }
    struct str text = {(const char *)plain, n};
    ret->folded = str_sub(text, ID_TEXT_LEN, n);
    return n > ID_TEXT_LEN && str_utf8_valid(text) && !memchr(plain, 0, n) &&
           id_parse(str_sub(text, 0, ID_TEXT_LEN), &ret->id);
}

struct str member_place_text(struct arena *a, struct str folded, int64_t id) {
    return cursor_text(a, (struct place){folded, id});
}

bool member_place_read(struct arena *a, struct str cursor, struct str *ret_folded, int64_t *ret_id) {
    struct place at = {STR(""), 0};
    if (cursor.p && !cursor_parse(a, cursor, &at)) {
        return false;
    }
    *ret_folded = at.folded;
    *ret_id = at.id;
    return true;
}

/* The last pattern takes all words that are left. */
static void patterns(struct arena *a, struct str q, struct str ret[WORDS]) {
    struct str rest = q.p ? text_fold(a, str_trim(q)) : STR("");
    for (int i = 0; i < WORDS; i++) {
        struct str word = rest;
        if (i < WORDS - 1) {
            size_t space = str_chr(rest, ' ');
            word = str_sub(rest, 0, space);
            rest = str_trim(str_sub(rest, space, rest.n));
        }
        ret[i] = str_empty(word) ? STR("%") : db_like(a, word);
    }
}

static void take_free(struct arena *a, struct member_info *m, struct str name) {
    enum { STEP = 8 };
    for (size_t i = 0; i < m->free_n; i++) {
        if (str_eq(m->free[i], name)) {
            return;
        }
    }
    if (m->free_n % STEP == 0) {
        struct str *more = arena_array(a, struct str, m->free_n + STEP);
        if (m->free_n) {
            memcpy(more, m->free, m->free_n * sizeof *more);
        }
        m->free = more;
    }
    m->free[m->free_n++] = name;
}

static void take_row(struct arena *a, struct member_info *m, const struct sql_member_page_row *r) {
    if (m->id != r->id) {
        *m = (struct member_info){.id = r->id, .email = r->email, .first_name = r->first_name,
                                  .last_name = r->last_name,
                                  .language = r->language, .time_zone = r->time_zone, .status = r->status,
                                  .roles = ROLE_MEMBER, .created_at = r->created_at,
                                  .invited_at = r->invited_at_null ? 0 : r->invited_at,
                                  .joined_at = r->joined_at_null ? 0 : r->joined_at, .came_by = r->came_by,
                                  .waits_for = r->waits_for, .has_password = r->has_password};
    }
    if (r->role.p) {
        m->roles |= role_bit(r->role);
    }
    if (r->axis.p && str_is(r->axis, "country")) {
        m->country = r->group_name;
    } else if (r->axis.p && str_is(r->axis, "department")) {
        m->department = r->group_name;
    } else if (r->axis.p && str_is(r->axis, "team")) {
        m->team = r->group_name;
    } else if (r->axis.p) {
        take_free(a, m, r->group_name);
    }
}

/* Rows of one member follow each other; a row beyond the page only tells that there is another page. */
static void fold_rows(struct arena *a, const struct sql_member_page_row *rows, size_t n, size_t limit,
                      struct member_page *page) {
    struct place last = {STR(""), 0};
    page->items = arena_array(a, struct member_info, limit + 1);
    for (size_t i = 0; i < n; i++) {
        bool next_one = page->n == 0 || page->items[page->n - 1].id != rows[i].id;
        if (next_one && page->n == limit) {
            page->next = cursor_text(a, last);
            return;
        }
        page->n += next_one;
        take_row(a, &page->items[page->n - 1], &rows[i]);
        last = (struct place){rows[i].folded, rows[i].id};
    }
}

/* Few roles are limited: all of them are read, and go to whom they belong. */
static enum err give_limits(struct tx *tx, struct member_page *page) {
    struct scope_row *rows;
    size_t n;
    enum err e = role_scopes_all(tx, &rows, &n);
    for (size_t k = 0; !e && k < page->n; k++) {
        bool limited = false;
        for (size_t i = 0; i < n && !limited; i++) {
            limited = rows[i].member == page->items[k].id;
        }
        e = limited ? role_scopes(tx, page->items[k].id, page->items[k].limits) : E_OK;
    }
    return e;
}

enum err member_list(struct tx *tx, const struct member_filter *f, struct member_page *ret) {
    struct place after = {STR(""), 0};
    struct str words[WORDS];
    struct sql_member_page_row *rows;
    struct sql_member_count_row count;
    size_t n;
    int64_t limit = f->limit ? f->limit : MEMBER_PAGE_DEFAULT;
    if (f->cursor.p && !cursor_parse(tx->arena, f->cursor, &after)) {
        return err_set(tx->errs, E_INVALID, "?cursor", "is not a cursor of this list");
    }
    patterns(tx->arena, f->q, words);
    enum err e = sql_member_page(tx, &(struct sql_member_page_in){
        .status = f->status, .word1 = words[0], .word2 = words[1], .word3 = words[2], .after_folded = after.folded,
        .after_id = after.id, .limit = limit + 1}, &rows, &n);
    if (!e) {
        e = sql_member_count(tx, f->status, words[0], words[1], words[2], &count);
    }
    if (e) {
        return e;
    }
    struct member_page page = {.next = STR_NULL, .total = count.n};
    fold_rows(tx->arena, rows, n, (size_t)limit, &page);
    e = give_limits(tx, &page);
    if (!e) {
        *ret = page;
    }
    return e;
}
