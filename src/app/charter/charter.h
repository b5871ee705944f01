/* charter.h: the company's rules for social media, and who has agreed to share under them.
 *
 * Taking part is keyed by person_id, in tables apart from the directory (decisions 18). Each yes and each no is a row
 * of the consent ledger with the hash of the text shown. A new version of the charter asks again before the next
 * share. */
#ifndef PV_APP_CHARTER_CHARTER_H
#define PV_APP_CHARTER_CHARTER_H

#include "db/db.h"

enum { CHARTER_TEXT_MAX = 20000 };   /* characters */

struct charter {
    int64_t version;
    struct str language, text;       /* Markdown */
    int64_t published_at;
};

struct participation {
    bool ambassador;
    int64_t charter_version;         /* newest accepted, 0 = none */
    int64_t current_version;
    bool may_share;                  /* ambassador, and has accepted the current version */
};

struct participation_change {
    int64_t person;
    bool ambassador;
    int64_t charter_version;         /* the one shown; needed to opt in */
    struct str language;             /* it was shown in */
    int64_t now;
};

/* A line of the ledger of consents: what else somebody agrees to, or no longer does, goes there too. */
struct consent_new {
    int64_t person;
    const char *kind;                /* "charter", "board" */
    bool given;
    int64_t version;                 /* of the text */
    struct str language, text;       /* as it was shown; its hash is kept */
    int64_t now;
};
enum err consent_record(struct tx *tx, const struct consent_new *in, int64_t *ret_id) MUST_USE;

/* The charter in force in `language`, else in the company's, else in any. */
enum err charter_get(struct tx *tx, struct str language, struct charter *ret) MUST_USE;
/* Version 1 from the built-in texts, for a new company. */
enum err charter_create(struct tx *tx, struct str company_name, int64_t now) MUST_USE;
/* Whether the person takes part. Someone never seen does not. */
enum err participation_of(struct tx *tx, int64_t person, struct participation *ret) MUST_USE;
/* Opts in or out; what is so already changes nothing. E_STATE when the version is not the current one. Records
 * EV_PARTICIPATION_ON or _OFF under the person. */
enum err participation_set(struct tx *tx, const struct participation_change *in, struct participation *ret) MUST_USE;
/* In-transaction subscriber of EV_PERSON_ERASED: deletes the person row; the consents stay as proof, nobody's. */
struct event;
enum err charter_on_erased(struct tx *tx, const struct event *ev) MUST_USE;

#endif
