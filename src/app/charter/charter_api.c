/* charter_api.c: see charter_api.h. */
#include "app/charter/charter_api.h"

#include "app/charter/charter.h"
#include "app/company/company.h"
#include "app/session/me.h"

static const struct json_field charter_fields[] = {
    {.name = "version", .type = JSON_T_I64, .off = offsetof(struct charter, version), .flags = JSON_REQUIRED},
    {.name = "language", .type = JSON_T_ENUM, .off = offsetof(struct charter, language), .flags = JSON_REQUIRED,
     .values = languages, .help = "Of this text; the company's when there is none in the language asked for."},
    {.name = "text", .type = JSON_T_STR, .off = offsetof(struct charter, text), .flags = JSON_REQUIRED,
     .max = CHARTER_TEXT_MAX, .help = "Markdown."},
    {.name = "published_at", .type = JSON_T_TIME, .off = offsetof(struct charter, published_at),
     .flags = JSON_REQUIRED},
    {0}};
const struct json_shape charter_shape = {"charter", sizeof(struct charter), charter_fields};

struct charter_query {
    struct str language;
};
static const struct json_field charter_query_fields[] = {
    {.name = "language", .type = JSON_T_ENUM, .off = offsetof(struct charter_query, language), .values = languages,
     .help = "The member's unless told."},
    {0}};
const struct json_shape charter_query_shape = {"charter_query", sizeof(struct charter_query), charter_query_fields};

struct participation_out {
    bool ambassador;
    struct me_charter charter;
};
static const struct json_field participation_fields[] = {
    {.name = "ambassador", .type = JSON_T_BOOL, .off = offsetof(struct participation_out, ambassador),
     .flags = JSON_REQUIRED},
    {.name = "charter", .type = JSON_T_OBJ, .off = offsetof(struct participation_out, charter), .flags = JSON_REQUIRED,
     .sub = &me_charter_shape},
    {0}};
const struct json_shape participation_shape = {"participation", sizeof(struct participation_out), participation_fields};

struct participation_in {
    bool ambassador, has_version;
    int64_t charter_version;
    struct str language;
};
static const struct json_field participation_change_fields[] = {
    {.name = "ambassador", .type = JSON_T_BOOL, .off = offsetof(struct participation_in, ambassador),
     .flags = JSON_REQUIRED},
    {.name = "charter_version", .type = JSON_T_I64, .off = offsetof(struct participation_in, charter_version),
     .has = JSON_HAS(participation_in, has_version), .min = 1, .max = 1000000,
     .help = "The version that was shown; needed to opt in."},
    {.name = "language", .type = JSON_T_ENUM, .off = offsetof(struct participation_in, language), .values = languages,
     .help = "In which it was shown; the member's unless told."},
    {0}};
const struct json_shape participation_change_shape = {"participation_change", sizeof(struct participation_in),
                                                      participation_change_fields};

static enum err charter_tx(struct tx *tx, const void *args, void *ret) {
    return charter_get(tx, *(const struct str *)args, ret);
}

enum err charter_get_handler(struct rq *rq) {
    const struct charter_query *in = rq->query;
    struct str language = in->language.p ? in->language : rq->who.language;
    struct charter charter;
    enum err e = db_read(&rq->cx, charter_tx, &language, &charter, sizeof charter);
    if (e) {
        return e;
    }
    if (reply_etag(rq, arena_printf(rq->arena, "c%lld-%.*s", (long long)charter.version, STRF(charter.language)))) {
        return reply_empty(rq, 304);
    }
    return reply_json(rq, 200, &charter_shape, &charter);
}

static enum err participation_tx(struct tx *tx, const void *args, void *ret) {
    return participation_set(tx, args, ret);
}

enum err participation_put(struct rq *rq) {
    const struct participation_in *in = rq->body;
    struct participation_change change = {.person = rq->who.person, .ambassador = in->ambassador,
                                          .charter_version = in->charter_version,
                                          .language = in->language.p ? in->language : rq->who.language, .now = rq->now};
    struct participation p;
    if (in->ambassador && !in->has_version) {
        return err_set(&rq->errs, E_INVALID, "/charter_version", "name the version of the charter that was read");
    }
    enum err e = db_tx(&rq->cx, participation_tx, &change, &p, sizeof p);
    if (e) {
        return e;
    }
    struct participation_out out = {p.ambassador, {p.current_version, p.charter_version, p.charter_version > 0}};
    return reply_json(rq, 200, &participation_shape, &out);
}
