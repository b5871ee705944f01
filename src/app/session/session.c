/* session.c: sessions and sign-in tokens in the database. See session.h; the memory of them is principal.c. */
#include "app/session/session.h"

#include "app/join/policy.h"
#include "app/link/visitor.h"
#include "app/privacy/person.h"
#include "app/session/principal.h"
#include "base/clock.h"
#include "base/rnd.h"
#include "sql_gen.h"

#include <sodium.h>

#define PURGE_EVERY_US (3600 * US_PER_S)

/* How long a session lives, by the strongest role; the first row that fits counts. trust.md 5.2 asks 12 hours for
 * admins and 30 days for staff. Its idle ends (30 minutes, 12 hours) would mean to store when people were here; a day
 * is all that is kept, so an idle session ends after whole days, and an admin's by its absolute end. */
static const struct lifetime {
    unsigned roles;
    int64_t absolute_s;
    int64_t idle_days;
} lifetimes[] = {
    {ROLE_ADMIN | ROLE_AUDITOR, 12 * 3600, 1},
    {ROLE_MEMBER, INT64_C(30) * 86400, 14},
};

static const struct lifetime *lifetime_of(unsigned roles) {
    const struct lifetime *l = lifetimes;
    while (!(l->roles & roles) && !(l->roles & ROLE_MEMBER)) {
        l++;
    }
    return l;
}

bool session_idle(unsigned roles, int64_t seen_day, int64_t now) {
    return now / US_PER_DAY - seen_day > lifetime_of(roles)->idle_days;
}

struct str token_hash(struct arena *a, struct str token) {
    unsigned char hash[TOKEN_HASH_BYTES];
    token_hash_bytes(token, hash);
    return hex_text(a, hash, sizeof hash);
}

void token_hash_bytes(struct str token, unsigned char out[TOKEN_HASH_BYTES]) {
    crypto_generichash(out, TOKEN_HASH_BYTES, (const unsigned char *)token.p, token.n, NULL, 0);
}

static enum err mark_self(struct tx *tx, int64_t member, const struct session_from *from) {
    int64_t person = 0;
    if (str_empty(from->client)) {
        return E_OK;
    }
    enum err e = person_of(tx, member, &person);
    return e ? e : visitor_mark_self(tx, from->client, from->user_agent, person, from->now);
}

enum err session_create(struct tx *tx, int64_t member, const struct session_from *from, struct session_made *ret) {
    struct member_info m;
    enum err e = member_get(tx, member, &m);
    if (e) {
        return e;
    }
    if (!str_is(m.status, MEMBER_ACTIVE)) {
        return E_FORBIDDEN;
    }
    struct session_made made = {rnd_token(tx->arena, SESSION_TOKEN_BYTES), lifetime_of(m.roles)->absolute_s};
    e = sql_session_insert(tx, &(struct sql_session_insert_in){
        .token_hash = token_hash(tx->arena, made.token), .member = member, .now = from->now,
        .day = from->now / US_PER_DAY, .expires_at = from->now + made.max_age_s * US_PER_S});
    if (!e && from->old_session.p) {
        e = session_end(tx, from->old_member, from->old_session);
    }
    if (!e) {
        e = mark_self(tx, member, from);
    }
    if (!e) {
        *ret = made;
    }
    return e;
}

static void refresh_member(void *arg) {
    principal_drop_member(*(const int64_t *)arg);
}

void session_refresh(struct tx *tx, int64_t member) {
    int64_t *arg = arena_new(tx->arena, int64_t);
    *arg = member;
    tx_after_commit(tx, refresh_member, arg);
}

enum err session_end(struct tx *tx, int64_t member, struct str stored_hash) {
    session_refresh(tx, member);
    return sql_session_delete(tx, stored_hash, member);
}

enum err session_end_all(struct tx *tx, int64_t member, struct str keep) {
    session_refresh(tx, member);
    return sql_session_delete_all(tx, member, keep.p ? keep : STR(""));
}

/* ---- sign-in tokens ---- */

enum err sign_in_token_create(struct tx *tx, int64_t member, const char *kind, int64_t now, struct token_made *ret) {
    int64_t life_s = strcmp(kind, TOKEN_INVITATION) == 0 ? INVITATION_LIFE_S : LINK_LIFE_S;
    struct token_made made = {rnd_token(tx->arena, SESSION_TOKEN_BYTES), now + life_s * US_PER_S};
    enum err e = sql_sign_in_token_insert(tx, token_hash(tx->arena, made.token), member, str_of(kind), made.expires_at);
    if (!e) {
        *ret = made;
    }
    return e;
}

static enum err gone(struct tx *tx) {
    return err_set(tx->errs, E_GONE, "/token", "this link was used already or is too old; ask for a new one");
}

enum err sign_in_token_redeem(struct tx *tx, struct str token, int64_t now, int64_t *ret_member) {
    struct sql_sign_in_token_take_row row;
    struct member_info m;
    enum err e = sql_sign_in_token_take(tx, token_hash(tx->arena, token), &row);
    if (e == E_NOT_FOUND || (!e && row.expires_at <= now)) {
        return gone(tx);
    }
    if (!e) {
        e = member_get(tx, row.member_id, &m);
    }
    if (e == E_NOT_FOUND || (!e && !member_may_enter(m.status))) {
        return gone(tx);
    }
    if (!e && str_is(m.status, MEMBER_INVITED)) {
        /* Whoever has joined needs none of the other invitations any more. */
        e = sign_in_token_drop(tx, m.id);
        e = e ? e : member_joined(tx, m.id, now);
    }
    if (!e) {
        *ret_member = m.id;
    }
    return e;
}

enum err sign_in_link_allowed(struct tx *tx, int64_t member, bool *ret) {
    struct member_info m;
    enum err e = member_get(tx, member, &m);
    *ret = !e && member_may_enter(m.status);
    return e || !str_is(m.status, MEMBER_INVITED) || m.invited_at ? e : pilot_allows(tx, member, ret);
}

enum err sign_in_link_enough(struct tx *tx, int64_t member, int64_t now, bool *ret_enough) {
    struct sql_sign_in_token_count_row row;
    enum err e = sql_sign_in_token_count(tx, member, STR(TOKEN_LINK), now, &row);
    if (!e) {
        *ret_enough = row.n >= LINKS_MAX;
    }
    return e;
}

enum err sign_in_token_drop(struct tx *tx, int64_t member) {
    return sql_sign_in_token_drop(tx, member);
}

/* ---- housekeeping ---- */

enum err session_purge(struct tx *tx, int64_t now) {
    int64_t idle_days = lifetime_of(ROLE_MEMBER)->idle_days;
    enum err e = sql_session_purge(tx, now, now / US_PER_DAY - idle_days);
    if (!e) {
        e = sql_sign_in_token_purge(tx, now);
    }
    return e ? e : sql_idempotency_purge(tx, now - IDEMPOTENCY_KEEP_US);
}

static enum err enqueue(struct tx *tx, int64_t at) {
    int64_t hour = at / PURGE_EVERY_US;
    return job_enqueue(tx, "housekeeping.sessions", STR("{}"), at, arena_printf(tx->arena, "%lld", (long long)hour));
}

static enum err purge_tx(struct tx *tx, const void *args, void *ret) {
    int64_t now = *(const int64_t *)args;
    (void)ret;
    enum err e = session_purge(tx, now);
    return e ? e : enqueue(tx, now + PURGE_EVERY_US);
}

/* The job puts itself back, so a failure must never be final. */
enum err session_housekeeping_run(struct job_run *run) {
    enum err e = db_tx(&run->cx, purge_tx, &run->now, NULL, 0);
    return e && !err_retryable(e) ? E_DB_RETRY : e;
}

enum err session_on_company(struct tx *tx, const struct event *ev) {
    return enqueue(tx, ev->at + PURGE_EVERY_US);
}
