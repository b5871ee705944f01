/* kind.c: see kind.h. */
#include "app/post/kind.h"

#include "text/url.h"

enum { DETAILS_BYTES = 16 * 1024 };

const struct kind kinds[] = {
    {"link", PART(PART_URL), {PART(PART_URL)}},
    {"article", PART(PART_URL) | PART(PART_ARTICLE), {PART(PART_URL) | PART(PART_ARTICLE)}},
    {"image", PART(PART_URL), {PART(PART_IMAGE), PART(PART_ALT)}},
    {"video", PART(PART_URL), {PART(PART_URL)}},
    {"document", PART(PART_URL) | PART(PART_FILE), {PART(PART_URL) | PART(PART_FILE)}},
    {"job", PART(PART_URL) | PART(PART_PLACE) | PART(PART_CONTRACT) | PART(PART_SALARY) | PART(PART_VALID) | PART(PART_REFERRAL),
     {PART(PART_URL) | PART(PART_REFERRAL), PART(PART_PLACE)}},
    {"event", PART(PART_URL) | PART(PART_PLACE) | PART(PART_STARTS) | PART(PART_ENDS) | PART(PART_ONLINE),
     {PART(PART_STARTS), PART(PART_PLACE) | PART(PART_ONLINE)}},
    {"announcement", PART(PART_URL), {PART(PART_BODY)}},
};
const size_t kind_count = sizeof kinds / sizeof *kinds;

static const struct {
    const char *name, *pointer, *missing;
} parts[PART_COUNT] = {
    [PART_URL] = {"url", "/url", "an address is needed"},
    [PART_ARTICLE] = {"article", "/article", "write its text, or give an address"},
    [PART_IMAGE] = {"image", "/image_url", "a picture is needed"},
    [PART_ALT] = {"image_alt", "/image_alt", "say in words what the picture shows"},
    [PART_FILE] = {"file", "/file_id", "upload the document, or give its address"},
    [PART_BODY] = {"body", "/body", "say what is announced"},
    [PART_PLACE] = {"place", "/details/place", "say where"},
    [PART_CONTRACT] = {"contract", "/details/contract", "say which contract"},
    [PART_SALARY] = {"salary", "/details/salary", "say the salary"},
    [PART_VALID] = {"valid_through", "/details/valid_through", "say until when"},
    [PART_REFERRAL] = {"referral_url", "/details/referral_url", "give the referral link, or the address of the offer"},
    [PART_STARTS] = {"starts_at", "/details/starts_at", "say when it begins"},
    [PART_ENDS] = {"ends_at", "/details/ends_at", "say when it ends"},
    [PART_ONLINE] = {"online_url", "/details/online_url", "say where it takes place, or give the link to join"},
};

const struct kind *kind_find(struct str name) {
    for (size_t i = 0; i < kind_count; i++) {
        if (str_is(name, kinds[i].name)) {
            return &kinds[i];
        }
    }
    return NULL;
}

const char *part_name(enum post_part p) {
    return parts[p].name;
}

const char *part_pointer(enum post_part p) {
    return parts[p].pointer;
}

/* ---- details as JSON ---- */

#define TEXT(m, limit, why)                                                                                            \
    {.name = #m, .type = JSON_T_STR, .off = offsetof(struct post_details, m), .flags = JSON_TRIM | JSON_OMIT, .max = (limit), .help = why}
#define TIME(m, why)                                                                                                   \
    {.name = #m, .type = JSON_T_TIME, .off = offsetof(struct post_details, m), .flags = JSON_OMIT,                     \
     .has = JSON_HAS(post_details, has_##m), .help = why}
#define FIELDS                                                                                                         \
    TEXT(place, POST_DETAIL_MAX, "Of a job or an event."), TEXT(contract, POST_DETAIL_MAX, "Of a job: permanent, two years …"),  \
        TEXT(salary, POST_DETAIL_MAX, "Of a job, in words."), TIME(valid_through, "Applications are taken until then."),        \
        TEXT(referral_url, POST_URL_MAX, "Of a job: where a recommendation leads; shared instead of `url`."),          \
        TIME(starts_at, "Of an event."), TIME(ends_at, NULL), TEXT(online_url, POST_URL_MAX, "Of an event: where to join it.")
static const struct json_field details_in_fields[] = {FIELDS, {0}};
const struct json_shape post_details_in_shape = {"post_details_in", sizeof(struct post_details), details_in_fields};

static const struct json_field details_fields[] = {
    FIELDS, TEXT(host, 32, "Of a video: youtube, vimeo, dailymotion or peertube, where that is known."), {0}};
const struct json_shape post_details_shape = {"post_details", sizeof(struct post_details), details_fields};

bool post_details_read(struct arena *a, struct str json, struct post_details *ret) {
    struct problems errs = {.arena = a};
    *ret = (struct post_details){0};
    return str_empty(json) || json_read(&post_details_shape, json, a, &errs, ret) == E_OK;
}

struct str post_details_text(struct arena *a, const struct post_details *d, struct str kind, struct str url) {
    struct post_details own = *d;
    struct buf b;
    struct str *texts[] = {&own.place, &own.contract, &own.salary, &own.referral_url, &own.online_url};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        *texts[i] = str_empty(*texts[i]) ? STR_NULL : *texts[i];
    }
    own.host = str_is(kind, "video") ? video_host(a, url) : STR_NULL;
    buf_init(&b, a, DETAILS_BYTES);
    json_write(&b, &post_details_shape, &own);
    return buf_view(&b);
}

/* ---- videos ---- */

static const struct {
    const char *host, *name;
} video_hosts[] = {
    {"youtube.com", "youtube"}, {"www.youtube.com", "youtube"}, {"m.youtube.com", "youtube"}, {"youtu.be", "youtube"},
    {"www.youtube-nocookie.com", "youtube"}, {"vimeo.com", "vimeo"}, {"player.vimeo.com", "vimeo"},
    {"www.vimeo.com", "vimeo"}, {"dailymotion.com", "dailymotion"}, {"www.dailymotion.com", "dailymotion"},
    {"dai.ly", "dailymotion"},
};

struct str video_host(struct arena *a, struct str url) {
    struct url u;
    struct str host = url_host(a, url);
    for (size_t i = 0; host.p && i < sizeof video_hosts / sizeof *video_hosts; i++) {
        if (str_ieq(host, str_of(video_hosts[i].host))) {
            return str_of(video_hosts[i].name);
        }
    }
    /* PeerTube has thousands of hosts, and one form of address: /w/SHORT-ID or /videos/watch/UUID. */
    if (!host.p || url_parse(a, url, NULL, NULL, &u) != E_OK) {
        return STR_NULL;
    }
    bool watch = str_starts(u.path, STR("/videos/watch/")) || (str_starts(u.path, STR("/w/")) && u.path.n >= 20 && u.path.n <= 40);
    return watch ? STR("peertube") : STR_NULL;
}

/* ---- checks ---- */

static unsigned parts_of(const struct post *p, const struct post_details *d) {
    const bool there[PART_COUNT] = {
        [PART_URL] = !str_empty(p->url), [PART_ARTICLE] = p->article_words > 0,
        [PART_IMAGE] = p->image_id || !str_empty(p->image_url), [PART_ALT] = !str_empty(p->image_alt),
        [PART_FILE] = p->file_id != 0, [PART_BODY] = !str_empty(p->body), [PART_PLACE] = !str_empty(d->place),
        [PART_CONTRACT] = !str_empty(d->contract), [PART_SALARY] = !str_empty(d->salary),
        [PART_VALID] = d->has_valid_through, [PART_REFERRAL] = !str_empty(d->referral_url), [PART_STARTS] = d->has_starts_at,
        [PART_ENDS] = d->has_ends_at, [PART_ONLINE] = !str_empty(d->online_url)};
    unsigned has = 0;
    for (int i = 0; i < PART_COUNT; i++) {
        has |= there[i] ? PART(i) : 0;
    }
    return has;
}

enum err kind_check_details(struct tx *tx, const struct post *p) {
    const struct kind *k = kind_find(p->kind);
    struct post_details d;
    if (BUG_ON(!k || !post_details_read(tx->arena, p->details, &d))) {
        return E_INTERNAL;
    }
    unsigned has = parts_of(p, &d);
    enum err e = E_OK;
    for (int i = PART_PLACE; i < PART_COUNT; i++) {
        if (has & PART(i) & ~k->parts) {
            e = err_set(tx->errs, E_INVALID, part_pointer((enum post_part)i), "a post of kind %s has no such field", k->name);
        }
    }
    if (d.has_ends_at && (!d.has_starts_at || d.ends_at < d.starts_at)) {
        e = err_set(tx->errs, E_INVALID, "/details/ends_at", "it ends before it begins");
    }
    return e;
}

/* The first of a set names what is missing. */
static enum post_part first_of(unsigned set) {
    int i = 0;
    while (!(set & PART(i))) {
        i++;
    }
    return (enum post_part)i;
}

enum err kind_check(struct tx *tx, const struct post *p) {
    const struct kind *k = kind_find(p->kind);
    struct post_details d;
    if (BUG_ON(!k || !post_details_read(tx->arena, p->details, &d))) {
        return E_INTERNAL;
    }
    unsigned has = parts_of(p, &d);
    enum err e = E_OK;
    for (size_t i = 0; i < KIND_NEEDS_MAX && k->needs[i]; i++) {
        if (!(has & k->needs[i])) {
            enum post_part part = first_of(k->needs[i]);
            e = err_set(tx->errs, E_INVALID, parts[part].pointer, "%s", parts[part].missing);
        }
    }
    bool uploaded = str_starts(p->image_url, STR("/api/v1/images/"));
    if (uploaded && !(has & PART(PART_ALT)) && !str_is(p->kind, "image")) {
        e = err_set(tx->errs, E_INVALID, part_pointer(PART_ALT), "%s", parts[PART_ALT].missing);
    }
    if (has & PART(PART_ARTICLE)) {
        enum err alt = article_pictures_check(tx, p->id);
        e = alt ? alt : e;
    }
    if (str_is(p->audience, "shareable") && !(has & (PART(PART_URL) | PART(PART_REFERRAL)))) {
        e = err_set(tx->errs, E_INVALID, "/audience",
                    "without an address there is nothing to link to: give one, or make the post internal");
    }
    return e;
}
