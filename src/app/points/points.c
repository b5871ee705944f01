/* points.c: crediting, inside the transaction that records the event. See points.h.
 *
 * Every entry has a key made from what happened and the rule; the ledger takes a key once, so an event that comes twice
 * changes nothing. A share that was taken back earns no more, and one that repeats a share already paid for (same
 * post, same network, taken back in between) earns nothing at all: else points could be pumped by taking back. */
#include "app/points/points.h"

#include "app/share/share.h"
#include "base/id.h"
#include "json/json.h"
#include "app/term/term.h"
#include "sql_gen.h"

struct str points_key_once(struct arena *a, enum event_kind kind, int64_t subject, const char *rule) {
    char id[ID_TEXT_LEN + 1];
    id_format(subject, id);
    return arena_printf(a, "%s/%s:%s", event_kind_name(kind), id, rule);
}

struct str points_key_event(struct arena *a, int64_t event, const char *rule) {
    char id[ID_TEXT_LEN + 1];
    id_format(event, id);
    return arena_printf(a, "%s:%s", id, rule);
}

int64_t points_event_clicks(struct arena *a, struct str data) {
    const struct json_node *n;
    int64_t v = 0;
    if (!data.p || json_parse(data, a, &n)) {
        return 0;
    }
    const struct json_node *m = json_get(n, "human");
    return m && json_int(m, &v) && v > 0 ? v : 0;
}

/* The account, made when it is missing. */
static enum err account(struct tx *tx, const char *kind, int64_t person, int64_t *ret) {
    struct sql_account_find_row *rows;
    size_t n;
    enum err e = sql_account_find(tx, str_of(kind), person, &rows, &n);
    if (!e && n == 0) {
        e = sql_account_insert(tx, id_new(), str_of(kind), person);
        if (!e) {
            e = sql_account_find(tx, str_of(kind), person, &rows, &n);
        }
    }
    if (!e && n == 0) {
        e = E_DB_RETRY;
    }
    if (!e) {
        *ret = rows[0].id;
    }
    return e;
}

struct credit {
    const struct event *ev;
    int64_t person, subject, amount, version;
    const char *rule;
    struct str key, detail;
};

/* Moves points from the issuer to the person; nothing for an amount of 0 or a key that is there. */
static enum err credit(struct tx *tx, const struct credit *c) {
    int64_t issuer, owner, id = id_new(), changed = 0;
    if (c->amount <= 0) {
        return E_OK;
    }
    enum err e = account(tx, "issuer", 0, &issuer);
    if (!e) {
        e = account(tx, "person", c->person, &owner);
    }
    if (!e) {
        e = sql_ledger_insert(tx, &(struct sql_ledger_insert_in){
            .id = id, .key = c->key, .debit = issuer, .credit = owner, .amount = c->amount, .rule = str_of(c->rule),
            .version = c->version, .event = c->ev->id, .subject = c->subject, .detail = c->detail, .at = c->ev->at},
            &changed);
    }
    if (!e && changed) {
        e = event_record(tx, &(struct event){
            .kind = EV_POINTS_CREDITED, .at = c->ev->at, .subject = id, .person = c->person,
            .data = arena_printf(tx->arena, "{\"amount\":%lld}", (long long)c->amount)});
    }
    return e;
}

/* The share an event is about, and whether it can earn anything. */
static enum err earning(struct tx *tx, const struct event *ev, struct share *s, struct points_rules *rules, bool *ret) {
    bool before = false;
    struct terms terms;
    enum err e = share_get(tx, ev->subject, s);
    if (e) {
        return e == E_NOT_FOUND ? E_OK : e;
    }
    e = terms_read(tx, &terms);
    if (e || s->person <= 0 || s->retracted_at || !terms_value(&terms, s->network, TERM_REWARD, ev->at)) {
        return e;
    }
    e = share_verified_before(tx, s, &before);
    if (!e && !before) {
        e = points_rules_at(tx, ev->at, rules);
        *ret = !e;
    }
    return e;
}

static enum err on_verified(struct tx *tx, const struct event *ev) {
    struct share s;
    struct points_rules rules;
    bool earns = false;
    enum err e = earning(tx, ev, &s, &rules, &earns);
    if (e || !earns || str_is(s.band, "echo")) {
        return e;   /* the words of others earn nothing (product 3.5); the clicks they bring do */
    }
    struct credit c = {.ev = ev, .person = s.person, .subject = s.id, .version = rules.version, .rule = RULE_SHARE,
                       .amount = points_rule_share(points_rule_find(&rules, RULE_SHARE, s.network), s.day_rank),
                       .key = points_key_once(tx->arena, ev->kind, s.id, RULE_SHARE),
                       .detail = arena_printf(tx->arena, "{\"rank\":%lld}", (long long)s.day_rank)};
    e = credit(tx, &c);
    const struct points_rule *own = points_rule_find(&rules, RULE_OWN_WORDS, s.network);
    if (!e && s.own_words && own) {
        c.rule = RULE_OWN_WORDS;
        c.amount = own->amount;
        c.key = points_key_once(tx->arena, ev->kind, s.id, RULE_OWN_WORDS);
        c.detail = STR("{}");
        e = credit(tx, &c);
    }
    return e;
}

/* P(n) less what the share's clicks have been paid already. */
static enum err on_clicks(struct tx *tx, const struct event *ev) {
    struct share s;
    struct points_rules rules;
    struct sql_ledger_paid_row paid;
    bool earns = false;
    int64_t n = points_event_clicks(tx->arena, ev->data);
    enum err e = earning(tx, ev, &s, &rules, &earns);
    if (e || !earns) {
        return e;
    }
    e = sql_ledger_paid(tx, s.id, STR(RULE_CLICKS), &paid);
    if (e) {
        return e;
    }
    int64_t value = points_rule_clicks(points_rule_find(&rules, RULE_CLICKS, s.network), n);
    struct credit c = {.ev = ev, .person = s.person, .subject = s.id, .version = rules.version, .rule = RULE_CLICKS,
                       .amount = value - paid.amount, .key = points_key_event(tx->arena, ev->id, RULE_CLICKS),
                       .detail = arena_printf(tx->arena, "{\"clicks\":%lld,\"value\":%lld,\"before\":%lld}",
                                              (long long)n, (long long)value, (long long)paid.amount)};
    return credit(tx, &c);
}

enum err points_on_event(struct tx *tx, const struct event *ev) {
    if (ev->kind == EV_COMPANY_CREATED) {
        int64_t issuer;
        enum err e = points_rules_create(tx, ev->at);
        return e ? e : account(tx, "issuer", 0, &issuer);
    }
    if (ev->kind == EV_SHARE_VERIFIED) {
        return on_verified(tx, ev);
    }
    return ev->kind == EV_CLICKS_COUNTED ? on_clicks(tx, ev) : E_OK;
}

enum err points_on_erased(struct tx *tx, const struct event *ev) {
    return ev->person > 0 ? sql_account_unlink(tx, ev->person, -ev->id) : E_OK;
}
