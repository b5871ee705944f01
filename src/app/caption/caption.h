/* caption.h: the ready texts of a post.
 *
 * A post may hold several, each for one network (or "" for any) and one language; the studio edits the first one for
 * now. Handed out without replacement: nobody gets the same one twice before all were used, and among the rest the one
 * least used by colleagues comes first, so that neighbours don't post the same words. Knows posts by id only. */
#ifndef PV_APP_CAPTION_CAPTION_H
#define PV_APP_CAPTION_CAPTION_H

#include "db/db.h"

enum { CAPTION_MAX = 3000 };   /* characters: the longest text a network takes */

struct caption {
    int64_t id;                /* 0: none */
    int64_t post;
    struct str network;        /* "" any */
    struct str language;       /* "" any */
    struct str text;
};

/* The caption to offer `person` next for `network`: in `language` if there is one, else in any. Once the person used
 * all, it starts over with the least used. E_NOT_FOUND (without a detail) when the post has none that fits. */
enum err caption_next(struct tx *tx, int64_t post, struct str network, struct str language, int64_t person,
                      struct caption *ret) MUST_USE;
/* The caption that the studio edits; .id 0 when there is none. */
enum err caption_first(struct tx *tx, int64_t post, struct caption *ret) MUST_USE;
/* Sets that caption's text and language, making it if needed; an empty text removes it. */
enum err caption_set_first(struct tx *tx, int64_t post, struct str language, struct str text, int64_t now) MUST_USE;
/* Removes all captions of a post. */
enum err caption_delete_post(struct tx *tx, int64_t post) MUST_USE;

#endif
