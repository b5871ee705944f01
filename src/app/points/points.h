/* points.h: what sharing well earns, as a ledger that anyone can add up.
 *
 * Double entry after TigerBeetle's model (trust 4): accounts (one issuer a company, one a person), immutable entries
 * that move points from one account to another and cite event, rule and the rule's version; a balance is nothing but
 * the fold of the entries. Rules are versioned rows and apply forward. The networks' terms win over any rule: where
 * rewarding a post is forbidden nothing is ever credited. Points follow events inside the transaction that records
 * them; the rooms that share and count know nothing of them. What a person has is shown to that person alone. */
#ifndef PV_APP_POINTS_POINTS_H
#define PV_APP_POINTS_POINTS_H

#include "db/db.h"
#include "event/event.h"

#define RULE_SHARE "share"           /* a verified share, less for each further one of a day */
#define RULE_OWN_WORDS "own_words"   /* the same share, in one's own words */
#define RULE_CLICKS "clicks"         /* human clicks of a share on a log scale, credited as the difference */

enum {
    POINTS_RANKS_MAX = 8, POINTS_PAGE_MAX = 100,
    POINTS_EXPORT_MAX = 20000        /* entries of a download, newest first */
};

/* One rule with its numbers; which of them count depends on `rule`. */
struct points_rule {
    int64_t version;
    struct str rule, network;        /* network "" = any without a row of its own */
    int64_t by_rank[POINTS_RANKS_MAX];   /* share: 1st, 2nd ... accepted of a day; nothing beyond `ranks` */
    size_t ranks;
    int64_t amount;                  /* own_words */
    int64_t factor, divisor, max;    /* clicks: min(max, round(factor * ln(1 + n / divisor))) */
};

struct points_rules {
    int64_t version;                 /* 0: none yet */
    int64_t active_from;
    struct points_rule *rows;
    size_t n;
};

/* ---- rules (rules.c) ---- */
/* The rules in force at a moment. */
enum err points_rules_at(struct tx *tx, int64_t at, struct points_rules *ret) MUST_USE;
/* Every version there was, oldest first. */
enum err points_rules_all(struct tx *tx, struct points_rules **ret, size_t *ret_n) MUST_USE;
/* Since when a row of sets[at] holds with the numbers it has: the start of the first version that has had them without a break. */
int64_t points_rule_since(const struct points_rules *sets, size_t at, const struct points_rule *row);
/* One row from its stored form; false when it makes no sense. */
bool points_rule_parse(struct arena *a, struct str value, struct points_rule *ret);
/* The row for a network, else the one for any; NULL when the version has no such rule. */
const struct points_rule *points_rule_find(const struct points_rules *r, const char *rule, struct str network);
/* What the row says, without regard to a network's terms. */
int64_t points_rule_share(const struct points_rule *r, int64_t day_rank);
/* P(n) of `n` human clicks (decisions 28). */
int64_t points_rule_clicks(const struct points_rule *r, int64_t n);
/* Writes version 1, the defaults of product 5.1, with rows of 0 for every network whose terms forbid a reward. */
enum err points_rules_create(struct tx *tx, int64_t now) MUST_USE;

/* ---- what a share can earn (offer.c) ---- */
struct points_offer {
    int64_t share;                   /* for the share once verified */
    int64_t own_words;               /* more, in own words */
    int64_t clicks_max;              /* more, by clicks, at most */
    bool earns;                      /* any of the three is above 0 */
    const char *reason;              /* why `share` is 0: "network_terms", "day_rank", "taken_back"; else NULL */
};
/* For one network, as the day_rank-th share of a day. `before`: this post was verified there before and taken back. */
enum err points_offer(struct tx *tx, struct str network, int64_t day_rank, bool before, int64_t now,
                      struct points_offer *ret) MUST_USE;
/* "Up to" for any post of the feed: the best network's first share of a day. The same for every reader. */
enum err points_offer_for_feed(struct tx *tx, int64_t now, struct points_offer *ret) MUST_USE;

/* ---- ledger (ledger.c) ---- */
struct points_balance {
    int64_t balance;                 /* received less given */
    int64_t lifetime;                /* ever received */
};
/* Zeros for a person without an account. */
enum err points_balance(struct tx *tx, int64_t person, struct points_balance *ret) MUST_USE;

struct points_entry {
    int64_t id, at;
    int64_t amount;                  /* above 0 received, below 0 given */
    int64_t balance;                 /* after it */
    struct str rule;
    int64_t rule_version;
    int64_t subject;
    struct str network, post_title;  /* of the share it is for; NULL when it is for none */
    struct str detail;               /* JSON: {"rank":1}, {"clicks":12,"value":16,"before":14} */
    int64_t event;                   /* that it follows from */
    struct str event_kind;           /* "share.verified" */
};
/* Which entries. `balance` is that of the whole ledger, whatever is left out. */
struct points_filter {
    int64_t before;                  /* those older than this entry; 0: from the newest */
    int64_t limit;
    int64_t from, to;                /* booked in [from, to); to 0: at any time */
    struct str rule;                 /* of one rule; NULL: any */
    bool corrections;                /* those that take away */
};
/* A page of the person's entries, newest first. */
enum err points_entries(struct tx *tx, int64_t person, const struct points_filter *filter, struct points_entry **ret,
                        size_t *ret_n) MUST_USE;

/* When the person's first entry was booked; 0 without any. */
enum err points_since(struct tx *tx, int64_t person, int64_t *ret) MUST_USE;

/* The newest share that visits earned points for, else that earned any: what one's own example is made of. */
struct points_example {
    int64_t share;                   /* 0: nothing was earned yet */
    struct str network, post_title;
    int64_t rank, by_share, own_words, clicks, by_clicks;
};
enum err points_example_of(struct tx *tx, int64_t person, struct points_example *ret) MUST_USE;

struct points_sum {
    int64_t subject, amount;
};
/* What the person received for each subject with an id in [first, last]. */
enum err points_by_subject(struct tx *tx, int64_t person, int64_t first, int64_t last, struct points_sum **ret,
                           size_t *ret_n) MUST_USE;

/* ---- following events (points.c) ---- */
/* EVENT_IN_TX subscriber of EV_COMPANY_CREATED, EV_SHARE_VERIFIED and EV_CLICKS_COUNTED. */
enum err points_on_event(struct tx *tx, const struct event *ev) MUST_USE;
/* EVENT_IN_TX subscriber of EV_PERSON_ERASED: the account stays, under -(event id) as the shares do. */
enum err points_on_erased(struct tx *tx, const struct event *ev) MUST_USE;
/* Idempotency keys: for what happens to a thing once, and for what may happen again. */
struct str points_key_once(struct arena *a, enum event_kind kind, int64_t subject, const char *rule);
struct str points_key_event(struct arena *a, int64_t event, const char *rule);
/* "human" of EV_CLICKS_COUNTED; 0 when it is not there. */
int64_t points_event_clicks(struct arena *a, struct str data);

/* ---- audit (audit.c) ---- */
struct points_audit {
    int64_t entries, accounts, events;   /* read */
    int64_t debits, credits;             /* sums over the entries whose accounts exist: equal, or something is missing */
    int64_t discrepancies;           /* entries that are wrong, follow from nothing, or are missing; unreadable rules */
    int64_t accounts_off;            /* accounts whose balance is not what was derived: a consequence of the former; one
                                        more when debits and credits differ */
};
/* Derives from events, shares and rules which entries there must be and what every balance is, and compares with
 * what the ledger holds; each difference is one call of `tell` (NULL: only counted). Reads everything: for commands.
 * Shares no code with the crediting but the curve. */
enum err points_audit(struct tx *tx, void (*tell)(void *ud, struct str line), void *ud,
                      struct points_audit *ret) MUST_USE;

#endif
