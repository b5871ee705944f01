/* reaction.h: one reaction of a person to a post, of a few kinds.
 *
 * Whoever may see a post that is out may react, sharing or not. The figures say how many, never who: a row is keyed by person, the
 * event names the post alone, and counts are told only where at least REACTION_K members may see the post (tally.h). Elsewhere
 * everybody sees their own reaction and no other. */
#ifndef PV_APP_REACTION_REACTION_H
#define PV_APP_REACTION_REACTION_H

#include "event/event.h"

enum reaction_kind { REACTION_LIKE, REACTION_BRAVO, REACTION_USEFUL, REACTION_INSPIRING, REACTION_KINDS };
enum { REACTION_K = 10 };
/* like, bravo, useful, inspiring: NULL-terminated. In this order everywhere. */
extern const char *const reaction_kinds[REACTION_KINDS + 1];
/* REACTION_KINDS when there is no such kind (any more). */
enum reaction_kind reaction_kind_of(struct str name);

/* Sets or changes the person's reaction to a post that this transaction has found to be theirs to see. E_NOT_FOUND unless it is out. */
enum err reaction_set(struct tx *tx, int64_t post, int64_t person, enum reaction_kind kind, int64_t now) MUST_USE;
/* Takes it back; also from a post that is out no more. E_NOT_FOUND when there is no such post, or one that is not out and had none. */
enum err reaction_withdraw(struct tx *tx, int64_t post, int64_t person, int64_t now) MUST_USE;
/* EVENT_IN_TX subscriber of EV_PERSON_ERASED. */
enum err reaction_on_erased(struct tx *tx, const struct event *ev) MUST_USE;
/* With a post that is deleted. */
enum err reaction_drop(struct tx *tx, int64_t post) MUST_USE;

#endif
