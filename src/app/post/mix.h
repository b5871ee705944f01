/* mix.h: the order of a feed in which no two openly promotional posts stand next to each other. Pure: no SQL, no memory of its own.
 *
 * The posts come newest first. A promotional one that would follow another waits behind the next post that is none; those that
 * wait come out one after each such post, in their own order. When none is left to part them, the rest is left out: they wait
 * for another post to come. Everything else keeps its order.
 *
 * The state is three things, so a page may end anywhere and the next one go on from it as if there had been no page: how far was
 * read, where the first that waits stands, and whether the last one handed out was promotional. None of it depends on
 * newer posts, so what arrives on top between two pages neither repeats nor hides anything below. */
#ifndef PV_APP_POST_MIX_H
#define PV_APP_POST_MIX_H

#include <stdbool.h>
#include <stddef.h>

#define MIX_END ((size_t)-1)

struct mix {
    size_t at, end;              /* next position to read; one past the last */
    size_t held;                 /* promotional ones from here up to `at` that were read wait; `at`: none */
    bool last;                   /* the one handed out last was promotional */
    bool (*shown)(void *ud, size_t pos);     /* false: passed over, as if it were not there */
    bool (*promo)(void *ud, size_t pos);
    void *ud;
};

/* The next position, or MIX_END. */
size_t mix_next(struct mix *m);

#endif
