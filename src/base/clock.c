/* clock.c: see clock.h. Zones are read from the system's TZif files (RFC 8536), since libc's own zone is process-wide. */
#include "base/clock.h"

#include "base/zone.h"

#include <stdio.h>
#include <time.h>

static int64_t (*override)(void);

int64_t clock_now(void) {
    if (override) {
        return override();
    }
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    return (int64_t)ts.tv_sec * US_PER_S + ts.tv_nsec / 1000;
}

void clock_set(int64_t (*fn)(void)) {
    override = fn;
}

int64_t clock_mono(void) {
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * US_PER_S + ts.tv_nsec / 1000;
}

struct timespec clock_after(clockid_t clock, int64_t ms) {
    struct timespec t;
    clock_gettime(clock, &t);
    t.tv_sec += ms / 1000;
    t.tv_nsec += ms % 1000 * 1000000;
    if (t.tv_nsec >= 1000000000) {
        t.tv_sec++;
        t.tv_nsec -= 1000000000;
    }
    return t;
}

static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

/* Days since 1970-01-01 -> civil date (H. Hinnant, "chrono-compatible low-level date algorithms"). */
static void civil(int64_t days, int *y, int *m, int *d) {
    int64_t z = days + 719468;
    int64_t era = floor_div(z, 146097);
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    *d = (int)(doy - (153 * mp + 2) / 5 + 1);
    *m = (int)(mp < 10 ? mp + 3 : mp - 9);
    *y = (int)(yoe + era * 400 + (*m <= 2));
}

int64_t day_of_civil(int y, int m, int d) {
    int64_t yy = y - (m <= 2);
    int64_t era = floor_div(yy, 400);
    int64_t yoe = yy - era * 400;
    int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

void civil_of_day(int64_t day, int *y, int *m, int *d) {
    civil(day, y, m, d);
}

static void put(char *out, int width, int64_t v) {
    for (int i = width - 1; i >= 0; i--) {
        out[i] = (char)('0' + v % 10);
        v /= 10;
    }
}

size_t time_rfc3339_to(char *out, int64_t us) {
    int64_t s = floor_div(us, US_PER_S);
    int64_t frac = us - s * US_PER_S;
    int64_t days = floor_div(s, 86400);
    int64_t rest = s - days * 86400;
    int y, m, d;
    civil(days, &y, &m, &d);
    if (y < 0 || y > 9999) {
        y = y < 0 ? 0 : 9999;
    }
    memcpy(out, "0000-00-00T00:00:00", 19);
    put(out, 4, y);
    put(out + 5, 2, m);
    put(out + 8, 2, d);
    put(out + 11, 2, rest / 3600);
    put(out + 14, 2, rest / 60 % 60);
    put(out + 17, 2, rest % 60);
    size_t n = 19;
    if (frac) {
        out[n] = '.';
        put(out + n + 1, 6, frac);
        n += 7;
    }
    out[n++] = 'Z';
    out[n] = '\0';
    return n;
}

struct str time_rfc3339(struct arena *a, int64_t us) {
    char out[32];
    size_t n = time_rfc3339_to(out, us);
    return arena_dup(a, (struct str){out, n});
}

/* `width` digits at *i; -1 when they are not there. */
static int digits(struct str s, size_t *i, int width) {
    int v = 0;
    for (int k = 0; k < width; k++, (*i)++) {
        if (*i >= s.n || s.p[*i] < '0' || s.p[*i] > '9') {
            return -1;
        }
        v = v * 10 + (s.p[*i] - '0');
    }
    return v;
}

static bool expect(struct str s, size_t *i, const char *any) {
    if (*i >= s.n || !strchr(any, s.p[*i])) {
        return false;
    }
    (*i)++;
    return true;
}

/* ".123" at *i as microseconds; digits beyond six are dropped. */
static int64_t fraction(struct str s, size_t *i) {
    int64_t unit = 100000;
    int64_t us = 0;
    (*i)++;
    for (; *i < s.n && s.p[*i] >= '0' && s.p[*i] <= '9'; (*i)++) {
        us += unit * (s.p[*i] - '0');
        unit /= 10;
    }
    return us;
}

static bool zone_part(struct str s, size_t *i, int *ret_seconds) {
    if (*i < s.n && (s.p[*i] == 'Z' || s.p[*i] == 'z')) {
        (*i)++;
        *ret_seconds = 0;
        return true;
    }
    int sign = *i < s.n && s.p[*i] == '-' ? -1 : 1;
    if (!expect(s, i, "+-")) {
        return false;
    }
    int h = digits(s, i, 2);
    if (!expect(s, i, ":")) {
        return false;
    }
    int m = digits(s, i, 2);
    *ret_seconds = sign * (h * 3600 + m * 60);
    return h >= 0 && h < 24 && m >= 0 && m < 60;
}

bool time_parse_rfc3339(struct str s, int64_t *ret_us) {
    static const int month_days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    size_t i = 0;
    int y = digits(s, &i, 4);
    bool ok = y >= 0 && expect(s, &i, "-");
    int mo = ok ? digits(s, &i, 2) : -1;
    ok = mo >= 1 && mo <= 12 && expect(s, &i, "-");
    int d = ok ? digits(s, &i, 2) : -1;
    ok = d >= 1 && d <= month_days[mo - 1] && expect(s, &i, "Tt ");
    bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    ok = ok && !(mo == 2 && d == 29 && !leap);
    int h = ok ? digits(s, &i, 2) : -1;
    ok = h >= 0 && h < 24 && expect(s, &i, ":");
    int mi = ok ? digits(s, &i, 2) : -1;
    ok = mi >= 0 && mi < 60 && expect(s, &i, ":");
    int se = ok ? digits(s, &i, 2) : -1;
    if (se < 0 || se > 60) {
        return false;
    }
    int64_t us = i < s.n && s.p[i] == '.' ? fraction(s, &i) : 0;
    int off;
    if (!zone_part(s, &i, &off) || i != s.n) {
        return false;
    }
    int64_t seconds = day_of_civil(y, mo, d) * 86400 + h * 3600 + mi * 60 + se - off;
    *ret_us = seconds * US_PER_S + us;
    return true;
}

struct str time_http(struct arena *a, int64_t us) {
    static const char *const wd[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    static const char *const mn[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int64_t s = floor_div(us, US_PER_S);
    int64_t days = floor_div(s, 86400);
    int rest = (int)(s - days * 86400);
    int y, m, d;
    civil(days, &y, &m, &d);
    int64_t week = days - floor_div(days, 7) * 7;
    return arena_printf(a, "%s, %02d %s %04d %02d:%02d:%02d GMT", wd[week], d, mn[m - 1], y, rest / 3600,
                        rest / 60 % 60, rest % 60);
}

int64_t time_zone_offset(struct str tz, int64_t us) {
    return zone_offset(tz, floor_div(us, US_PER_S));
}

int64_t time_local_day(struct str tz, int64_t us) {
    int64_t s = floor_div(us, US_PER_S);
    return floor_div(s + zone_offset(tz, s), 86400);
}

bool time_zone_known(struct str tz) {
    return zone_known(tz);
}
