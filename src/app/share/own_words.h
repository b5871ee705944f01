/* own_words.h: how much of a text is somebody else's.
 *
 * A text is folded (case, accents and punctuation away) and cut into words. What it borrows is the part of its word
 * triples that also stand in one of the ready texts (captions, title, body of the post): containment of the text in the
 * ready texts (Broder 1997), not Jaccard's index, so that a caption stays a caption however much of it is left out, and
 * adding own sentences counts. Because shuffled words break all triples, the part of its distinct words that one ready
 * text holds counts as well once it is OWN_WORDS_BAG percent (of ready texts not much longer than it: in a long article
 * everybody's words occur). Pure; the later echo guard compares with colleagues too. */
#ifndef PV_APP_SHARE_OWN_WORDS_H
#define PV_APP_SHARE_OWN_WORDS_H

#include "base/arena.h"

enum {
    OWN_WORDS_MIN = 4,        /* fewer distinct words say nothing of one's own */
    OWN_WORDS_BORROWED = 50,  /* percent; own words are those of which less is borrowed */
    OWN_WORDS_BAG = 85,       /* percent of the words in one ready text from which on order does not matter */
    OWN_WORDS_BAG_TIMES = 3   /* that ready text has at most so many times the words */
};

/* Percent of `text` that is borrowed from the `n` ready texts, 0 .. 100. An empty text borrows nothing. */
int borrowed_percent(struct arena *a, struct str text, const struct str *ready, size_t n);
/* The text is in the person's own words. */
bool own_words(struct arena *a, struct str text, const struct str *ready, size_t n);
/* The two texts are the same but for case, accents, punctuation, signs and white space. */
bool same_words(struct arena *a, struct str x, struct str y);

#endif
