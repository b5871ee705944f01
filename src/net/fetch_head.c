/* fetch_head.c: the few header fields of an answer that matter here (RFC 9110, 9111, 8288). Values are hostile:
 * bounded, trimmed, and dropped whole when too long, since half an ETag or address is worse than none. */
#include "net/fetch_head.h"
#include "base/clock.h"

#include <curl/curl.h>

enum { RETRY_AFTER_MAX_S = 30 * 86400, MAX_AGE_MAX_S = 365 * 86400 };

void fetch_head_reset(struct fetch_head *h) {
    *h = (struct fetch_head){.a = h->a, .bytes = h->bytes};
}

static void keep(struct fetch_head *h, struct str *slot, struct str value, size_t max) {
    if (value.n <= max && str_utf8_valid(value) && !memchr(value.p, '\0', value.n)) {
        *slot = arena_dup(h->a, value);
    }
}

/* Several Link lines are one list (RFC 9110 section 5.3). */
static void keep_link(struct fetch_head *h, struct str value) {
    if (!h->link.p) {
        keep(h, &h->link, value, FETCH_LINK_MAX);
    } else if (value.n) {
        keep(h, &h->link, arena_printf(h->a, "%.*s, %.*s", STRF(h->link), STRF(value)), FETCH_LINK_MAX);
    }
}

void fetch_head_line(struct fetch_head *h, struct str line) {
    size_t colon = str_chr(line, ':');
    if (colon == line.n) {
        return;
    }
    struct str name = str_trim(str_sub(line, 0, colon));
    struct str value = str_trim(str_sub(line, colon + 1, line.n));
    const struct {
        const char *name;
        struct str *slot;
        size_t max;
    } slots[] = {
        {"location", &h->location, URL_MAX},
        {"date", &h->date, FETCH_HEADER_MAX},
        {"etag", &h->etag, FETCH_HEADER_MAX},
        {"last-modified", &h->last_modified, FETCH_HEADER_MAX},
        {"content-type", &h->content_type, FETCH_HEADER_MAX},
        {"retry-after", &h->retry_after, FETCH_HEADER_MAX},
        {"cache-control", &h->cache_control, FETCH_HEADER_MAX},
        {"dpop-nonce", &h->dpop_nonce, FETCH_HEADER_MAX},
        {"ratelimit-reset", &h->reset, FETCH_HEADER_MAX},
        {"x-ratelimit-reset", &h->reset, FETCH_HEADER_MAX},
        {"x-rate-limit-reset", &h->reset, FETCH_HEADER_MAX},
    };
    if (str_ieq(name, STR("link"))) {
        keep_link(h, value);
    }
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++) {
        if (str_ieq(name, str_of(slots[i].name)) && !slots[i].slot->p) {
            keep(h, slots[i].slot, value, slots[i].max);
        }
    }
}

/* A number of seconds; digits beyond `most` mean `most`. -1 when it is none. */
static int64_t seconds(struct str s, int64_t most) {
    int64_t v = 0;
    if (s.n == 0) {
        return -1;
    }
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') {
            return -1;
        }
        v = v > most ? v : v * 10 + (s.p[i] - '0');
    }
    return v > most ? most : v;
}

int64_t fetch_max_age(struct str cache_control) {
    int64_t age = -1;
    struct str part;
    while (str_split(&cache_control, ',', &part)) {
        part = str_trim(part);
        if (str_ieq(part, STR("no-store")) || str_istarts(part, STR("no-cache"))) {
            return 0;
        }
        if (str_istarts(part, STR("max-age="))) {
            struct str value = str_trim(str_sub(part, 8, part.n));
            if (value.n >= 2 && value.p[0] == '"') {
                value = str_sub(value, 1, value.n - 1);
            }
            age = seconds(value, MAX_AGE_MAX_S);
        }
    }
    return age;
}

int64_t fetch_retry_after(struct str value, int64_t now) {
    char text[64];
    value = str_trim(value);
    int64_t s = seconds(value, RETRY_AFTER_MAX_S);
    if (s >= 0 || value.n == 0 || value.n >= sizeof text) {
        return s;
    }
    memcpy(text, value.p, value.n);
    text[value.n] = '\0';
    time_t at = curl_getdate(text, NULL);
    if (at == (time_t)-1) {
        return -1;
    }
    int64_t left = (int64_t)at - now / US_PER_S;
    return left < 0 ? 0 : left > RETRY_AFTER_MAX_S ? RETRY_AFTER_MAX_S : left;
}

/* Above this a number is a moment, not a span: 30 days are 2.6 million seconds, 2020 began at 1.58 thousand million. */
enum { RESET_SPAN_MAX_S = 1000000000 };

int64_t fetch_reset(struct str value, int64_t now) {
    value = str_trim(value);
    int64_t at, s = seconds(value, INT64_C(100000000000));
    if (s >= 0 && s < RESET_SPAN_MAX_S) {
        return s > RETRY_AFTER_MAX_S ? RETRY_AFTER_MAX_S : s;
    }
    if (s < 0 && !time_parse_rfc3339(value, &at)) {
        return -1;
    }
    int64_t left = (s < 0 ? at / US_PER_S : s) - now / US_PER_S;
    return left < 0 ? 0 : left > RETRY_AFTER_MAX_S ? RETRY_AFTER_MAX_S : left;
}
