/* audit.c: the independent auditor (after GNU Taler's). See points.h.
 *
 * It reads the log of events in their order, the shares and the rules, derives from them the entries that must be
 * there, and then goes through the ledger: each entry must be one of those, with the same accounts, amount, rule,
 * version, event and subject. What is left over is missing. Accounts are folded both ways and compared. It shares
 * with the crediting only the keys, the curve and the reading of a rule's numbers, and writes nothing. */
#include "app/points/points.h"

#include "base/id.h"
#include "app/term/term.h"
#include "sql_gen.h"

struct expected {
    struct str key, rule;
    int64_t person, amount, version, event, subject, at;
    bool seen;
    bool optional;                   /* the network's terms forbid it today: fine when it was never credited */
    struct expected *next;           /* in the hash bucket */
};

struct known_share {
    int64_t id, person, post, day_rank;
    struct str network;
    bool own_words, echo, verified, retracted;
    int64_t clicks_paid;
    struct known_share *next;
    struct known_share *same;        /* verified ones in the bucket of person, post and network */
};

struct known_account {
    int64_t id, person;
    bool issuer, other;
    int64_t received, given;         /* by the ledger */
    int64_t due;                     /* by what was derived */
    struct known_account *next;
    struct known_account *by_person;
};

enum { BUCKETS = 1 << 14 };

struct audit {
    struct tx *tx;
    struct arena *a;
    void (*say)(void *ud, struct str line);
    void *ud;
    struct points_audit sum;
    struct points_rules *rules;      /* by version */
    size_t rules_n;
    struct expected **expected;
    struct terms terms;
    struct known_share **shares;
    struct known_share **verified;   /* by person, post and network */
    struct known_account **accounts, **by_person;
    int64_t issuer;
};

static void say(struct audit *au, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void say(struct audit *au, const char *fmt, ...) {
    va_list ap;
    if (!au->say) {
        return;
    }
    va_start(ap, fmt);
    struct str line = arena_vprintf(au->a, fmt, ap);
    va_end(ap);
    au->say(au->ud, line);
}

#define wrong(au, ...) ((au)->sum.discrepancies++, say((au), __VA_ARGS__))

static size_t bucket(int64_t id) {
    uint64_t h = (uint64_t)id * UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(h >> 50) & (BUCKETS - 1);
}

static struct known_share *share_at(struct audit *au, int64_t id) {
    struct known_share *s = au->shares[bucket(id)];
    while (s && s->id != id) {
        s = s->next;
    }
    return s;
}

static struct known_account *account_at(struct audit *au, int64_t id) {
    struct known_account *k = au->accounts[bucket(id)];
    while (k && k->id != id) {
        k = k->next;
    }
    return k;
}

static const char *id_show(struct audit *au, int64_t id) {
    return id > 0 ? id_text(au->a, id).p : arena_printf(au->a, "%lld", (long long)id).p;
}

/* ---- reading what is true ---- */

static enum err read_rules(struct audit *au) {
    struct sql_audit_rules_row *rows;
    size_t n;
    enum err e = sql_audit_rules(au->tx, &rows, &n);
    if (e) {
        return e;
    }
    au->rules = arena_array(au->a, struct points_rules, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || rows[i].version != rows[i - 1].version) {
            au->rules[au->rules_n++] = (struct points_rules){
                .version = rows[i].version, .active_from = rows[i].active_from,
                .rows = arena_array(au->a, struct points_rule, n)};
        }
        struct points_rules *set = &au->rules[au->rules_n - 1];
        struct points_rule *r = &set->rows[set->n++];
        *r = (struct points_rule){.version = set->version, .rule = rows[i].rule, .network = rows[i].network};
        if (!points_rule_parse(au->a, rows[i].value, r)) {
            wrong(au, "rule %.*s of version %lld has no readable value", STRF(r->rule), (long long)set->version);
        }
    }
    return E_OK;
}

static const struct points_rules *rules_at(const struct audit *au, int64_t at) {
    const struct points_rules *found = NULL;
    for (size_t i = 0; i < au->rules_n; i++) {
        if (au->rules[i].active_from <= at) {
            found = &au->rules[i];
        }
    }
    return found;
}

static enum err on_share(void *ud, const struct sql_audit_shares_row *r) {
    struct audit *au = ud;
    struct known_share *s = arena_new(au->a, struct known_share);
    *s = (struct known_share){.id = r->id, .person = r->person_id, .post = r->post_id, .day_rank = r->day_rank,
                              .network = arena_dup(au->a, r->network), .own_words = r->own_words, .echo = str_is(r->band, "echo"),
                              .next = au->shares[bucket(r->id)]};
    au->shares[bucket(r->id)] = s;
    return E_OK;
}

static enum err on_account(void *ud, const struct sql_audit_accounts_row *r) {
    struct audit *au = ud;
    struct known_account *k = arena_new(au->a, struct known_account);
    *k = (struct known_account){.id = r->id, .person = r->person_id, .issuer = str_is(r->kind, "issuer"),
                                .other = !str_is(r->kind, "issuer") && !str_is(r->kind, "person"),
                                .next = au->accounts[bucket(r->id)],
                                .by_person = au->by_person[bucket(r->person_id)]};
    au->accounts[bucket(r->id)] = k;
    au->by_person[bucket(r->person_id)] = k;
    au->sum.accounts++;
    if (k->issuer) {
        au->issuer = k->id;
    }
    return E_OK;
}

/* ---- deriving the entries ---- */

static void expect(struct audit *au, struct expected e) {
    if (e.amount <= 0) {
        return;
    }
    struct expected *x = arena_new(au->a, struct expected);
    *x = e;
    size_t b = str_hash(e.key) & (BUCKETS - 1);
    x->next = au->expected[b];
    au->expected[b] = x;
}

static size_t bucket_same(const struct known_share *s) {
    return bucket(s->person ^ (s->post << 1) ^ (int64_t)str_hash(s->network));
}

/* Another share of the same person, post and network was verified before: nothing is paid twice. */
static bool verified_before(const struct audit *au, const struct known_share *s) {
    for (const struct known_share *o = au->verified[bucket_same(s)]; o; o = o->same) {
        if (o->id < s->id && o->person == s->person && o->post == s->post && str_eq(o->network, s->network)) {
            return true;
        }
    }
    return false;
}

static void derive_verified(struct audit *au, const struct sql_audit_events_row *ev, struct known_share *s) {
    const struct points_rules *rules = rules_at(au, ev->at);
    if (s->verified) {
        return;
    }
    s->verified = true;
    s->same = au->verified[bucket_same(s)];
    au->verified[bucket_same(s)] = s;
    if (s->retracted || s->echo || !rules || verified_before(au, s)) {
        return;
    }
    const struct points_rule *own = points_rule_find(rules, RULE_OWN_WORDS, s->network);
    struct expected e = {.person = s->person, .version = rules->version, .event = ev->id, .subject = s->id, .at = ev->at,
                         .optional = !terms_value(&au->terms, s->network, TERM_REWARD, ev->at),
                         .rule = STR(RULE_SHARE), .key = points_key_once(au->a, EV_SHARE_VERIFIED, s->id, RULE_SHARE),
                         .amount = points_rule_share(points_rule_find(rules, RULE_SHARE, s->network), s->day_rank)};
    expect(au, e);
    e.rule = STR(RULE_OWN_WORDS);
    e.key = points_key_once(au->a, EV_SHARE_VERIFIED, s->id, RULE_OWN_WORDS);
    e.amount = s->own_words && own ? own->amount : 0;
    expect(au, e);
}

static void derive_clicks(struct audit *au, const struct sql_audit_events_row *ev, struct known_share *s) {
    const struct points_rules *rules = rules_at(au, ev->at);
    if (s->retracted || !rules || verified_before(au, s)) {
        return;
    }
    int64_t n = points_event_clicks(au->a, ev->data);
    int64_t due = points_rule_clicks(points_rule_find(rules, RULE_CLICKS, s->network), n) - s->clicks_paid;
    expect(au, (struct expected){.person = s->person, .version = rules->version, .event = ev->id, .subject = s->id,
                                 .at = ev->at, .rule = STR(RULE_CLICKS), .amount = due,
                                 .optional = !terms_value(&au->terms, s->network, TERM_REWARD, ev->at),
                                 .key = points_key_event(au->a, ev->id, RULE_CLICKS)});
    s->clicks_paid += due > 0 ? due : 0;
}

static enum err on_event(void *ud, const struct sql_audit_events_row *ev) {
    struct audit *au = ud;
    struct known_share *s = share_at(au, ev->subject_id);
    au->sum.events++;
    if (!s) {
        wrong(au, "event %s (%.*s) is about no share", id_show(au, ev->id), STRF(ev->kind));
        return E_OK;
    }
    enum event_kind kind = event_kind_of(ev->kind);
    if (kind == EV_SHARE_VERIFIED) {
        derive_verified(au, ev, s);
    } else if (kind == EV_CLICKS_COUNTED) {
        derive_clicks(au, ev, s);
    } else if (kind == EV_SHARE_RETRACTED) {
        s->retracted = true;
    }
    return E_OK;
}

/* ---- going through the ledger ---- */

static struct expected *expected_at(struct audit *au, struct str key) {
    struct expected *x = au->expected[str_hash(key) & (BUCKETS - 1)];
    while (x && !str_eq(x->key, key)) {
        x = x->next;
    }
    return x;
}

static void check_against(struct audit *au, const struct sql_audit_ledger_row *r, const struct expected *x,
                          const struct known_account *credit) {
    const char *id = id_show(au, r->id);
    if (r->amount != x->amount) {
        wrong(au, "entry %s moves %lld points, %lld are due", id, (long long)r->amount, (long long)x->amount);
    }
    if (!str_eq(r->rule, x->rule) || r->rule_version != x->version) {
        wrong(au, "entry %s cites rule %.*s version %lld, due is %.*s version %lld", id, STRF(r->rule),
              (long long)r->rule_version, STRF(x->rule), (long long)x->version);
    }
    if (r->event_id != x->event || r->subject_id != x->subject || r->at != x->at) {
        wrong(au, "entry %s cites another event, subject or time than the one it is due for", id);
    }
    if (credit && credit->person != x->person) {
        wrong(au, "entry %s goes to account %s, which is not the sharer's", id, id_show(au, r->credit_id));
    }
}

static enum err on_entry(void *ud, const struct sql_audit_ledger_row *r) {
    struct audit *au = ud;
    const char *id = id_show(au, r->id);
    struct known_account *debit = account_at(au, r->debit_id), *credit = account_at(au, r->credit_id);
    struct expected *x = expected_at(au, r->key);
    au->sum.entries++;
    au->sum.debits += debit ? r->amount : 0;
    au->sum.credits += credit ? r->amount : 0;
    if (debit) {
        debit->given += r->amount;
    }
    if (credit) {
        credit->received += r->amount;
    }
    if (!debit || !credit || debit == credit) {
        wrong(au, "entry %s has no two accounts", id);
    } else if (!debit->issuer || credit->issuer || credit->other) {
        wrong(au, "entry %s does not go from the issuer to a person", id);
    }
    if (r->amount <= 0) {
        wrong(au, "entry %s moves %lld points", id, (long long)r->amount);
    }
    if (!x) {
        wrong(au, "entry %s (%.*s, %lld points) follows from no event", id, STRF(r->rule), (long long)r->amount);
    } else {
        x->seen = true;
        check_against(au, r, x, credit);
    }
    return E_OK;
}

/* What was derived but is not there; and what each person's account must have come to. */
static void check_missing(struct audit *au) {
    for (size_t b = 0; b < BUCKETS; b++) {
        for (struct expected *x = au->expected[b]; x; x = x->next) {
            if (!x->seen && !x->optional) {
                wrong(au, "%lld points by rule %.*s for share %s were never credited", (long long)x->amount,
                      STRF(x->rule), id_show(au, x->subject));
            }
        }
    }
}

static struct known_account *account_of(struct audit *au, int64_t person) {
    struct known_account *k = au->by_person[bucket(person)];
    while (k && (k->issuer || k->other || k->person != person)) {
        k = k->by_person;
    }
    return k;
}

static void add_due(struct audit *au, const struct expected *x) {
    struct known_account *k = account_of(au, x->person), *issuer = account_at(au, au->issuer);
    if (x->optional && !x->seen) {
        return;
    }
    if (k) {
        k->due += x->amount;
    }
    if (k && issuer) {
        issuer->due -= x->amount;
    }
}

static void check_balances(struct audit *au) {
    for (size_t b = 0; b < BUCKETS; b++) {
        for (const struct expected *x = au->expected[b]; x; x = x->next) {
            add_due(au, x);
        }
    }
    for (size_t b = 0; b < BUCKETS; b++) {
        for (const struct known_account *k = au->accounts[b]; k; k = k->next) {
            int64_t balance = k->received - k->given;
            if (!k->other && balance != k->due) {
                au->sum.accounts_off++;
                say(au, "account %s stands at %lld points, %lld are due", id_show(au, k->id), (long long)balance,
                    (long long)k->due);
            }
        }
    }
}

enum err points_audit(struct tx *tx, void (*tell)(void *ud, struct str line), void *ud,
                      struct points_audit *ret) {
    struct audit au = {.tx = tx, .a = tx->arena, .say = tell, .ud = ud};
    au.expected = arena_array(au.a, struct expected *, BUCKETS);
    au.shares = arena_array(au.a, struct known_share *, BUCKETS);
    au.verified = arena_array(au.a, struct known_share *, BUCKETS);
    au.accounts = arena_array(au.a, struct known_account *, BUCKETS);
    au.by_person = arena_array(au.a, struct known_account *, BUCKETS);
    enum err e = read_rules(&au);
    if (!e) {
        e = terms_read(tx, &au.terms);
    }
    if (!e) {
        e = sql_audit_shares(tx, on_share, &au);
    }
    if (!e) {
        e = sql_audit_accounts(tx, on_account, &au);
    }
    if (!e) {
        e = sql_audit_events(tx, on_event, &au);
    }
    if (!e) {
        e = sql_audit_ledger(tx, on_entry, &au);
    }
    if (e) {
        return e;
    }
    check_missing(&au);
    check_balances(&au);
    if (au.sum.debits != au.sum.credits) {
        au.sum.accounts_off++;
        say(&au, "debits are %lld points, credits %lld", (long long)au.sum.debits, (long long)au.sum.credits);
    }
    *ret = au.sum;
    return E_OK;
}
