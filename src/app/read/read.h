/* read.h: what a person has read.
 *
 * A post counts as read when it was on the person's screen or they did something with it (read_api.c), when it went out before they
 * marked everything as read, and in any case READ_DAYS after it went out: nobody owes a backlog. Kept is one row a person, a
 * packed list of ids; nothing is kept by post, so no figure of readers can be made of it, and nobody but the person is told. Not to
 * be mistaken for "I have read this" of posts that ask for it (post/marks.c), which a person says. Knows nothing of posts but ids. */
#ifndef PV_APP_READ_READ_H
#define PV_APP_READ_READ_H

#include "event/event.h"

enum {
    READ_DAYS = 30,              /* after it went out a post counts as read */
    READ_POSTS_MAX = 4096,       /* newest ids kept of a person */
    READ_KEPT_DAYS = 60,         /* of who does not come any more */
    READ_AGAIN_S = 60            /* "all read" twice within this is once, for undo */
};

struct read_state {
    int64_t *posts;              /* rising */
    size_t n;
    int64_t until;               /* all that went out by then; 0: nothing */
};

/* In the transaction's arena; nothing read when there is no row. */
enum err read_of(struct tx *tx, int64_t person, struct read_state *ret) MUST_USE;
/* Adds `posts`. Of what was there only what is among `lately` (rising: posts that went out in the last READ_DAYS) stays. */
struct read_add {
    int64_t person, now;
    const int64_t *posts, *lately;
    size_t posts_n, lately_n;
};
enum err read_add(struct tx *tx, const struct read_add *a) MUST_USE;
/* Everything that is out now is read; and taking that back. */
enum err read_all(struct tx *tx, int64_t person, int64_t now) MUST_USE;
enum err read_all_undo(struct tx *tx, int64_t person) MUST_USE;
/* EVENT_IN_TX subscriber of EV_PERSON_ERASED. */
enum err read_on_erased(struct tx *tx, const struct event *ev) MUST_USE;
/* Forgets what nobody needs any more; daily. */
enum err read_purge_old(struct tx *tx, int64_t now) MUST_USE;

#endif
