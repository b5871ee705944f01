/* hours.c: see hours.h. */
#include "app/work/hours.h"

#include "base/buf.h"
#include "base/clock.h"

const char *const hours_day_names[HOURS_DAYS + 1] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun", NULL};

#define US_PER_MIN (60 * US_PER_S)

/* 1970-01-01 was a Thursday. */
static int weekday(int64_t day) {
    return (int)(((day + 3) % 7 + 7) % 7);
}

static bool off(const struct hours *h, int64_t day) {
    for (size_t i = 0; i < h->off_n; i++) {
        if (day >= h->off[i].from && day <= h->off[i].to) {
            return true;
        }
    }
    return false;
}

static int64_t local(struct str zone, int64_t at) {
    return at + time_zone_offset(zone, at) * US_PER_S;
}

bool hours_open(const struct hours *h, int64_t at) {
    int64_t day = time_local_day(h->zone, at);
    int64_t minute = (local(h->zone, at) - day * US_PER_DAY) / US_PER_MIN;
    int w = weekday(day);
    return minute >= h->from[w] && minute < h->to[w] && !off(h, day);
}

/* The moment between `lo` and `hi` at which the offset changes. */
static int64_t change_between(struct str zone, int64_t lo, int64_t hi) {
    int64_t before = time_zone_offset(zone, lo);
    while (hi - lo > US_PER_S) {
        int64_t mid = lo + (hi - lo) / 2;
        if (time_zone_offset(zone, mid) == before) {
            lo = mid;
        } else {
            hi = mid;
        }
    }
    return hi - hi % US_PER_S;
}

int64_t hours_moment(struct str zone, int64_t day, int minute) {
    int64_t wall = day * US_PER_DAY + minute * US_PER_MIN;
    int64_t first = wall - time_zone_offset(zone, wall - US_PER_DAY) * US_PER_S;
    int64_t second = wall - time_zone_offset(zone, wall + US_PER_DAY) * US_PER_S;
    int64_t early = first < second ? first : second, late = first < second ? second : first;
    if (local(zone, early) == wall) {
        return early;
    }
    return local(zone, late) == wall ? late : change_between(zone, early, late);
}

/* The same by the later of two. */
static int64_t last_moment(struct str zone, int64_t day, int minute) {
    int64_t wall = day * US_PER_DAY + minute * US_PER_MIN;
    int64_t at = wall - time_zone_offset(zone, wall + US_PER_DAY) * US_PER_S;
    return local(zone, at) == wall ? at : hours_moment(zone, day, minute);
}

int64_t hours_next(const struct hours *h, int64_t at) {
    int64_t today = time_local_day(h->zone, at);
    if (hours_open(h, at)) {
        return at;
    }
    for (int64_t day = today; day < today + HOURS_AHEAD; day++) {
        int w = weekday(day);
        if (h->from[w] >= h->to[w] || off(h, day)) {
            continue;
        }
        int64_t start = hours_moment(h->zone, day, h->from[w]), end = last_moment(h->zone, day, h->to[w]);
        /* From minute to minute only where an hour comes twice or is left out. */
        for (int64_t t = start > at ? start : at + US_PER_MIN - at % US_PER_MIN; t < end; t += US_PER_MIN) {
            if (hours_open(h, t)) {
                return t;
            }
        }
    }
    return at;
}

/* ---- forms ---- */

static bool digits(struct str s, size_t at, size_t n, int *ret) {
    *ret = 0;
    for (size_t i = at; i < at + n; i++) {
        if (i >= s.n || s.p[i] < '0' || s.p[i] > '9') {
            return false;
        }
        *ret = *ret * 10 + (s.p[i] - '0');
    }
    return true;
}

bool hours_clock(struct str s, int *ret_minute) {
    int h, m;
    if (s.n != 5 || s.p[2] != ':' || !digits(s, 0, 2, &h) || !digits(s, 3, 2, &m) || m > 59 || h * 60 + m > HOURS_MINUTES) {
        return false;
    }
    *ret_minute = h * 60 + m;
    return true;
}

struct str hours_clock_text(struct arena *a, int minute) {
    return arena_printf(a, "%02d:%02d", minute / 60, minute % 60);
}

bool hours_date(struct str s, int64_t *ret_day) {
    int y, m, d, y2, m2, d2;
    if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-' || !digits(s, 0, 4, &y) || !digits(s, 5, 2, &m) || !digits(s, 8, 2, &d)) {
        return false;
    }
    if (y < 1970 || m < 1 || m > 12 || d < 1 || d > 31) {
        return false;
    }
    *ret_day = day_of_civil(y, m, d);
    civil_of_day(*ret_day, &y2, &m2, &d2);
    return y == y2 && m == m2 && d == d2;
}

struct str hours_date_text(struct arena *a, int64_t day) {
    int y, m, d;
    civil_of_day(day, &y, &m, &d);
    return arena_printf(a, "%04d-%02d-%02d", y, m, d);
}

/* Cuts the next piece off `s` at `sep`. */
static struct str piece(struct str *s, char sep) {
    size_t at = str_chr(*s, sep);
    struct str out = str_sub(*s, 0, at);
    *s = str_sub(*s, at < s->n ? at + 1 : at, s->n);
    return out;
}

static bool number(struct str s, int *ret) {
    return s.n > 0 && s.n <= 4 && digits(s, 0, s.n, ret);
}

bool hours_week_read(struct str s, struct hours *ret) {
    for (int i = 0; i < HOURS_DAYS; i++) {
        struct str day = piece(&s, ',');
        int from = 0, to = 0;
        if (!str_is(day, "-")) {
            struct str first = piece(&day, '-');
            if (!number(first, &from) || !number(day, &to) || from >= to || to > HOURS_MINUTES) {
                return false;
            }
        }
        ret->from[i] = from;
        ret->to[i] = to;
    }
    return s.n == 0;
}

struct str hours_week_text(struct arena *a, const struct hours *h) {
    struct buf b;
    buf_init(&b, a, 256);
    for (int i = 0; i < HOURS_DAYS; i++) {
        if (h->from[i] < h->to[i]) {
            buf_str(&b, arena_printf(a, "%s%d-%d", i ? "," : "", h->from[i], h->to[i]));
        } else {
            buf_c(&b, i ? ",-" : "-");
        }
    }
    return buf_view(&b);
}

bool hours_off_read(struct str s, struct hours *ret) {
    ret->off_n = 0;
    while (s.n) {
        struct str span = piece(&s, ' '), first = piece(&span, '/');
        struct hours_span *o = &ret->off[ret->off_n];
        if (first.n == 0) {
            continue;
        }
        if (ret->off_n == HOURS_OFF_MAX || !hours_date(first, &o->from)) {
            return false;
        }
        o->to = o->from;
        if (span.n && (!hours_date(span, &o->to) || o->to < o->from)) {
            return false;
        }
        ret->off_n++;
    }
    return true;
}

struct str hours_off_text(struct arena *a, const struct hours_span *off_, size_t n) {
    struct buf b;
    buf_init(&b, a, 4096);
    for (size_t i = 0; i < n; i++) {
        if (i) {
            buf_ch(&b, ' ');
        }
        buf_str(&b, hours_date_text(a, off_[i].from));
        if (off_[i].to != off_[i].from) {
            buf_ch(&b, '/');
            buf_str(&b, hours_date_text(a, off_[i].to));
        }
    }
    return buf_view(&b);
}

/* ---- settings ---- */

static struct str spaced(struct arena *a, struct str in) {
    struct buf b;
    buf_init(&b, a, in.n + 1);
    for (size_t i = 0; i < in.n; i++) {
        char c = in.p[i];
        buf_ch(&b, (char)(c == ',' || c == ';' || c == '\t' ? ' ' : c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c));
    }
    return buf_view(&b);
}

bool hours_days_tidy(struct arena *a, struct str in, struct str *ret) {
    bool on[HOURS_DAYS] = {false};
    struct buf b;
    struct str rest = spaced(a, in);
    buf_init(&b, a, 64);
    while (rest.n) {
        struct str name = piece(&rest, ' ');
        int at = 0;
        while (at < HOURS_DAYS && !str_is(name, hours_day_names[at])) {
            at++;
        }
        if (at == HOURS_DAYS && name.n) {
            return false;
        }
        if (name.n) {
            on[at] = true;
        }
    }
    for (int i = 0; i < HOURS_DAYS; i++) {
        if (on[i]) {
            buf_c(&b, b.n ? " " : "");
            buf_c(&b, hours_day_names[i]);
        }
    }
    *ret = buf_view(&b);
    return true;
}

bool hours_clock_tidy(struct arena *a, struct str in, struct str *ret) {
    int minute;
    if (!hours_clock(in, &minute)) {
        return false;
    }
    *ret = hours_clock_text(a, minute);
    return true;
}

bool hours_off_tidy(struct arena *a, struct str in, struct str *ret) {
    struct hours *h = arena_new(a, struct hours);
    if (!hours_off_read(spaced(a, in), h)) {
        return false;
    }
    *ret = hours_off_text(a, h->off, h->off_n);
    return true;
}
