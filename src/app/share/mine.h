/* mine.h: a member's shares as that member sees them: with post, link, clicks and points.
 *
 * Every function takes the person who asks and shows that person's shares only. */
#ifndef PV_APP_SHARE_MINE_H
#define PV_APP_SHARE_MINE_H

#include "app/share/share.h"

struct share_view {
    struct share share;              /* without day, day_rank, link, caption */
    struct str post_title;           /* "" when the post is gone */
    struct str post_image;           /* NULL: none */
    struct str link_url;
    struct str intent_url;           /* NULL once it is not open any more, and where there is no page to open */
    bool takes_url;                  /* the post will have an address that can be declared */
    struct str remote_url;           /* NULL unless it went out through a connection */
    struct str fault, fault_text;    /* NULL: none */
    int64_t human, bot, preview, self, repeat;
    int64_t points;
};

/* A page, newest first, of those before share `before` (INT64_MAX: from the newest); `waiting`: only what is scheduled, being sent or
 * of unknown outcome. */
enum err share_views(struct tx *tx, int64_t person, struct str base_url, int64_t before, bool waiting, int64_t limit,
                     struct share_view **ret, size_t *ret_n) MUST_USE;
/* One. E_NOT_FOUND when it is not this person's. */
enum err share_view_one(struct tx *tx, int64_t person, struct str base_url, int64_t id, struct share_view *ret) MUST_USE;

#endif
