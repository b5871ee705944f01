/* period.c: see period.h. Civil dates after H. Hinnant, "chrono-compatible low-level date algorithms". */
#include "app/impact/period.h"

#include "base/clock.h"

struct civil {
    int64_t year;
    int month, day;              /* 1 .. 12, 1 .. 31 */
};

static struct civil civil_of(int64_t days) {
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    int month = (int)(mp < 10 ? mp + 3 : mp - 9);
    return (struct civil){yoe + era * 400 + (month <= 2), month, (int)(doy - (153 * mp + 2) / 5 + 1)};
}

static int64_t first_of(int64_t year, int month) {
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

struct period period_of(enum period_kind kind, int64_t day) {
    struct civil c = civil_of(day);
    int months = kind == PERIOD_YEAR ? 12 : kind == PERIOD_QUARTER ? 3 : 1;
    int first = (c.month - 1) / months * months + 1;
    int next = first + months;
    return (struct period){first_of(c.year, first), first_of(c.year + (next > 12), next > 12 ? next - 12 : next) - 1};
}

struct period period_before(enum period_kind kind, struct period p) {
    return period_of(kind, p.from - 1);
}

/* 1970-01-01 was a Thursday. */
int64_t period_week(int64_t day) {
    int64_t since = (day + 3) % 7;
    return day - (since < 0 ? since + 7 : since);
}

int64_t period_start(struct str zone, int64_t day) {
    int64_t utc = day * US_PER_DAY;
    int64_t guess = utc - time_zone_offset(zone, utc) * US_PER_S;
    return utc - time_zone_offset(zone, guess) * US_PER_S;
}

struct str period_day_text(struct arena *a, int64_t day) {
    struct civil c = civil_of(day);
    return arena_printf(a, "%04lld-%02d-%02d", (long long)c.year, c.month, c.day);
}
