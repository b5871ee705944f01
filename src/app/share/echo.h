/* echo.h: how near a text is to texts of others, in three bands.
 *
 * A text is folded (case, accents, punctuation, emoji and addresses away) and cut into words; words that carry no
 * meaning are left out and endings cut off. What it borrows from another text is a mean of the part of its words that
 * stand there, whatever their order, and of the part of its pairs of neighbouring words: so shuffled clauses, moved hashtags
 * and a synonym here and there stay an echo, and telling the same news in other words does not. It is containment of the
 * text in the other (Broder 1997), not Jaccard's index: half of a caption is a caption still, and adding sentences of
 * one's own counts. Word triples are looked for in all texts together, so that a patchwork of two is one too.
 *
 * Members are told the band and nothing else (decisions 21). Pure. */
#ifndef PV_APP_SHARE_ECHO_H
#define PV_APP_SHARE_ECHO_H

#include "base/arena.h"

enum band { BAND_YOURS, BAND_NEAR, BAND_ECHO };

enum {
    ECHO_NEAR = 45,           /* percent from which a text is near */
    ECHO_ECHO = 70,           /* and from which it is an echo (product 3.5) */
    ECHO_WORDS_MIN = 4,       /* fewer distinct words say nothing of one's own */
    ECHO_TIMES = 3,           /* single words count against texts of at most so many times the length: in a long article
                                 everybody's words occur */
    ECHO_WORDS_MAX = 4000     /* of one text; what comes after is not looked at */
};

/* "yours", "near", "echo"; and back, BAND_NEAR for anything else. */
const char *band_name(enum band b);
enum band band_of(struct str name);
/* Percent of `text` that is borrowed from the `n` others, 0 .. 100. An empty text borrows nothing. */
int echo_percent(struct arena *a, struct str text, const struct str *others, size_t n);
enum band echo_band(struct arena *a, struct str text, const struct str *others, size_t n);
/* Fewer than ECHO_WORDS_MIN distinct words: no band makes that one's own words. */
bool echo_short(struct arena *a, struct str text);
/* The two texts are the same but for case, accents, punctuation, signs and white space. */
bool same_words(struct arena *a, struct str x, struct str y);

#endif
