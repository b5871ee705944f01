/* export.c: one's own ledger as a table for spreadsheets. See points_api.h.
 *
 * Comma and byte order mark, every cell quoted (RFC 4180); a text that a spreadsheet would take for a formula gets an apostrophe in
 * front. Times stand in the member's own zone. The words of the first line are the same in every language: programs read it. */
#include "app/points/points_api.h"

#include "app/points/points.h"
#include "base/clock.h"
#include "base/limits.h"

struct export_args {
    int64_t person;
};
struct export {
    struct points_entry *entries;
    size_t n;
};

static enum err export_read(struct tx *tx, const void *args, void *ret) {
    const struct export_args *a = args;
    struct export *x = ret;
    return points_entries(tx, a->person, &(struct points_filter){.limit = POINTS_EXPORT_MAX}, &x->entries, &x->n);
}

static void cell(struct buf *b, struct str text) {
    static const char formula[] = "=+-@\t\r";
    buf_c(b, b->n && b->p[b->n - 1] != '\n' ? ",\"" : "\"");
    if (text.n && memchr(formula, text.p[0], sizeof formula - 1)) {
        buf_ch(b, '\'');
    }
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"') {
            buf_ch(b, '"');
        }
        buf_ch(b, text.p[i]);
    }
    buf_ch(b, '"');
}

static void number(struct buf *b, int64_t v) {
    buf_printf(b, ",%lld", (long long)v);
}

/* "2026-11-24 17:40:03" on the member's clock. */
static struct str local_time(struct arena *a, struct str zone, int64_t at) {
    int64_t shifted = at + time_zone_offset(zone, at) * US_PER_S;
    struct str utc = time_rfc3339(a, shifted - shifted % US_PER_S);
    return arena_printf(a, "%.*s %.*s", STRF(str_sub(utc, 0, 10)), STRF(str_sub(utc, 11, 19)));
}

static void line(struct buf *b, struct rq *rq, const struct points_entry *e) {
    buf_c(b, "\r\n");
    cell(b, local_time(rq->arena, rq->who.time_zone, e->at));
    number(b, e->amount);
    number(b, e->balance);
    cell(b, e->rule);
    number(b, e->rule_version);
    cell(b, e->network.p ? e->network : STR(""));
    cell(b, e->post_title.p ? e->post_title : STR(""));
    cell(b, e->event_kind);
    cell(b, id_text(rq->arena, e->event));
    cell(b, e->network.p ? id_text(rq->arena, e->subject) : STR(""));
    cell(b, id_text(rq->arena, e->id));
}

enum err my_points_export(struct rq *rq) {
    struct export x = {0};
    struct buf b;
    enum err e = db_read(&rq->cx, export_read, &(struct export_args){rq->who.person}, &x, sizeof x);
    if (e) {
        return e;
    }
    buf_init(&b, rq->arena, LIMIT_REPLY);
    buf_c(&b, "\xef\xbb\xbftime,points,balance,rule,rule_version,network,post,event,event_id,share_id,entry_id");
    for (size_t i = 0; i < x.n; i++) {
        line(&b, rq, &x.entries[i]);
    }
    buf_c(&b, "\r\n");
    if (b.over) {
        return err_set(&rq->errs, E_LIMIT, "", "the ledger is too long for one file");
    }
    reply_header(rq, "Content-Disposition", STR("attachment; filename=\"points.csv\""));
    reply_header(rq, "Cache-Control", STR("no-store"));
    return reply_buf(rq, 200, "text/csv; charset=utf-8", &b);
}
