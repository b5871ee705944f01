/* me_api.c: the member's own record: read, change, erase. See session_api.h. */
#include "app/session/session_api.h"

#include "app/company/company.h"
#include "app/member/check.h"
#include "app/session/password.h"
#include "base/clock.h"
#include "sql_gen.h"

/* A first password may be set only by someone who has just signed in: a session left open must not become a way in. */
#define FRESH_SIGN_IN_US (3600 * US_PER_S)

struct me_password_in {
    struct str current, fresh;
};
static const struct json_field password_fields[] = {
    {.name = "current", .type = JSON_T_STR, .off = offsetof(struct me_password_in, current), .max = PASSWORD_MAX,
     .help = "Needed when there is a password already."},
    {.name = "new", .type = JSON_T_STR, .off = offsetof(struct me_password_in, fresh), .flags = JSON_REQUIRED,
     .max = PASSWORD_MAX, .help = "At least 12 characters, not easy to guess."},
    {0}};
static const struct json_shape password_shape = {"me_password", sizeof(struct me_password_in), password_fields};

struct me_change_in {
    bool has_first_name, has_last_name, has_language, has_time_zone, has_password;
    struct str first_name, last_name, language, time_zone;
    struct me_password_in password;
};
static const struct json_field me_change_fields[] = {
    {.name = "first_name", .type = JSON_T_STR, .off = offsetof(struct me_change_in, first_name), .flags = JSON_TRIM,
     .has = JSON_HAS(me_change_in, has_first_name), .max = MEMBER_NAME_MAX},
    {.name = "last_name", .type = JSON_T_STR, .off = offsetof(struct me_change_in, last_name), .flags = JSON_TRIM,
     .has = JSON_HAS(me_change_in, has_last_name), .max = MEMBER_NAME_MAX},
    {.name = "language", .type = JSON_T_ENUM, .off = offsetof(struct me_change_in, language),
     .has = JSON_HAS(me_change_in, has_language), .values = languages},
    {.name = "time_zone", .type = JSON_T_STR, .off = offsetof(struct me_change_in, time_zone), .flags = JSON_TRIM,
     .has = JSON_HAS(me_change_in, has_time_zone), .max = 64, .help = "IANA name, such as Europe/Paris."},
    {.name = "password", .type = JSON_T_OBJ, .off = offsetof(struct me_change_in, password),
     .has = JSON_HAS(me_change_in, has_password), .sub = &password_shape},
    {0}};
const struct json_shape me_change_shape = {"me_change", sizeof(struct me_change_in), me_change_fields};

struct me_erase_in {
    struct str email;
};
static const struct json_field me_erase_fields[] = {
    {.name = "email", .type = JSON_T_STR, .off = offsetof(struct me_erase_in, email),
     .flags = JSON_REQUIRED | JSON_TRIM, .min = 1, .max = MEMBER_EMAIL_MAX, .help = "The member's own address, typed to confirm."},
    {0}};
const struct json_shape me_erase_shape = {"me_erase", sizeof(struct me_erase_in), me_erase_fields};

static enum err me_tx(struct tx *tx, const void *args, void *ret) {
    return me_read(tx, *(const int64_t *)args, ret);
}

enum err me_get(struct rq *rq) {
    struct me me;
    enum err e = db_read(&rq->cx, me_tx, &rq->who.member, &me, sizeof me);
    return e ? e : reply_json(rq, 200, &me_shape, &me);
}

/* ---- change ---- */

struct standing {
    struct member_info member;
    struct company_info company;
    struct str password_hash;
    int64_t signed_in_at;
};

static enum err standing_read(struct tx *tx, const void *args, void *ret) {
    const struct principal *who = args;
    struct standing *s = ret;
    struct sql_session_password_row password;
    struct sql_session_get_row session;
    enum err e = member_get(tx, who->member, &s->member);
    if (!e) {
        e = company_get(tx, &s->company);
    }
    if (!e) {
        e = sql_session_password(tx, who->member, &password);
    }
    if (!e) {
        e = sql_session_get(tx, who->session, &session);
    }
    if (!e) {
        s->password_hash = password.password_hash;
        s->signed_in_at = session.created_at;
    }
    return e;
}

static enum err check_current(struct rq *rq, const struct me_password_in *in, const struct standing *s) {
    if (!s->password_hash.p) {
        return rq->now - s->signed_in_at <= FRESH_SIGN_IN_US
                   ? E_OK
                   : err_set(&rq->errs, E_STATE, "/password", "sign in again to set a first password");
    }
    if (!in->current.p || in->current.n == 0) {
        return err_set(&rq->errs, E_INVALID, "/password/current", "the present password is needed");
    }
    enum err e = rate_take(rq, RATE_SIGN_IN, email_fold(rq->arena, s->member.email));
    if (e) {
        return e;
    }
    return password_verify(s->password_hash, in->current, NULL)
               ? E_OK
               : err_set(&rq->errs, E_INVALID, "/password/current", "is not the present password");
}

/* Hash of the new password, after all checks. */
static enum err new_password(struct rq *rq, const struct me_password_in *in, struct str *ret) {
    struct standing s;
    enum err e = db_read(&rq->cx, standing_read, &rq->who, &s, sizeof s);
    if (!e) {
        e = check_current(rq, in, &s);
    }
    if (!e) {
        e = password_check(in->fresh, &(struct password_about){s.member.email, s.member.first_name, s.member.last_name,
                                                               s.company.name},
                           &rq->errs, "/password/new");
    }
    if (!e) {
        *ret = password_hash(rq->arena, in->fresh);
    }
    return e;
}

struct patch_args {
    struct member_change change;
    struct str password_hash;        /* STR_NULL: as it was */
    struct session_from from;
};

struct patch_result {
    struct me me;
    struct session_made session;
};

/* After a new password every session ends; this one is made anew. */
static enum err patch_tx(struct tx *tx, const void *args, void *ret) {
    const struct patch_args *a = args;
    struct patch_result *out = ret;
    enum err e = member_change(tx, a->change.by, &a->change);
    if (!e && a->password_hash.p) {
        e = member_set_password(tx, a->change.by, a->password_hash, STR_NULL, a->change.now);
        e = e ? e : session_create(tx, a->change.by, &a->from, &out->session);
    }
    return e ? e : me_read(tx, a->change.by, &out->me);
}

static enum err check_texts(struct rq *rq, const struct me_change_in *in) {
    const char *first = in->has_first_name ? name_fault(in->first_name, MEMBER_NAME_MAX) : NULL;
    const char *last = in->has_last_name ? name_fault(in->last_name, MEMBER_NAME_MAX) : NULL;
    if (in->has_first_name && str_empty(in->first_name)) {
        first = "is empty";
    }
    if (first) {
        (void)err_set(&rq->errs, E_INVALID, "/first_name", "%s", first);
    }
    if (last) {
        (void)err_set(&rq->errs, E_INVALID, "/last_name", "%s", last);
    }
    bool zone = !in->has_time_zone || time_zone_known(in->time_zone);
    if (!zone) {
        (void)err_set(&rq->errs, E_INVALID, "/time_zone", "is not a time zone such as Europe/Paris");
    }
    return first || last || !zone ? E_INVALID : E_OK;
}

enum err me_patch(struct rq *rq) {
    const struct me_change_in *in = rq->body;
    struct patch_args args = {
        .change = {.set_first_name = in->has_first_name, .set_last_name = in->has_last_name,
                   .set_language = in->has_language, .set_time_zone = in->has_time_zone, .first_name = in->first_name,
                   .last_name = in->last_name, .language = in->language, .time_zone = in->time_zone,
                   .by = rq->who.member, .now = rq->now},
        .from = session_from_rq(rq)};
    struct patch_result out;
    enum err e = check_texts(rq, in);
    if (!e && in->has_password) {
        e = new_password(rq, &in->password, &args.password_hash);
    }
    if (!e) {
        e = db_tx(&rq->cx, patch_tx, &args, &out, sizeof out);
    }
    if (e) {
        return e;
    }
    return out.session.token.p ? me_reply(rq, 200, &out.session, &out.me) : reply_json(rq, 200, &me_shape, &out.me);
}

/* ---- erase ---- */

struct erase_args {
    int64_t member, now;
    struct str email;
};

static enum err erase_tx(struct tx *tx, const void *args, void *ret) {
    const struct erase_args *a = args;
    struct member_info m;
    (void)ret;
    enum err e = member_get(tx, a->member, &m);
    if (!e && !str_eq(email_fold(tx->arena, a->email), email_fold(tx->arena, m.email))) {
        return err_set(tx->errs, E_INVALID, "/email", "is not the address of your account");
    }
    return e ? e : member_erase(tx, a->member, a->now);
}

enum err me_delete(struct rq *rq) {
    const struct me_erase_in *in = rq->body;
    struct erase_args args = {rq->who.member, rq->now, in->email};
    enum err e = db_tx(&rq->cx, erase_tx, &args, NULL, 0);
    if (e) {
        return e;
    }
    reply_cookie(rq, STR(""), 0);
    return reply_empty(rq, 204);
}
