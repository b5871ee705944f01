/* read_api.c: see read_api.h. The browser tells what was on the screen, in batches. What is not the reader's to see is passed over
 * without a word, so that the answer tells nothing of what exists. Nothing here is logged or recorded as an event. */
#include "app/read/read_api.h"

#include "app/post/feed_cache.h"
#include "app/post/reader.h"
#include "app/read/read.h"
#include "app/reaction/reaction.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/limits.h"
#include "sql_gen.h"

#include <stdlib.h>

enum { BATCH_MAX = 100, EXPORT_MAX = 10000 };

struct read_in {
    struct json_list posts;          /* of struct str */
};
static const struct json_field read_fields[] = {
    {.name = "posts", .type = JSON_T_STRS, .off = offsetof(struct read_in, posts), .flags = JSON_REQUIRED, .max = BATCH_MAX,
     .help = "Ids. Those that are not there, or not for the reader, are passed over."},
    {0}};
const struct json_shape my_read_shape = {"my_read", sizeof(struct read_in), read_fields};

static struct audience_who reader_who(const struct rq *rq) {
    return (struct audience_who){rq->who.member, rq->who.person, rq->who.language};
}

static int id_cmp(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x == y ? 0 : x < y ? -1 : 1;
}

/* What went out lately, rising. */
static int64_t *lately(struct rq *rq, const struct snapshot *snap, size_t *ret_n) {
    int64_t *out = arena_array(rq->arena, int64_t, snap->n);
    size_t n = 0;
    while (n < snap->n && snap->items[n].published_at > rq->now - READ_DAYS * US_PER_DAY) {
        out[n] = snap->items[n].id;
        n++;
    }
    if (n) {
        qsort(out, n, sizeof *out, id_cmp);
    }
    *ret_n = n;
    return out;
}

/* Of those named the ones that the reader sees and has not read. */
static void choose(struct rq *rq, const struct snapshot *snap, const struct reader *reader, const int64_t *named, size_t n, struct read_add *a) {
    int64_t *out = arena_array(rq->arena, int64_t, n);
    for (size_t i = 0; i < n; i++) {
        const struct fragment *f = snapshot_find(snap, named[i]);
        if (f && !(f->expires_at && f->expires_at <= rq->now) && audience_sees(&f->audience, &reader->audience) &&
            !reader_read(reader, f->id, f->published_at, rq->now)) {
            out[a->posts_n++] = f->id;
        }
    }
    a->posts = out;
}

static enum err add_tx(struct tx *tx, const void *args, void *ret) {
    const struct read_add *a = args;
    (void)ret;
    reader_forget_in_tx(tx, a->person);
    return read_add(tx, a);
}

static enum err parse(struct rq *rq, const struct read_in *in, int64_t **ret) {
    const struct str *list = in->posts.p;
    *ret = arena_array(rq->arena, int64_t, in->posts.n);
    for (size_t i = 0; i < in->posts.n; i++) {
        if (!id_parse(list[i], &(*ret)[i])) {
            return err_set(&rq->errs, E_INVALID, arena_printf(rq->arena, "/posts/%zu", i).p, "not an id");
        }
    }
    return E_OK;
}

enum err my_read_post(struct rq *rq) {
    const struct read_in *in = rq->body;
    struct audience_who who = reader_who(rq);
    struct read_add add = {.person = rq->who.person, .now = rq->now};
    struct reader *reader = NULL;
    struct snapshot *snap = NULL;
    int64_t *named;
    enum err e = parse(rq, in, &named);
    e = e ? e : reader_get(&rq->cx, &who, rq->now, &reader);
    e = e ? e : feed_snapshot(&rq->cx, rq->now, &snap);
    if (!e) {
        choose(rq, snap, reader, named, in->posts.n, &add);
        add.lately = lately(rq, snap, &add.lately_n);
    }
    snapshot_release(snap);
    reader_release(reader);
    e = e || !add.posts_n ? e : db_tx(&rq->cx, add_tx, &add, NULL, 0);
    return e ? e : reply_empty(rq, 204);
}

/* ---- everything at once ---- */

struct all_args {
    int64_t person, now;
    bool undo;
};

static enum err all_tx(struct tx *tx, const void *args, void *ret) {
    const struct all_args *a = args;
    (void)ret;
    reader_forget_in_tx(tx, a->person);
    return a->undo ? read_all_undo(tx, a->person) : read_all(tx, a->person, a->now);
}

static enum err all(struct rq *rq, bool undo) {
    struct all_args args = {rq->who.person, rq->now, undo};
    enum err e = db_tx(&rq->cx, all_tx, &args, NULL, 0);
    return e ? e : reply_empty(rq, 204);
}

enum err my_read_all_put(struct rq *rq) {
    return all(rq, false);
}

enum err my_read_all_delete(struct rq *rq) {
    return all(rq, true);
}

/* ---- taking it along ---- */

struct export {
    struct read_state read;
    struct sql_reaction_of_person_row *reactions;
    size_t reactions_n;
};

static enum err export_tx(struct tx *tx, const void *args, void *ret) {
    struct export *x = ret;
    int64_t person = *(const int64_t *)args;
    enum err e = sql_reaction_of_person(tx, person, EXPORT_MAX, &x->reactions, &x->reactions_n);
    return e ? e : read_of(tx, person, &x->read);
}

/* Ids, names of kinds and times need no quoting. */
enum err my_read_export(struct rq *rq) {
    struct export x = {0};
    struct buf b;
    enum err e = db_read(&rq->cx, export_tx, &rq->who.person, &x, sizeof x);
    if (e) {
        return e;
    }
    buf_init(&b, rq->arena, LIMIT_REPLY);
    buf_c(&b, "what,post_id,value\r\n");
    for (size_t i = 0; i < x.reactions_n; i++) {
        buf_printf(&b, "reaction,%.*s,%.*s\r\n", STRF(id_text(rq->arena, x.reactions[i].post_id)), STRF(x.reactions[i].kind));
    }
    for (size_t i = 0; i < x.read.n; i++) {
        buf_printf(&b, "read,%.*s,\r\n", STRF(id_text(rq->arena, x.read.posts[i])));
    }
    if (x.read.until) {
        buf_printf(&b, "all_read_until,,%.*s\r\n", STRF(time_rfc3339(rq->arena, x.read.until)));
    }
    if (b.over) {
        return err_set(&rq->errs, E_LIMIT, "", "too long for one file");
    }
    reply_header(rq, "Content-Disposition", STR("attachment; filename=\"reading.csv\""));
    reply_header(rq, "Cache-Control", STR("no-store"));
    return reply_buf(rq, 200, "text/csv; charset=utf-8", &b);
}
