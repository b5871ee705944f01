/* calendar.c: an event as an iCalendar file (RFC 5545), for the reader's own calendar. See life_api.h. */
#include "app/post/life_api.h"

#include "app/post/kind.h"
#include "base/clock.h"
#include "app/post/post_in.h"

enum { FOLD = 73, CALENDAR_BYTES = 32 * 1024 };   /* bytes of a line, without the blank of its continuation */

/* One property, escaped and folded; never cut inside a character. */
static void line(struct buf *b, const char *name, struct str value) {
    size_t at = strlen(name) + 1;
    buf_printf(b, "%s:", name);
    for (size_t i = 0; i < value.n;) {
        size_t n = 1;
        while (i + n < value.n && ((unsigned char)value.p[i + n] & 0xC0) == 0x80) {
            n++;
        }
        char c = value.p[i];
        const char *escaped = c == '\n' ? "\\n" : c == ',' ? "\\," : c == ';' ? "\\;" : c == '\\' ? "\\\\" : c == '\r' ? "" : NULL;
        size_t wide = escaped ? 2 : n;
        if (at + wide > FOLD) {
            buf_c(b, "\r\n ");
            at = 1;
        }
        if (escaped) {
            buf_c(b, escaped);
        } else {
            buf_add(b, value.p + i, n);
        }
        at += wide;
        i += n;
    }
    buf_c(b, "\r\n");
}

/* "20261124T100000Z" */
static struct str stamp(struct arena *a, int64_t us) {
    int y, m, d;
    int64_t s = us / US_PER_S;
    civil_of_day(s / 86400, &y, &m, &d);
    int64_t of_day = s % 86400;
    return arena_printf(a, "%04d%02d%02dT%02d%02d%02dZ", y, m, d, (int)(of_day / 3600), (int)(of_day / 60 % 60), (int)(of_day % 60));
}

static struct str calendar(struct arena *a, const struct post *p, const struct post_details *d, struct str base, int64_t now) {
    struct buf b;
    buf_init(&b, a, CALENDAR_BYTES);
    struct str page = arena_printf(a, "%.*s/posts/%s", STRF(base), id_text(a, p->id).p);
    buf_c(&b, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Portevoix//EN\r\nMETHOD:PUBLISH\r\nBEGIN:VEVENT\r\n");
    line(&b, "UID", arena_printf(a, "%s@portevoix", id_text(a, p->id).p));
    line(&b, "SEQUENCE", arena_printf(a, "%lld", (long long)p->version));
    line(&b, "DTSTAMP", stamp(a, now));
    line(&b, "DTSTART", stamp(a, d->starts_at));
    if (d->has_ends_at) {
        line(&b, "DTEND", stamp(a, d->ends_at));
    }
    line(&b, "SUMMARY", p->title);
    line(&b, "DESCRIPTION", str_sub(p->body, 0, str_utf8_cut(p->body, 2000).n));
    if (d->place.n || d->online_url.n) {
        line(&b, "LOCATION", d->place.n ? d->place : d->online_url);
    }
    line(&b, "URL", d->online_url.n ? d->online_url : p->url.n ? p->url : page);
    buf_c(&b, "END:VEVENT\r\nEND:VCALENDAR\r\n");
    return buf_view(&b);
}

static enum err get_tx(struct tx *tx, const void *args, void *ret) {
    return post_read_by(tx, args, ret);
}

enum err post_calendar_get(struct rq *rq) {
    struct post p;
    struct post_details d;
    struct post_reading args = post_reading_of(rq);
    enum err e = db_read(&rq->cx, get_tx, &args, &p, sizeof p);
    if (e) {
        return e;
    }
    if (!str_is(p.kind, "event") || !post_details_read(rq->arena, p.details, &d) || !d.has_starts_at) {
        return E_NOT_FOUND;
    }
    reply_header(rq, "Content-Disposition", STR("attachment; filename=\"event.ics\""));
    return reply_bytes(rq, 200, "text/calendar; charset=utf-8", calendar(rq->arena, &p, &d, rq_base_url(rq), rq->now));
}
