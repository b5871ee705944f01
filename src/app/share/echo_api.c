/* echo_api.c: POST /posts/{id}/echo: the band of a text while it is written. See echo.h and share_api.h.
 *
 * One word comes back: never a number, which text, or whose. It is asked on a pause of typing and has a rate of its own. */
#include "app/share/echo.h"
#include "app/share/others.h"
#include "app/share/share.h"
#include "app/share/share_api.h"

struct echo_in {
    struct str text;
};
static const struct json_field echo_in_fields[] = {
    {.name = "text", .type = JSON_T_STR, .off = offsetof(struct echo_in, text), .flags = JSON_REQUIRED, .max = SHARE_TEXT_MAX,
     .help = "The member's words."},
    {0}};
const struct json_shape echo_ask_shape = {"echo_ask", sizeof(struct echo_in), echo_in_fields};

static const char *const bands[] = {"yours", "near", "echo", NULL};

struct echo_out {
    struct str band;
};
static const struct json_field echo_out_fields[] = {
    {.name = "band", .type = JSON_T_ENUM, .off = offsetof(struct echo_out, band), .flags = JSON_REQUIRED, .values = bands,
     .help = "yours; near: much of it stands elsewhere; echo: more than 70 %, no points for the share."},
    {0}};
const struct json_shape echo_shape = {"echo", sizeof(struct echo_out), echo_out_fields};

struct echo_args {
    struct audience_who who;
    int64_t post, now;
    struct str text;
};

static enum err echo_tx(struct tx *tx, const void *args, void *ret) {
    const struct echo_args *a = args;
    struct post p;
    struct others o;
    enum err e = audience_check(tx, &a->who, a->post);
    e = e ? e : post_get(tx, a->post, &p);
    if (!e) {
        e = post_check_share(tx, &p, a->now);
    }
    if (!e) {
        e = others_of(tx, &p, a->who.person, a->now, &o);
    }
    if (!e) {
        *(enum band *)ret = echo_band(tx->arena, share_clean(tx->arena, a->text), o.texts, o.n);
    }
    return e;
}

enum err echo_post(struct rq *rq) {
    const struct echo_in *in = rq->body;
    struct echo_args args = {{rq->who.member, rq->who.person, rq->who.language}, rq->id[0], rq->now, in->text};
    enum band band = BAND_YOURS;
    enum err e = db_read(&rq->cx, echo_tx, &args, &band, sizeof band);
    if (e) {
        return e;
    }
    struct echo_out out = {str_of(band_name(band))};
    return reply_json(rq, 200, &echo_shape, &out);
}
