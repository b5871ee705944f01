/* share.h: one member publishing one post on one network, and what is known of it.
 *
 *   status    open -> published -> retracted     (also open -> retracted)
 *             scheduled -> sending -> published | failed | unknown; scheduled -> cancelled    (publish.h)
 *   evidence  opened < declared < verified       never goes back
 *
 * Without a token the program opens the network's own page and can't see what happens there: the share is `open`
 * until the person says it is published or a human click comes back through its link. Taking it back ends what it
 * earns; its link leads to the page still, since strangers may hold it (only a freeze turns links into a notice). Through a linked
 * account the program publishes itself, now or at a moment: app/publish follows EV_SHARE_SCHEDULED and moves the share on.
 * Everything is keyed by person_id and readable by that person alone. Knows nothing of points: they follow the
 * events EV_SHARE_*; which disclosure they call for is handed in. */
#ifndef PV_APP_SHARE_SHARE_H
#define PV_APP_SHARE_SHARE_H

#include "db/db.h"
#include "event/event.h"
#include "app/term/term.h"
#include "app/work/hours.h"
#include "job/job.h"
#include "network/network.h"

#define SHARE_OPEN "open"
#define SHARE_PUBLISHED "published"
#define SHARE_RETRACTED "retracted"
#define SHARE_SCHEDULED "scheduled"
#define SHARE_SENDING "sending"
#define SHARE_FAILED "failed"
#define SHARE_UNKNOWN "unknown"      /* sent, and no answer: it may be out */
#define SHARE_CANCELLED "cancelled"
#define SHARE_DECLARED "declared"
#define SHARE_VERIFIED "verified"

enum {
    SHARE_TEXT_MAX = 10000,      /* code points of a member's words; the network's own limit is checked on the whole */
    SHARE_PAGE_MAX = 100,
    SHARE_TEXT_DAYS = 365,       /* texts are forgotten after it */
    SHARE_FORGET_BATCH = 1000,
    SHARE_AHEAD_DAYS = 31,       /* as far ahead as a share is scheduled (product 3.3) */
    SHARE_APART_S = 30 * 60      /* between two of a person's scheduled shares */
};

struct share {
    int64_t id, person, post;
    struct str network, action, mode, status, evidence;
    struct str own_text;         /* the member's words */
    struct str final_text;       /* disclosure, words, link */
    bool own_words;
    struct str band;             /* echo.h: "yours", "near" or "echo" when it was accepted */
    struct str language;
    int64_t caption;             /* 0: none */
    struct str disclosure;       /* the text */
    struct str disclosure_state; /* "offered" (intent), "waived": left out where the company allows it */
    struct str declared_url;     /* NULL: none */
    int64_t day, day_rank;       /* member's local day; 1 = first accepted that day */
    int64_t link;
    struct str code;             /* of the link */
    int64_t created_at;
    int64_t declared_at, verified_at, retracted_at;   /* 0: not */
    int64_t due_at;              /* when it goes out through a connection; 0: by the member's own hand */
};

/* Any share of the company: for rooms that follow events. Never answer a request with somebody else's. */
enum err share_get(struct tx *tx, int64_t id, struct share *ret) MUST_USE;

/* What a member hands over. */
struct share_new {
    int64_t member, person, post;    /* one person in two keys: audience.h */
    const struct network *network;
    struct str text;             /* the member's words, with "\n" line ends; see share_clean */
    struct str language;         /* of the text; empty: share_language decides */
    int64_t caption;             /* 0: none */
    struct str disclosure;       /* key; empty: the default; SHARE_NO_DISCLOSURE where it may be left out */
    struct str relation;         /* row of the disclosure; empty: the company's */
    struct str incentive;        /* row of the disclosure: "reward" when the share can earn points, else "none" */
    struct str time_zone;        /* the member's */
    const struct hours *hours;   /* the member's, for the moment that is suggested; NULL: any moment */
    struct str member_language;
    struct str base_url;         /* rq_base_url: links are built on it */
    struct str instance;         /* host of the member's server, NETWORK_INSTANCE alone; empty: the one of last time */
    bool connection;             /* through the linked account, instead of by intent */
    int64_t at;                  /* when, with connection; 0: now */
    int64_t now;
};

struct share_opened {
    struct share share;
    bool repeated;               /* it was open already: the same again */
};

/* ---- how often (guard.c) ---- */
enum share_hold_kind { SHARE_HOLD_NONE, SHARE_HOLD_DAY, SHARE_HOLD_NETWORK, SHARE_HOLD_CLONE };
struct share_hold {
    enum share_hold_kind kind;
    int64_t cap, window_s;       /* the number that is full; window_s: clone guard only */
    int64_t until;               /* from then on it is possible again */
    int64_t suggested;           /* the first moment after that within the member's hours */
    int64_t day, made;           /* the member's local day, and the shares made on it */
};
struct share_try {
    int64_t person, post;
    const struct network *network;
    const struct terms *terms;
    struct str time_zone;
    const struct hours *hours;   /* NULL: any moment */
    int64_t now;
    int64_t but;                 /* a share that does not count, since it moves; 0: none */
};
/* "day_cap", "network_cap", "clone_guard". */
const char *share_hold_name(enum share_hold_kind kind);
/* Whether one more share is possible now. */
enum err share_hold_of(struct tx *tx, const struct share_try *t, struct share_hold *ret) MUST_USE;
/* E_DAY_CAP, E_NETWORK_CAP or E_CLONE_GUARD with tx->errs->retry_after_s; E_OK for SHARE_HOLD_NONE. */
enum err share_hold_refuse(struct tx *tx, const struct share_try *t, const struct share_hold *h) MUST_USE;

#define SHARE_NO_DISCLOSURE "none"
/* The reason for which the company lets members leave the disclosure out; "" when it does not. */
enum err share_waiver(struct tx *tx, struct str *ret) MUST_USE;

/* Accepts a share: checks, tracked link, row, EV_SHARE_OPENED, or EV_SHARE_SCHEDULED when it goes through a connection: guards and caps
 * are those of the moment at which it goes out. E_NOT_AMBASSADOR; E_NOT_FOUND for a post
 * that is not in the feed; E_STATE for one that may not be shared; E_INVALID on /text, /network, /disclosure,
 * /caption_id, /language, /instance, /at; E_STATE on /mode without a working connection; E_BLANK and E_CAPTION_LOCKED on /text; what share_hold_refuse says; E_EXISTS when it
 * was shared there and is not open any more. */
enum err share_open(struct tx *tx, const struct share_new *in, struct share_opened *ret) MUST_USE;
/* "I posted it", with the address where it stands (`url` empty: none). Keeps evidence that is higher. E_NOT_FOUND for a
 * share of anybody else, E_STATE when taken back, E_INVALID on /url. */
enum err share_declare(struct tx *tx, int64_t person, int64_t id, struct str url, int64_t now) MUST_USE;
/* Takes it back; a second time is no error. One that waits is cancelled instead; E_STATE while it is being sent. */
enum err share_retract(struct tx *tx, int64_t person, int64_t id, int64_t now) MUST_USE;
/* A human came through the link: `verified`, and EV_SHARE_VERIFIED recorded, once. Does nothing for a share that is
 * verified or taken back. */
enum err share_verify(struct tx *tx, int64_t id, int64_t now) MUST_USE;
/* Moves it from one status to another, by whoever finds it in the first: *ret tells whether that was here. */
enum err share_step(struct tx *tx, int64_t id, const char *from, const char *to, bool *ret) MUST_USE;
/* Another moment while it waits. E_NOT_FOUND, E_STATE, E_INVALID on /at, and what guards say of that moment. */
struct share_move {
    int64_t person, id, at, now;
    struct str time_zone;
    const struct hours *hours;   /* NULL: any moment */
};
enum err share_reschedule(struct tx *tx, const struct share_move *in) MUST_USE;
/* `at` is a moment at which a share of the person may go out: ahead, not too far, not too near another one. E_INVALID on /at. */
enum err share_check_moment(struct tx *tx, int64_t person, int64_t but, int64_t at, int64_t now) MUST_USE;
/* The first moment after `from` within the hours (NULL: any) that is far enough from the person's other shares that wait. */
enum err share_best_moment(struct tx *tx, int64_t person, const struct hours *hours, int64_t from, int64_t *ret) MUST_USE;
/* An earlier share of the same post on the same network was verified (and taken back, or this one would not exist). */
enum err share_verified_before(struct tx *tx, const struct share *s, bool *ret) MUST_USE;
/* How many shares the person has had accepted on a local day, those taken back included. */
enum err share_count_day(struct tx *tx, int64_t person, int64_t day, int64_t *ret) MUST_USE;

/* ---- the text (share_text.c) ---- */
/* "\r\n" and "\r" to "\n", other control characters dropped, white space at the ends taken off. */
struct str share_clean(struct arena *a, struct str text);
/* disclosure, space, words: what the intent carries as text. */
struct str share_spoken(struct arena *a, struct str disclosure, struct str text);
/* The whole text as it will stand on the network. */
struct str share_final(struct arena *a, const struct network *n, struct str disclosure, struct str text,
                       struct str link);
/* The address that opens the network's composer, on the member's server `host` where there are many; STR_NULL where there
 * is none. `prefill`: the text may be filled in. */
struct str share_intent_url(struct arena *a, const struct network *n, bool prefill, struct str host, struct str disclosure,
                            struct str text, struct str link);
/* The language a text is taken to be in: `given`, else the caption's, else the post's, else the member's. */
struct str share_language(struct str given, struct str caption, struct str post, struct str member);

/* ---- the member's server (instance.c) ---- */
/* The host the person named last on that network; "" when none, or when the network stands in one place. */
enum err share_instance(struct tx *tx, int64_t person, const struct network *n, struct str *ret) MUST_USE;
/* Checks and remembers in->instance. E_INVALID on /instance: missing, no host name, or not wanted. */
enum err share_instance_given(struct tx *tx, const struct share_new *in) MUST_USE;

/* ---- upkeep ---- */
/* EVENT_IN_TX subscriber of EV_PERSON_ERASED: words and addresses go, the rows stay under -(event id), a number that
 * leads nowhere and that the points' account gets as well. */
enum err share_on_erased(struct tx *tx, const struct event *ev) MUST_USE;
/* EVENT_IN_TX subscriber of EV_COMPANY_CREATED: the first job "housekeeping.shares". */
enum err share_on_company(struct tx *tx, const struct event *ev) MUST_USE;
/* Job "housekeeping.shares": forgets texts older than SHARE_TEXT_DAYS, then puts itself back for the next day. */
enum err share_housekeeping_run(struct job_run *run) MUST_USE;

#endif
