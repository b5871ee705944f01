/* reach.h: how many members a post is for, and the posts that nobody could see.
 *
 * Groups and languages are counted in the directory, exactly. How many follow a channel is a figure about what people do, so it
 * comes rounded, late and only from ten on (channel_chosen); that nobody could see a post is decided without it: whoever may
 * follow a channel could see what is in it. */
#ifndef PV_APP_CHANNEL_REACH_H
#define PV_APP_CHANNEL_REACH_H

#include "app/channel/channel.h"

struct reach {
    int64_t members, total;          /* members: 0 when `few`; of the company's active ones */
    bool nobody, all, few, at_most;  /* few: fewer than CHANNEL_K; at_most: it depends on who follows, and may be fewer */
};
enum err reach_of(struct tx *tx, const struct audience *of, int64_t now, struct reach *ret) MUST_USE;
/* Of `list` those out that at least CHANNEL_K members may see, as far as that may be known (fewer rather than more): their posts, rising
 * as they are in it. */
enum err reach_wide(struct tx *tx, const struct post_audience *list, size_t n, int64_t now, int64_t **ret, size_t *ret_n) MUST_USE;
/* E_INVALID at "/targets" when nobody who is here or invited could see it. */
enum err reach_check(struct tx *tx, int64_t post) MUST_USE;
/* Posts out or scheduled that nobody could see, by id. */
enum err reach_unseen(struct tx *tx, int64_t **ret, size_t *ret_n) MUST_USE;

#endif
