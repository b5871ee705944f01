/* marks.c: featured, pinned, must-read, and who confirmed. See post.h.
 *
 * A confirmation is keyed by person and counted for nobody in particular: a curator is told a rounded number that moves once
 * a day, so that nobody can watch it move when one colleague presses the button. */
#include "app/company/feature.h"
#include "app/post/post.h"

#include "app/channel/reach.h"
#include "base/buf.h"
#include "base/clock.h"
#include "sql_gen.h"

enum { TITLES_BYTES = 4096 };

struct holder {
    int64_t id;
    struct str title;
};

#define HOLDERS_OF(what)                                                                                               \
    static enum err what##_holders(struct tx *tx, struct holder **ret, size_t *ret_n) {                                \
        struct sql_post_##what##_list_row *rows;                                                                       \
        enum err e = sql_post_##what##_list(tx, &rows, ret_n);                                                         \
        *ret = e ? NULL : arena_array(tx->arena, struct holder, *ret_n);                                               \
        for (size_t i = 0; !e && i < *ret_n; i++) {                                                                    \
            (*ret)[i] = (struct holder){rows[i].id, rows[i].title};                                                    \
        }                                                                                                              \
        return e;                                                                                                      \
    }
HOLDERS_OF(featured)
HOLDERS_OF(pinned)
HOLDERS_OF(must_read)

static const struct mark {
    const char *pointer, *full;
    size_t max;
    enum err (*holders)(struct tx *tx, struct holder **ret, size_t *ret_n);
    size_t at;                   /* offset in struct post */
} marks[] = {
    {"/featured", "posts are featured already", POST_FEATURED_MAX, featured_holders, offsetof(struct post, featured_at)},
    {"/pinned", "posts are pinned already", POST_PINNED_MAX, pinned_holders, offsetof(struct post, pinned_at)},
    {"/must_read", "posts are to be confirmed already", POST_MUST_READ_MAX, must_read_holders, offsetof(struct post, must_read_at)},
};
enum { MARKS = sizeof marks / sizeof *marks };

static int64_t mark_at(const struct post *p, const struct mark *m) {
    return *(const int64_t *)((const char *)p + m->at);
}

/* Room for one more besides this post. */
static enum err check_room(struct tx *tx, const struct mark *m, int64_t id) {
    struct holder *list;
    size_t n, others = 0;
    struct buf b;
    enum err e = m->holders(tx, &list, &n);
    buf_init(&b, tx->arena, TITLES_BYTES);
    for (size_t i = 0; !e && i < n; i++) {
        if (list[i].id != id) {
            buf_printf(&b, "%s“%.*s”", others ? ", " : "", STRF(str_utf8_cut(list[i].title, 120)));
            others++;
        }
    }
    if (e || others < m->max) {
        return e;
    }
    return err_set(tx->errs, E_LIMIT, m->pointer, "%zu %s: %.*s; take one of them off first", others, m->full, STRF(buf_view(&b)));
}

enum err post_check_marks(struct tx *tx, const struct post *p) {
    enum err e = E_OK;
    for (size_t i = 0; !e && i < MARKS; i++) {
        if (mark_at(p, &marks[i])) {
            e = check_room(tx, &marks[i], p->id);
        }
    }
    return e;
}

enum err post_mark(struct tx *tx, int64_t id, const struct post_marks *in, int64_t now) {
    struct post p;
    enum err e = post_get(tx, id, &p);
    if (!e && in->has_must_read && in->must_read) {
        e = feature_check(tx, FEATURE_MUST_READ);
    }
    if (e) {
        return e;
    }
    if (str_is(p.status, "dropped") || str_is(p.status, "archived")) {
        return err_set(tx->errs, E_STATE, "", "restore the post first");
    }
    const bool has[] = {in->has_featured, in->has_pinned, in->has_must_read}, on[] = {in->featured, in->pinned, in->must_read};
    bool out = str_is(p.status, "published") || str_is(p.status, "scheduled"), changed = false;
    for (size_t i = 0; !e && i < MARKS; i++) {
        int64_t *at = (int64_t *)((char *)&p + marks[i].at);
        if (!has[i] || on[i] == (*at != 0)) {
            continue;
        }
        e = on[i] && out ? check_room(tx, &marks[i], id) : E_OK;
        *at = on[i] ? now : 0;
        changed = true;
    }
    if (e || !changed) {
        return e;
    }
    e = sql_post_set_marks(tx, &(struct sql_post_set_marks_in){
        .id = id, .featured_at = p.featured_at ? &p.featured_at : NULL, .pinned_at = p.pinned_at ? &p.pinned_at : NULL,
        .must_read_at = p.must_read_at ? &p.must_read_at : NULL, .now = now});
    return e ? e : event_record(tx, &(struct event){.kind = EV_POST_CHANGED, .at = now, .subject = id});
}

/* ---- confirmations ---- */

/* A figure that was told must not move when one person takes theirs back: it would say that somebody did, and at a step
 * how many there were. So it is possible until the midnight (UTC) at which it is counted. */
static enum err take_back(struct tx *tx, int64_t id, int64_t person, int64_t now, int64_t *ret_changed) {
    struct sql_confirmation_get_row row;
    enum err e = sql_confirmation_delete(tx, person, id, now - now % US_PER_DAY, ret_changed);
    if (e || *ret_changed) {
        return e;
    }
    e = sql_confirmation_get(tx, person, id, &row);
    return e == E_NOT_FOUND ? E_OK
           : e              ? e
                            : err_set(tx->errs, E_STATE, "", "it is counted since midnight and can no longer be taken back");
}

enum err post_confirm(struct tx *tx, int64_t id, int64_t person, bool confirmed, int64_t now) {
    struct post p;
    int64_t changed = 0;
    enum err e = post_get(tx, id, &p);
    if (e) {
        return e;
    }
    if (!str_is(p.status, "published") || (p.expires_at && p.expires_at <= now)) {
        return E_NOT_FOUND;
    }
    if (confirmed && !p.must_read_at) {
        return err_set(tx->errs, E_STATE, "", "this post does not ask for a confirmation");
    }
    e = confirmed ? sql_confirmation_put(tx, person, id, now, &changed) : take_back(tx, id, person, now, &changed);
    if (e || changed == 0) {
        return e;
    }
    return event_record(tx, &(struct event){.kind = EV_POST_CONFIRMED, .at = now, .subject = id, .person = person});
}

enum err post_on_erased(struct tx *tx, const struct event *ev) {
    return sql_confirmation_forget(tx, ev->person);
}

static int64_t rounded(int64_t n) {
    return n < CONFIRM_K ? 0 : n - n % CONFIRM_STEP;
}

/* Those it is for, as far as that may be known; fewer than there are rather than more. */
static enum err readers_of(struct tx *tx, int64_t id, int64_t now, int64_t *ret) {
    struct audience of;
    struct sql_post_readers_count_row all;
    struct reach reach;
    enum err e = audience_of_post(tx, id, &of);
    if (!e && audience_open(&of)) {
        e = sql_post_readers_count(tx, &all);
        *ret = e ? 0 : all.n;
        return e;
    }
    e = e ? e : reach_of(tx, &of, now, &reach);
    *ret = e ? 0 : reach.members;
    return e;
}

enum err post_confirmed(struct tx *tx, int64_t id, int64_t now, int64_t *ret_shown) {
    struct sql_confirmation_count_row count;
    int64_t readers;
    enum err e = sql_confirmation_count(tx, id, now - now % US_PER_DAY, &count);
    e = e ? e : readers_of(tx, id, now, &readers);
    if (!e) {
        int64_t said = rounded(count.n), most = rounded(readers - CONFIRM_K);
        *ret_shown = said < most ? said : most;
    }
    return e;
}
