/* date.c: instants as feeds write them. Two readers: one for forms that begin with a four-digit year (RFC 3339,
 * W3CDTF, ISO 8601 basic), one that sorts words and numbers into day, month, year, time and zone (RFC 822, 850, 2822,
 * asctime, and what people make of them in several languages). A zone that is not told is UTC. */
#include "base/clock.h"
#include "base/zone.h"
#include "feed/feed_int.h"
#include "text/fold.h"

enum { DATE_MAX = 100, TOKENS_MAX = 24, WORD_MAX = 24 };

struct moment {
    int64_t year, month, day, hour, minute, second, micro;
    int64_t offset_s;
    bool has_time, has_zone;
};

/* Days since 1970-01-01 of a date of the Gregorian calendar. */
static int64_t days_of(int64_t y, int64_t m, int64_t d) {
    y -= m <= 2;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

static int64_t month_days(int64_t y, int64_t m) {
    static const int64_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    return m == 2 && leap ? 29 : days[m - 1];
}

static bool to_us(const struct moment *t, int64_t *ret_us) {
    if (t->year < 1900 || t->year > 2200 || t->month < 1 || t->month > 12 || t->day < 1 ||
        t->day > month_days(t->year, t->month) || t->hour > 24 || t->minute > 59 || t->second > 60) {
        return false;
    }
    int64_t s = days_of(t->year, t->month, t->day) * 86400 + t->hour * 3600 + t->minute * 60 + t->second - t->offset_s;
    *ret_us = s * US_PER_S + t->micro;
    return true;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Exactly or at most `n` digits at *i. */
static bool digits(struct str s, size_t *i, size_t least, size_t most, int64_t *ret) {
    int64_t v = 0;
    size_t n = 0;
    while (*i + n < s.n && n < most && is_digit(s.p[*i + n])) {
        v = v * 10 + (s.p[*i + n] - '0');
        n++;
    }
    if (n < least) {
        return false;
    }
    *i += n;
    *ret = v;
    return true;
}

static bool eat(struct str s, size_t *i, const char *any) {
    if (*i < s.n && strchr(any, s.p[*i])) {
        (*i)++;
        return true;
    }
    return false;
}

/* "+01:00", "-0500", "+1"; the sign is at *i. */
static bool numeric_zone(struct str s, size_t *i, int64_t *ret_s) {
    int64_t h = 0;
    int64_t m = 0;
    bool minus = *i < s.n && s.p[*i] == '-';
    size_t at = *i + 1;
    if (!digits(s, &at, 1, 2, &h)) {
        return false;
    }
    size_t colon = at;
    eat(s, &colon, ":");
    if (digits(s, &colon, 2, 2, &m)) {
        at = colon;
    }
    if (h > 18 || m > 59) {
        return false;
    }
    *ret_s = (h * 3600 + m * 60) * (minus ? -1 : 1);
    *i = at;
    return true;
}

/* hh:mm[:ss[.fraction]], also with "." or "h" between hours and minutes. */
static bool clock_time(struct str s, size_t *i, const char *separators, struct moment *t) {
    size_t at = *i;
    struct moment r = *t;
    if (!digits(s, &at, 1, 2, &r.hour) || !eat(s, &at, separators)) {
        return false;
    }
    bool colon = s.p[at - 1] == ':';                 /* "9:5:7" is a time, "9.5." may be a date */
    if (!digits(s, &at, colon ? 1 : 2, 2, &r.minute)) {
        return false;
    }
    size_t more = at;
    if (eat(s, &more, ":.") && digits(s, &more, colon ? 1 : 2, 2, &r.second)) {
        at = more;
        int64_t scale = 100000;
        if (eat(s, &more, ".,")) {
            for (; more < s.n && is_digit(s.p[more]); more++) {
                r.micro += (s.p[more] - '0') * scale;
                scale /= 10;
            }
            at = more;
        }
    }
    r.has_time = true;
    *t = r;
    *i = at;
    return true;
}

struct zone {
    const char *name;
    int minutes;
};

static const struct zone zones[] = {
    {"z", 0},       {"ut", 0},     {"utc", 0},    {"gmt", 0},    {"wet", 0},    {"est", -300}, {"edt", -240},
    {"cst", -360},  {"cdt", -300}, {"mst", -420}, {"mdt", -360}, {"pst", -480}, {"pdt", -420}, {"akst", -540},
    {"akdt", -480}, {"hst", -600}, {"ast", -240}, {"adt", -180}, {"nst", -210}, {"ndt", -150}, {"et", -300},
    {"ct", -360},   {"mt", -420},  {"pt", -480},  {"bst", 60},   {"west", 60},  {"cet", 60},   {"met", 60},
    {"mez", 60},    {"cest", 120}, {"mest", 120}, {"mesz", 120}, {"hec", 120},  {"heure", 60}, {"eet", 120},
    {"eest", 180},  {"msk", 180},  {"msd", 240},  {"trt", 180},  {"gst", 240},  {"ist", 330},  {"sgt", 480},
    {"hkt", 480},   {"awst", 480}, {"jst", 540},  {"kst", 540},  {"acst", 570}, {"aest", 600}, {"aedt", 660},
    {"nzst", 720},  {"nzdt", 780}, {"brt", -180}, {"art", -180}, {"sast", 120}, {"wat", 60},   {"cat", 120},
    {"eat", 180},   {"idt", 180},  {"wib", 420},  {"ict", 420},  {"pkt", 300},  {"pht", 480},  {"acdt", 630},
    {"nzt", 720},   {"clt", -240}, {"cot", -300}, {"pet", -300}, {"uyt", -180}, {"eastern", -300}, {"central", -360},
    {"mountain", -420}, {"pacific", -480},
    /* RFC 822 gave the military letters the wrong sign, so RFC 2822 says to read them as unknown: 0 */
};

static bool named_zone(const char *word, int64_t *ret_s) {
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        if (strcmp(word, zones[i].name) == 0) {
            *ret_s = (int64_t)zones[i].minutes * 60;
            return true;
        }
    }
    return false;
}

/* Beginnings of month names without accents: English, French, German, Spanish, Italian, Portuguese, Dutch, Nordic,
 * Polish, Czech, Greek, Russian, Turkish. The first that fits wins, so longer ones stand before. */
static const struct month {
    const char *start;
    int month;
} months[] = {
    {"maalis", 3}, {"marras", 11}, {"cervenec", 7}, {"cervenc", 7}, {"cerv", 6},
    {"tammi", 1}, {"helmi", 2}, {"huhti", 4}, {"touko", 5}, {"kesa", 6}, {"heina", 7}, {"elo", 8}, {"syys", 9},
    {"loka", 10}, {"joulu", 12}, {"ian", 1}, {"iun", 6}, {"iul", 7}, {"noi", 11}, {"des", 12}, {"agu", 8},
    {"січ", 1}, {"лют", 2}, {"бер", 3}, {"кві", 4}, {"тра", 5}, {"чер", 6}, {"лип", 7}, {"сер", 8}, {"вер", 9},
    {"жов", 10}, {"лис", 11}, {"гру", 12},
    {"jan", 1},  {"jän", 1},  {"gen", 1},  {"ene", 1},  {"sty", 1},  {"led", 1},  {"янв", 1},  {"ιαν", 1},
    {"oca", 1},  {"feb", 2},  {"fev", 2},  {"lut", 2},  {"uno", 2},  {"фев", 2},  {"φεβ", 2},  {"sub", 2},
    {"mars", 3}, {"mar", 3},  {"mrz", 3},  {"maa", 3},  {"mrt", 3},  {"bre", 3},  {"мар", 3},  {"μαρ", 3},
    {"mae", 3},  {"apr", 4},  {"avr", 4},  {"abr", 4},  {"kwi", 4},  {"dub", 4},  {"апр", 4},  {"απρ", 4},
    {"nis", 4},  {"mai", 5},  {"may", 5},  {"mag", 5},  {"maj", 5},  {"mei", 5},  {"kve", 5},  {"мая", 5},
    {"маи", 5},  {"μαι", 5},  {"june", 6}, {"juin", 6}, {"jun", 6},  {"giu", 6},  {"cze", 6},  {"июн", 6},
    {"ιουν", 6}, {"haz", 6},  {"july", 7}, {"juil", 7}, {"jul", 7},  {"lug", 7},  {"lip", 7},  {"июл", 7},
    {"ιουλ", 7}, {"tem", 7},  {"aug", 8},  {"aou", 8},  {"ago", 8},  {"sie", 8},  {"srp", 8},  {"авг", 8},
    {"αυγ", 8},  {"sep", 9},  {"set", 9},  {"wrz", 9},  {"zar", 9},  {"сен", 9},  {"σεπ", 9},  {"eyl", 9},
    {"oct", 10}, {"okt", 10}, {"ott", 10}, {"out", 10}, {"paz", 10}, {"rij", 10}, {"окт", 10}, {"οκτ", 10},
    {"eki", 10}, {"nov", 11}, {"lis", 11}, {"ноя", 11}, {"νοε", 11}, {"kas", 11}, {"dec", 12}, {"dez", 12},
    {"dic", 12}, {"gru", 12}, {"pro", 12}, {"дек", 12}, {"δεκ", 12}, {"ara", 12},
};

static int month_of(const char *word) {
    for (size_t i = 0; i < sizeof months / sizeof *months; i++) {
        if (strncmp(word, months[i].start, strlen(months[i].start)) == 0) {
            return months[i].month;
        }
    }
    return 0;
}

/* Month and day of the n-th day of a year, or of the day of an ISO week; false when there is no such day. */
static bool day_of_year(struct moment *t, int64_t n) {
    for (t->month = 1; t->month <= 12 && n > month_days(t->year, t->month); t->month++) {
        n -= month_days(t->year, t->month);
    }
    t->day = n;
    return n >= 1 && t->month <= 12;
}

static bool day_of_week(struct moment *t, int64_t week, int64_t day) {
    if (week < 1 || week > 53 || day < 1 || day > 7) {
        return false;
    }
    int64_t weekday = (days_of(t->year, 1, 4) + 3) % 7;      /* of the 4th of January, which is in week 1; Monday is 0 */
    int64_t n = 4 - weekday + (week - 1) * 7 + day - 1;
    int64_t length = month_days(t->year, 2) + 337;
    if (n < 1) {
        t->year--;
        n += month_days(t->year, 2) + 337;
    } else if (n > length) {
        n -= length;
        t->year++;
    }
    return day_of_year(t, n);
}

static size_t digits_at(struct str s, size_t i) {
    size_t n = 0;
    while (i + n < s.n && is_digit(s.p[i + n])) {
        n++;
    }
    return n;
}

/* What follows the year: month and day, ordinal day, or week. */
static bool iso_day(struct str s, size_t *i, struct moment *t) {
    int64_t v = 0;
    t->month = t->day = 1;
    size_t week = *i;
    eat(s, &week, "-");
    if (week + 1 < s.n && (s.p[week] | 0x20) == 'w' && is_digit(s.p[week + 1])) {
        int64_t day = 1;
        week++;
        if (!digits(s, &week, 2, 2, &v)) {
            return false;
        }
        eat(s, &week, "-");
        digits(s, &week, 1, 1, &day);
        *i = week;
        return day_of_week(t, v, day);
    }
    if (*i < s.n && is_digit(s.p[*i])) {                     /* 20261124[T101500], 2026328 */
        if (digits_at(s, *i) == 3) {
            return digits(s, i, 3, 3, &v) && day_of_year(t, v);
        }
        return digits(s, i, 2, 2, &t->month) && digits(s, i, 2, 2, &t->day);
    }
    if (*i < s.n && s.p[*i] == '-' && digits_at(s, *i + 1) == 3) {
        (*i)++;
        return digits(s, i, 3, 3, &v) && day_of_year(t, v);
    }
    if (eat(s, i, "-/.")) {
        return digits(s, i, 1, 2, &t->month) && (!eat(s, i, "-/.") || digits(s, i, 1, 2, &t->day));
    }
    return true;
}

/* Year first. */
static bool read_iso(struct str s, struct moment *t) {
    size_t i = 0;
    if (!digits(s, &i, 4, 4, &t->year) || !iso_day(s, &i, t)) {
        return false;
    }
    while (eat(s, &i, " Tt,")) {
    }
    size_t basic = i;
    if (digits(s, &basic, 6, 6, &t->second)) {
        t->hour = t->second / 10000;
        t->minute = t->second / 100 % 100;
        t->second %= 100;
        i = basic;
    } else if (digits_at(s, i) == 4) {                       /* 20261124T1015Z */
        digits(s, &i, 2, 2, &t->hour);
        digits(s, &i, 2, 2, &t->minute);
    } else if (i < s.n && is_digit(s.p[i]) && !clock_time(s, &i, ":", t)) {
        return false;
    }
    while (eat(s, &i, " ")) {
    }
    if (i < s.n && (s.p[i] == '+' || s.p[i] == '-')) {
        return numeric_zone(s, &i, &t->offset_s) && str_trim(str_sub(s, i, s.n)).n == 0;
    }
    char word[8] = {0};
    for (size_t n = 0; i < s.n && n + 1 < sizeof word; n++, i++) {
        word[n] = (char)(s.p[i] | 0x20);
    }
    return word[0] == '\0' || (i == s.n && named_zone(word, &t->offset_s));
}

struct sorter {
    struct moment t;
    int64_t numbers[4];
    size_t numbers_n;
    bool year_told, year_first, month_first, slashes, pm, am;
};

static int64_t full_year(int64_t y) {
    return y >= 1000 ? y : y >= 100 ? 1900 + y : y < 50 ? 2000 + y : 1900 + y;      /* RFC 2822 section 4.3 */
}

/* Lower-case word without accents at *i. */
static void take_word(struct str s, size_t *i, char out[WORD_MAX]) {
    size_t n = 0;
    while (*i < s.n && !is_digit(s.p[*i]) && !strchr(" ,./:;+-()[]", s.p[*i])) {
        if (n + 1 < WORD_MAX) {
            out[n++] = s.p[*i];
        }
        (*i)++;
    }
    out[n] = '\0';
}

static void sort_word(struct sorter *o, const char *word) {
    int64_t zone;
    int month = month_of(word);
    if (strcmp(word, "pm") == 0 || strcmp(word, "am") == 0) {
        o->pm = word[0] == 'p';
        o->am = word[0] == 'a';
    } else if (o->t.has_time && !o->t.has_zone && named_zone(word, &zone)) {
        o->t.offset_s = zone;
        o->t.has_zone = true;
    } else if (o->t.has_zone && strcmp(word, "daylight") == 0) {
        o->t.offset_s += 3600;                   /* "Eastern Daylight Time" */
    } else if (month > 0) {
        o->month_first = o->numbers_n == 0 && !o->year_told;
        o->t.month = month;                      /* the last one: "mar. 24 nov." begins with a Tuesday */
    }
}

/* "10.15.00", "10.15" once day, month and year are told. */
static bool dotted_time(struct sorter *o, struct str s, size_t *i) {
    return o->year_told && o->t.month > 0 && o->numbers_n > 0 && clock_time(s, i, ".", &o->t);
}

/* A number and what follows it: a time, or one of day, month, year. */
static bool sort_number(struct sorter *o, struct str s, size_t *i) {
    int64_t v = 0;
    size_t end = *i;
    if (!o->t.has_time && (clock_time(s, i, ":", &o->t) || clock_time(s, i, "hH", &o->t) || dotted_time(o, s, i))) {
        return true;
    }
    if (!digits(s, &end, 1, 4, &v) || (end < s.n && is_digit(s.p[end]))) {
        return false;
    }
    if (end - *i == 4 && o->year_told && o->t.has_time) {     /* "10:15:00 0100": a zone without its sign */
        bool zone = !o->t.has_zone && v % 100 < 60 && v <= 1400;
        o->t.offset_s = zone ? (v / 100 * 60 + v % 100) * 60 : o->t.offset_s;
        o->t.has_zone = o->t.has_zone || zone;
    } else if (end - *i >= 3) {
        o->t.year = v;
        o->year_first = o->numbers_n == 0 && o->t.month == 0;
        o->year_told = true;
    } else if (o->numbers_n < 4) {
        o->numbers[o->numbers_n++] = v;
    }
    *i = end;
    return true;
}

/* Puts the numbers that are left into day, month and year. */
static bool settle(struct sorter *o) {
    size_t n = 0;
    int64_t *v = o->numbers;
    if (o->month_first && o->numbers_n >= 2 && o->year_told) {
        o->t.month = 0;                              /* "maandag 24-11-2026": a weekday, no March */
    }
    if (o->t.month == 0) { /* 24/11/2026, or 11/24/2026 when that is the only reading */
        if (o->numbers_n < 2) {
            return false;
        }
        /* After a year comes the month; "8/5/2026 3:15 PM" is how Americans write. */
        bool usual = (o->year_first || (o->slashes && (o->am || o->pm))) && v[0] <= 12;
        bool month_first = usual || (v[1] > 12 && v[0] <= 12);
        o->t.day = month_first ? v[1] : v[0];
        o->t.month = month_first ? v[0] : v[1];
        n = 2;
    } else if (o->numbers_n > 0) {
        o->t.day = v[0];
        n = 1;
    } else {
        o->t.day = 1;
    }
    if (!o->year_told) {
        if (n >= o->numbers_n) {
            return false;
        }
        o->t.year = v[n];
    }
    o->t.year = full_year(o->t.year);
    if (o->pm && o->t.hour < 12) {
        o->t.hour += 12;
    } else if (o->am && o->t.hour == 12) {
        o->t.hour = 0;
    }
    return true;
}

/* Before noon and after it in Korean, Japanese and Chinese. The Korean ones come from blog hosts that write Korean
 * time without saying so. */
static void asian_noon(struct sorter *o, struct str raw) {
    bool pm = str_find(raw, STR("오후")) < raw.n;
    if (pm || str_find(raw, STR("오전")) < raw.n) {
        o->t.offset_s = 9 * 3600;
    }
    pm = pm || str_find(raw, STR("午後")) < raw.n || str_find(raw, STR("下午")) < raw.n;
    o->pm = pm;
    o->am = !pm && (o->t.offset_s > 0 || str_find(raw, STR("午前")) < raw.n || str_find(raw, STR("上午")) < raw.n);
}

/* Hours, minutes and seconds with their names behind them: "10時15分" is "10:15". */
static struct str asian_clock(struct arena *a, struct str s) {
    static const struct {
        const char *name;
        bool hour, minute;
    } units[] = {{"時", true, false}, {"时", true, false}, {"点", true, false}, {"點", true, false}, {"시", true, false},
                 {"分", false, true}, {"분", false, true}, {"秒", false, false}, {"초", false, false}};
    struct buf b;
    buf_init(&b, a, 2 * s.n + 64);
    while (s.n > 0) {
        size_t n = 0;
        for (size_t i = 0; i < sizeof units / sizeof *units && n == 0; i++) {
            if (!str_starts(s, str_of(units[i].name))) {
                continue;
            }
            n = strlen(units[i].name);
            struct str rest = str_trim(str_sub(s, n, s.n));
            bool more = rest.n > 0 && is_digit(rest.p[0]);
            buf_c(&b, units[i].hour ? (more ? ":" : ":00 ") : units[i].minute && more ? ":" : " ");
            s = more ? rest : str_sub(s, n, s.n);
        }
        if (n == 0) {
            buf_ch(&b, s.p[0]);
            s = str_sub(s, 1, s.n);
        }
    }
    return buf_view(&b);
}

/* Years that count from an emperor's accession would be taken for days. */
static bool names_an_era(struct str s) {
    return str_find(s, STR("令和")) < s.n || str_find(s, STR("平成")) < s.n || str_find(s, STR("昭和")) < s.n;
}

static bool read_words(struct str s, struct str raw, struct moment *t) {
    struct sorter o = {.slashes = str_chr(raw, '/') < raw.n};
    asian_noon(&o, raw);
    char word[WORD_MAX];
    size_t i = 0;
    while (i < s.n) {
        char c = s.p[i];
        bool sign = (c == '+' || c == '-') && i + 1 < s.n && is_digit(s.p[i + 1]);
        if (sign && o.t.has_time) {
            if (!numeric_zone(s, &i, &o.t.offset_s)) {
                return false;
            }
            o.t.has_zone = true;
        } else if (is_digit(c)) {
            if (!sort_number(&o, s, &i)) {
                return false;
            }
        } else if (strchr(" ,./:;+-()[]", c)) {
            i++;
        } else {
            take_word(s, &i, word);
            sort_word(&o, word);
        }
    }
    if (!settle(&o)) {
        return false;
    }
    *t = o.t;
    return true;
}

/* "Tue, 24 Nov 2026 10:15:00 +0100" to the letter, as nearly all RSS has it: the others take forty times as long. */
static bool read_rfc822(struct str s, struct moment *t) {
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    size_t i = str_chr(s, ',') == 3 ? 4 : 0;
    char month[4] = {0};
    while (eat(s, &i, " ")) {
    }
    if (!digits(s, &i, 1, 2, &t->day) || !eat(s, &i, " ") || i + 4 > s.n) {
        return false;
    }
    for (size_t k = 0; k < 3; k++) {
        month[k] = (char)(s.p[i++] | 0x20);
    }
    const char *at = strstr(names, month);
    if (!at || (at - names) % 3 != 0 || !eat(s, &i, " ") || !digits(s, &i, 4, 4, &t->year) || !eat(s, &i, " ") ||
        !clock_time(s, &i, ":", t) || !eat(s, &i, " ")) {
        return false;
    }
    t->month = (at - names) / 3 + 1;
    if (i < s.n && (s.p[i] == '+' || s.p[i] == '-')) {
        return numeric_zone(s, &i, &t->offset_s) && i == s.n;
    }
    return str_is(str_sub(s, i, s.n), "GMT") || str_is(str_sub(s, i, s.n), "UTC");
}

/* "03-12-31", "031231": ISO 8601 with the century left out, as RSS 1.0 modules allowed. */
static bool read_short_iso(struct str s, struct moment *t) {
    size_t i = 0;
    size_t n = digits_at(s, 0);
    if (n != 2 && !(n == 6 && s.n == 6)) {
        return false;
    }
    bool ok = digits(s, &i, 2, 2, &t->year) && (n == 6 || eat(s, &i, "-")) && digits(s, &i, 2, 2, &t->month) &&
              (n == 6 || eat(s, &i, "-")) && digits(s, &i, 2, 2, &t->day);
    t->year = full_year(t->year);
    if (ok && i < s.n) {
        ok = eat(s, &i, " Tt") && clock_time(s, &i, ":", t);
    }
    if (ok && i < s.n && (s.p[i] == '+' || s.p[i] == '-')) {
        ok = numeric_zone(s, &i, &t->offset_s);
    }
    return ok && (i == s.n || str_ieq(str_sub(s, i, s.n), STR("Z"))) && t->month <= 12;
}

/* "Europe/Paris" and what stands around it. */
static struct str zone_name(struct arena *a, struct str s, struct str *ret_name) {
    static const char *const regions[] = {"Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/",
                                          "Europe/", "Indian/", "Pacific/", NULL};
    *ret_name = STR_NULL;
    for (size_t i = 0; str_chr(s, '/') < s.n && regions[i]; i++) {
        size_t at = str_find(s, str_of(regions[i]));
        size_t end = at;
        while (end < s.n && !strchr(" ,;()[]", s.p[end])) {
            end++;
        }
        if (at < s.n) {
            *ret_name = str_sub(s, at, end);
            return arena_printf(a, "%.*s %.*s", STRF(str_sub(s, 0, at)), STRF(str_sub(s, end, s.n)));
        }
    }
    return s;
}

static int64_t local_offset(struct str name, int64_t us) {
    int64_t s = us / US_PER_S;
    return zone_offset(name, s - zone_offset(name, s));
}

/* The forms that need a copy of the text: words, zones by place. */
static bool read_loosely(struct arena *a, struct str s, int64_t *ret_us) {
    struct moment t = {0};
    struct str name;
    s = str_trim(zone_name(a, s, &name));
    if (names_an_era(s)) {
        return false;
    }
    if (!(name.p && is_digit(s.p[0]) && read_iso(s, &t))) {
        t = (struct moment){0};
        if (!read_words(text_fold(a, asian_clock(a, s)), s, &t)) {
            return false;
        }
    }
    if (!to_us(&t, ret_us)) {
        return false;
    }
    *ret_us -= name.p ? local_offset(name, *ret_us) * US_PER_S : 0;
    return true;
}

static bool read_epoch(struct str s, int64_t *ret_us) {
    int64_t v;
    if ((s.n != 10 && s.n != 13) || !str_to_i64(s, &v)) {
        return false;
    }
    *ret_us = s.n == 10 ? v * US_PER_S : v * 1000;
    return true;
}

bool feed_date(struct str s, int64_t *ret_us) {
    s = str_trim(s);
    if (s.n < 4 || s.n > DATE_MAX || !str_utf8_valid(s)) {
        return false;
    }
    struct moment t = {0};
    if (is_digit(s.p[0]) && read_iso(s, &t)) {
        return to_us(&t, ret_us);
    }
    t = (struct moment){0};
    if (read_rfc822(s, &t)) {
        return to_us(&t, ret_us);
    }
    t = (struct moment){0};
    if (read_short_iso(s, &t)) {
        return to_us(&t, ret_us);
    }
    if (read_epoch(s, ret_us)) {
        return true;
    }
    struct arena *a = arena_create(64 * 1024);
    bool ok = read_loosely(a, s, ret_us);
    arena_free(a);
    return ok;
}
