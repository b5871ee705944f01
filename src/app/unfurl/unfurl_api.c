/* unfurl_api.c: see unfurl_api.h. Nothing is stored: the curator sees what the page says, changes it, and then makes a
 * post of it. */
#include "app/unfurl/unfurl_api.h"

#include "app/post/kind.h"
#include "app/post/post.h"
#include "app/unfurl/unfurl.h"
#include "text/url.h"

struct unfurl_in {
    struct str url;
};
static const struct json_field in_fields[] = {
    {.name = "url", .type = JSON_T_STR, .off = offsetof(struct unfurl_in, url), .flags = JSON_REQUIRED | JSON_TRIM, .min = 1,
     .max = POST_URL_MAX, .help = "Address of a web page; https:// may be left out."},
    {0}};
const struct json_shape unfurl_in_shape = {"unfurl_in", sizeof(struct unfurl_in), in_fields};

struct job_out {
    struct str place, contract, salary;
    int64_t valid_through;
    bool has_valid_through, remote;
};
#define JOB(m, why)                                                                                                    \
    {.name = #m, .type = JSON_T_STR, .off = offsetof(struct job_out, m), .flags = JSON_REQUIRED | JSON_NULLABLE, .help = why}
static const struct json_field job_fields[] = {
    JOB(place, NULL), JOB(contract, "In the page's language, else the reader's."), JOB(salary, NULL),
    {.name = "valid_through", .type = JSON_T_TIME, .off = offsetof(struct job_out, valid_through),
     .flags = JSON_REQUIRED | JSON_NULLABLE, .has = JSON_HAS(job_out, has_valid_through)},
    {.name = "remote", .type = JSON_T_BOOL, .off = offsetof(struct job_out, remote), .flags = JSON_REQUIRED},
    {0}};
static const struct json_shape job_shape = {"unfurl_job", sizeof(struct job_out), job_fields};

struct unfurl_out {
    struct str kind;
    struct job_out job;
    bool has_job;
    struct str url, title, description, image, site_name, author, language, icon;
    int64_t published_at;
    bool has_published_at;
};
#define TEXT(m, why)                                                                                                   \
    {.name = #m, .type = JSON_T_STR, .off = offsetof(struct unfurl_out, m), .flags = JSON_REQUIRED | JSON_NULLABLE,    \
     .help = why}
static const char *const kinds_found[] = {"link", "video", "job", NULL};
static const struct json_field out_fields[] = {
    {.name = "kind", .type = JSON_T_ENUM, .off = offsetof(struct unfurl_out, kind), .flags = JSON_REQUIRED, .values = kinds_found,
     .help = "The kind of post that the page suggests."},
    {.name = "job", .type = JSON_T_OBJ, .off = offsetof(struct unfurl_out, job), .flags = JSON_REQUIRED | JSON_NULLABLE,
     .has = JSON_HAS(unfurl_out, has_job), .sub = &job_shape, .help = "The job it offers (schema.org JobPosting)."},
    TEXT(url, "Its canonical address."),
    TEXT(title, NULL),
    TEXT(description, NULL),
    TEXT(image, "Where its picture is; a post that takes it has it fetched."),
    TEXT(site_name, NULL),
    TEXT(author, NULL),
    TEXT(language, "BCP 47."),
    TEXT(icon, NULL),
    {.name = "published_at", .type = JSON_T_TIME, .off = offsetof(struct unfurl_out, published_at),
     .flags = JSON_REQUIRED | JSON_NULLABLE, .has = JSON_HAS(unfurl_out, has_published_at)},
    {0}};
const struct json_shape unfurl_shape = {"unfurl", sizeof(struct unfurl_out), out_fields};

/* schema.org's words for a contract, as people say them. */
static const struct {
    const char *word, *fr, *en;
} contracts[] = {
    {"FULL_TIME", "Temps plein", "Full time"}, {"PART_TIME", "Temps partiel", "Part time"}, {"CONTRACTOR", "Indépendant", "Contractor"},
    {"TEMPORARY", "CDD", "Temporary"}, {"INTERN", "Stage", "Internship"}, {"VOLUNTEER", "Bénévolat", "Volunteer"},
    {"PER_DIEM", "Vacation", "Per diem"},
};

static struct str contract_text(struct arena *a, struct str words, struct str language) {
    bool french = str_starts(language, STR("fr"));
    struct str part, out = STR_NULL;
    while (words.n && str_split(&words, ',', &part)) {
        struct str said = str_trim(part);
        for (size_t i = 0; i < sizeof contracts / sizeof *contracts; i++) {
            if (str_ieq(said, str_of(contracts[i].word))) {
                said = str_of(french ? contracts[i].fr : contracts[i].en);
            }
        }
        bool skip = str_ieq(said, STR("OTHER")) || str_empty(said);
        out = skip ? out : out.p ? arena_printf(a, "%.*s, %.*s", STRF(out), STRF(said)) : arena_dup(a, said);
    }
    return out;
}

static struct job_out job_of(struct rq *rq, const struct page *p) {
    const struct page_job *j = &p->job;
    struct str language = str_empty(p->language) ? rq->who.language : p->language;
    return (struct job_out){.place = j->place.n ? j->place : STR_NULL, .contract = contract_text(rq->arena, j->contract, language),
                            .salary = j->salary.n ? j->salary : STR_NULL, .valid_through = j->valid_through,
                            .has_valid_through = j->valid_through != 0, .remote = j->remote};
}

/* What people paste, with the scheme that is meant where there is none. */
static enum err address(struct rq *rq, struct str typed, struct str *ret) {
    const char *why = "not a web address";
    struct url u;
    if (str_find(typed, STR("://")) == typed.n) {
        typed = arena_printf(rq->arena, "https://%.*s", STRF(typed));
    }
    if (url_parse(rq->arena, typed, NULL, &why, &u) != E_OK || !url_is_web(&u)) {
        return err_set(&rq->errs, E_INVALID, "/url", "%s", why);
    }
    if (u.userinfo.p) {
        return err_set(&rq->errs, E_INVALID, "/url", "an address without a user name is needed");
    }
    u.fragment = STR_NULL;
    *ret = url_text(rq->arena, &u);
    return E_OK;
}

enum err unfurl_post(struct rq *rq) {
    const struct unfurl_in *in = rq->body;
    struct str url;
    enum err e = address(rq, in->url, &url);
    if (e) {
        return e;
    }
    struct arena *own = arena_create(UNFURL_ARENA);
    struct problems errs = {.arena = rq->arena};
    struct page p;
    bool passing;
    e = unfurl(url, own, &errs, &passing, &p);
    if (e) {
        e = err_set(&rq->errs, e, "/url", "%.*s", STRF(errs.n ? arena_dup(rq->arena, errs.items[errs.n - 1].detail) : STR("")));
    } else {
        struct str kind = p.has_job ? STR("job") : video_host(rq->arena, p.url).p ? STR("video") : STR("link");
        struct unfurl_out out = {
            .kind = kind, .has_job = p.has_job, .job = job_of(rq, &p), .url = p.url, .title = p.title, .description = p.description,
            .image = p.image, .site_name = p.site_name, .author = p.author, .language = p.language, .icon = p.icon,
            .published_at = p.published, .has_published_at = p.published != 0};
        e = reply_json(rq, 200, &unfurl_shape, &out);
    }
    arena_free(own);
    return e;
}
