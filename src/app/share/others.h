/* others.h: the texts that a member's words are compared with: what is ready for a post, and what colleagues wrote.
 *
 * Colleagues' texts must not tell who shared (decisions 21). So they come in whole batches: people are counted in the order
 * of their first share of the post, ten make a batch, and a batch is used from the full hour after its tenth on, for
 * fourteen days. Only first texts are in it, so that nothing that one person does later changes an answer; fewer than ten
 * sharers change none at all. Taking a share back changes nothing either; who is erased is gone from it at once. The
 * batches are the same whoever asks; one's own text is left out. */
#ifndef PV_APP_SHARE_OTHERS_H
#define PV_APP_SHARE_OTHERS_H

#include "app/post/post.h"

enum {
    OTHERS_K = 10,               /* people in a batch */
    OTHERS_DAYS = 14,
    OTHERS_ROWS_MAX = 3000       /* shares of a post that are looked at */
};

struct others {
    struct str *texts;
    size_t n;
    struct caption *captions;    /* of the post */
    size_t captions_n;
};

/* Captions, title and body; and what colleagues wrote, where enough did. */
enum err others_of(struct tx *tx, const struct post *post, int64_t person, int64_t now, struct others *ret) MUST_USE;

#endif
