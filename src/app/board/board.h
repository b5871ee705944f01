/* board.h: the board of the month: who earned most, among those who chose to be seen.
 *
 * Off until an admin opens it (setting "board.open"). A member puts themselves on it, under their own name or a pseudonym,
 * with a consent in the ledger of consents, and leaves it at any time: the row, and with it every trace on any month's board, is
 * gone with the answer. What it shows is the same, byte for byte, to whoever may read it; no role sees more. It never shows who
 * is not on it, nobody without points, and nobody below rank STANDING_RANKS: their place is told to themselves alone. Months are
 * those of the company's time zone. Everything is keyed by person_id; a suspended member's row stays, and a name changed in the
 * directory changes nothing here: else an admin could tell whose pseudonym is whose by doing either. */
#ifndef PV_APP_BOARD_BOARD_H
#define PV_APP_BOARD_BOARD_H

#include "app/board/standing.h"

enum {
    BOARD_NAME_MIN = 2, BOARD_NAME_MAX = 40,   /* characters of a pseudonym */
    BOARD_MONTHS = 12,           /* the present one and those before it that can be looked at */
    BOARD_PROGRESS_MONTHS = 6,
    BOARD_CONSENT_VERSION = 1,   /* of the text in board_text.c */
    BOARD_COUNT_FROM = 10        /* how many are on it is told in full tens, from here on */
};

/* What one agrees to, and what nobody need agree to. In the language, else in the first of the program. */
struct str board_consent_text(struct str language);

/* "2026-11" in the zone, not in the future and at most BOARD_MONTHS back; NULL text: the present month. False otherwise. */
bool board_month(struct str text, struct str zone, int64_t now, struct period *ret);
struct str board_month_text(struct arena *a, struct period month);

struct board_entry {
    bool on;
    struct str name;             /* STR_NULL when not on it */
    bool pseudonym;
    int64_t month, joined_at;
};
/* The person's own row. */
enum err board_entry_of(struct tx *tx, int64_t person, struct board_entry *ret) MUST_USE;

struct board_join {
    int64_t person, member;
    bool pseudonym;
    struct str name;             /* the pseudonym */
    int64_t consent_version;     /* of the text that was read, in `language` */
    struct str language;
    int64_t now;
};
/* Puts the person on the board from the present month on, or changes the name. E_STATE while it is closed, and on
 * /consent_version when another text is in force; E_INVALID on /pseudonym, also for a name that is not free (another member's,
 * or a pseudonym in use: which of them is not told). Records the consent and EV_BOARD_JOINED. */
enum err board_join(struct tx *tx, const struct board_join *in) MUST_USE;
/* Off the board; records the consent's withdrawal and EV_BOARD_LEFT. Nothing when not on it. Goes also while it is closed. */
enum err board_leave(struct tx *tx, int64_t person, struct str language, int64_t now) MUST_USE;
/* EVENT_IN_TX subscriber of EV_PERSON_ERASED. */
enum err board_on_erased(struct tx *tx, const struct event *ev) MUST_USE;

struct board_month_points {
    struct period month;
    int64_t points;
};
/* What the person earned in each of the last BOARD_PROGRESS_MONTHS months, the present one first. Needs no opting in. */
enum err board_progress(struct tx *tx, int64_t person, struct str zone, int64_t now,
                        struct board_month_points ret[BOARD_PROGRESS_MONTHS]) MUST_USE;

#endif
