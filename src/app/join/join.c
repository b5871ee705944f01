/* join.c: see join.h. */
#include "app/join/join.h"

#include "app/join/link.h"
#include "app/join/mail.h"
#include "app/join/policy.h"
#include "app/join/remind.h"
#include "app/member/check.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/rnd.h"
#include "json/json.h"
#include "sql_gen.h"

#define HOUR_US (INT64_C(3600) * US_PER_S)

/* ---- asking ---- */

static enum err refuse(struct tx *tx, const struct join_policy *p) {
    if (!str_empty(p->code)) {
        return err_set(tx->errs, E_INVALID, "/code", "is needed to join with this address");
    }
    if (!str_empty(p->domains)) {
        return err_set(tx->errs, E_INVALID, "/email", "must be an address at the company");
    }
    return err_set(tx->errs, E_STATE, "", "one comes into this space by invitation");
}

/* How they come in. What a code or link is good for counts also where the address alone would do: a wrong one is told. */
static enum err way_in(struct tx *tx, const struct join_ask *ask, const char **ret_way, int64_t *ret_link) {
    struct join_policy p;
    *ret_way = NULL;
    *ret_link = 0;
    enum err e = join_policy_get(tx, &p);
    if (!e && !str_empty(ask->link)) {
        e = p.links ? join_link_usable(tx, ask->link, ask->now, ret_link) : E_OK;
        if (!e && !*ret_link) {
            return err_set(tx->errs, E_INVALID, "/link", "this join link is no longer good");
        }
        *ret_way = JOIN_BY_LINK;
    }
    if (!e && !str_empty(ask->code)) {
        if (!join_code_fits(tx->arena, p.code, ask->code)) {
            return err_set(tx->errs, E_INVALID, "/code", "is not the code of this space");
        }
        *ret_way = *ret_way ? *ret_way : JOIN_BY_CODE;
    }
    if (!e && join_domain_fits(p.domains, ask->who.email)) {
        *ret_way = JOIN_BY_DOMAIN;
    }
    return e || *ret_way ? e : refuse(tx, &p);
}

static enum err enqueue(struct tx *tx, int64_t at);

enum err join_ask(struct tx *tx, const struct join_ask *ask) {
    const char *way;
    int64_t link;
    int64_t id = id_new();
    enum err e = way_in(tx, ask, &way, &link);
    if (e) {
        return e;
    }
    e = sql_join_request_insert(tx, &(struct sql_join_request_insert_in){
        .id = id, .email = ask->who.email, .email_folded = email_fold(tx->arena, ask->who.email),
        .first_name = ask->who.first_name, .last_name = ask->who.last_name, .language = ask->who.language,
        .came_by = str_of(way), .link = link, .now = ask->now, .expires_at = ask->now + JOIN_LIFE_S * US_PER_S});
    struct str key = id_text(tx->arena, id);
    e = e ? e : enqueue(tx, ask->now + HOUR_US);
    return e ? e : job_enqueue(tx, "join.request", arena_printf(tx->arena, "{\"request\":\"%s\"}", key.p), ask->now, key);
}

/* ---- into the directory ---- */

static enum err gone(struct tx *tx) {
    return err_set(tx->errs, E_GONE, "/token", "this link was used already or is too old; ask for a new one");
}

/* A row of the directory for a request, with the groups of its link. */
static enum err add(struct tx *tx, const struct sql_join_request_get_row *rq, int64_t now, int64_t *ret) {
    bool ok = true;
    struct member_new in = {.email = rq->email, .first_name = rq->first_name, .last_name = rq->last_name,
                            .language = rq->language, .now = now};
    enum err e = rq->link ? join_link_use(tx, rq->link, now, &ok) : E_OK;
    if (!e && !ok) {
        return gone(tx);
    }
    e = e ? e : member_create(tx, &in, "", ret);
    e = e ? e : sql_join_came_set(tx, *ret, rq->came_by);
    return e || !rq->link ? e : join_link_give_groups(tx, rq->link, *ret);
}

static enum err wait(struct tx *tx, int64_t member, const char *why, struct join_outcome *ret) {
    int64_t n = 0;
    ret->waits_for = str_of(why);
    return sql_join_wait(tx, member, str_of(why), &n);
}

/* How somebody stands in the directory who has not come yet. */
enum standing { STRANGER, LISTED, INVITED };     /* LISTED: an admin had added them; INVITED: and asked them to come */

/* They enter, or wait. An invitation in person holds also while a pilot is on (sign_in_link_allowed). */
static enum err enter(struct tx *tx, const struct sql_join_request_get_row *rq, enum standing standing, bool proved, int64_t now,
                      struct join_outcome *ret) {
    struct join_policy p;
    bool open = standing == INVITED;
    enum err e = join_policy_get(tx, &p);
    e = e || open ? e : pilot_allows(tx, ret->member, &open);
    if (e || !open) {
        return e ? e : wait(tx, ret->member, WAITS_FOR_PILOT, ret);
    }
    if (standing == STRANGER && join_needs_approval(&p, rq->came_by, proved)) {
        return wait(tx, ret->member, WAITS_FOR_APPROVAL, ret);
    }
    e = sign_in_token_drop(tx, ret->member);
    return e ? e : member_joined(tx, ret->member, now);
}

static enum err settle(struct tx *tx, const struct sql_join_request_get_row *rq, bool proved, int64_t now,
                       struct join_outcome *ret) {
    struct sql_join_member_by_email_row m;
    *ret = (struct join_outcome){0, STR_NULL};
    enum err e = sql_join_member_by_email(tx, rq->email_folded, &m);
    if (e == E_NOT_FOUND) {
        e = add(tx, rq, now, &ret->member);
        return e ? e : enter(tx, rq, STRANGER, proved, now, ret);
    }
    if (e) {
        return e;
    }
    ret->member = m.id;
    if (str_is(m.status, MEMBER_INVITED)) {
        return proved ? enter(tx, rq, m.invited_at_null ? LISTED : INVITED, proved, now, ret) : E_OK;
    }
    if (str_is(m.status, MEMBER_WAITING) || str_is(m.status, MEMBER_DECLINED)) {
        ret->waits_for = STR(WAITS_FOR_APPROVAL);
        return E_OK;
    }
    return str_is(m.status, MEMBER_ACTIVE) ? E_OK : gone(tx);
}

enum err join_confirm(struct tx *tx, struct str token, int64_t now, struct join_outcome *ret) {
    struct sql_join_request_by_token_row found;
    struct sql_join_request_get_row rq;
    enum err e = sql_join_request_by_token(tx, token_hash(tx->arena, token), &found);
    if (e) {
        return e == E_NOT_FOUND ? gone(tx) : e;
    }
    e = sql_join_request_get(tx, found.id, &rq);
    if (!e && rq.expires_at <= now) {
        return gone(tx);
    }
    e = e ? e : settle(tx, &rq, true, now, ret);
    return e ? e : sql_join_request_forget(tx, rq.email_folded);
}

enum err join_forget(struct tx *tx, struct str email) {
    return sql_join_request_forget(tx, email_fold(tx->arena, email));
}

/* ---- the job that follows a request ---- */

struct request_args {
    int64_t id, now;
    bool mail;
};

struct request_letter {
    struct join_letter letter;
    bool send;
};

static enum err letter_of(struct tx *tx, const struct request_args *a, const struct sql_join_request_get_row *rq,
                          struct request_letter *ret) {
    struct sql_join_member_by_email_row m = {.id = 0};
    struct join_letter *l = &ret->letter;
    int64_t n = 0;
    enum err e = sql_join_member_by_email(tx, rq->email_folded, &m);
    if (e && e != E_NOT_FOUND) {
        return e;
    }
    *l = (struct join_letter){.to = rq->email, .first_name = rq->first_name, .last_name = rq->last_name,
                              .language = rq->language};
    ret->send = true;
    if (e || str_is(m.status, MEMBER_INVITED)) {
        struct str token = rnd_token(tx->arena, SESSION_TOKEN_BYTES);
        l->kind = MAIL_JOIN;
        l->path = arena_printf(tx->arena, "join/confirm#%.*s", STRF(token));
        e = sql_join_request_token_set(tx, a->id, token_hash(tx->arena, token), &n);
    } else if (str_is(m.status, MEMBER_ACTIVE)) {
        l->kind = MAIL_JOIN_KNOWN;
        l->path = STR("sign-in");
    } else if (str_is(m.status, MEMBER_WAITING)) {
        l->kind = MAIL_JOIN_WAITING;
        l->path = STR("");
    } else {
        ret->send = false;
    }
    return e ? e : join_letter_company(tx, l);
}

static enum err request_tx(struct tx *tx, const void *args, void *ret) {
    const struct request_args *a = args;
    struct sql_join_request_get_row rq;
    struct sql_join_request_earlier_row earlier;
    struct join_outcome outcome;
    enum err e = sql_join_request_get(tx, a->id, &rq);
    if (e || rq.expires_at <= a->now) {
        return e == E_NOT_FOUND ? E_OK : e;
    }
    if (!a->mail) {
        e = settle(tx, &rq, false, a->now, &outcome);
        e = e == E_GONE ? E_OK : e;      /* the link ended, or the member is suspended: nobody is told */
        return e ? e : sql_join_request_forget(tx, rq.email_folded);
    }
    /* Nobody's mailbox is filled by asking. */
    e = sql_join_request_earlier(tx, rq.email_folded, a->id, a->now, &earlier);
    return e || earlier.n >= LINKS_MAX ? e : letter_of(tx, a, &rq, ret);
}

enum err join_request_run(struct job_run *run) {
    const struct json_node *payload;
    struct request_args args = {.now = run->now, .mail = session_options()->mail != NULL};
    struct request_letter letter = {.send = false};
    enum err e = json_parse(run->payload, run->cx.arena, &payload);
    if (e || !id_parse(json_text(json_get(payload, "request")), &args.id)) {
        return E_INVALID;
    }
    e = db_tx(&run->cx, request_tx, &args, &letter, sizeof letter);
    return e || !letter.send ? e : join_letter_send(run, &letter.letter);
}

/* ---- upkeep ---- */

static enum err enqueue(struct tx *tx, int64_t at) {
    return job_enqueue(tx, "join.hourly", STR("{}"), at, arena_printf(tx->arena, "%lld", (long long)(at / HOUR_US)));
}

static enum err purge_tx(struct tx *tx, const void *args, void *ret) {
    int64_t now = *(const int64_t *)args;
    (void)ret;
    enum err e = sql_join_request_purge(tx, now);
    e = e ? e : join_links_purge(tx, now);
    return e ? e : enqueue(tx, now + HOUR_US);
}

/* The job puts itself back, so a failure must never be final. */
enum err join_hourly_run(struct job_run *run) {
    enum err e = session_options()->mail ? remind_all(&run->cx, run->now) : E_OK;
    e = e ? e : db_tx(&run->cx, purge_tx, &run->now, NULL, 0);
    return e && !err_retryable(e) ? E_DB_RETRY : e;
}

enum err join_on_event(struct tx *tx, const struct event *ev) {
    return enqueue(tx, ev->at + HOUR_US);
}
