/* words.h: a text as the words it is searched by.
 *
 * One rule for what is indexed, what is asked and what is marked in the answer, so that the three never disagree and both
 * databases find the same. A word's key is ASCII: folded (case, accents, ligatures, compatibility forms), every other
 * letter written as a number. Elisions (l'équipe, qu'elle) and English endings after an apostrophe are no words. Each Han or
 * kana character and each emoji is a word of its own. Stems: French and English both, since a text in one language holds
 * words of the other, and its language is a guess. */
#ifndef PV_TEXT_WORDS_H
#define PV_TEXT_WORDS_H

#include "base/arena.h"
#include "base/str.h"

enum { WORD_KEY_MAX = 60, WORD_STEMS_MAX = 4, WORD_LETTERS_MAX = 120 };

struct word {
    size_t from, to;             /* bytes of the text */
    char key[WORD_KEY_MAX + 1];  /* [a-z0-9], never empty; longer words are cut */
    size_t n;
    char plain[WORD_LETTERS_MAX + 1];   /* lower case with its accents, "" when it is too long: for the stemmers */
};

struct word_reader {
    struct str text;             /* UTF-8; ill-formed bytes part words */
    size_t at;
};
/* The next word; false at the end. Start with {text, 0}. */
bool words_next(struct word_reader *w, struct word *ret);

/* Stems, without repetition; their number. Thread-safe. */
size_t word_stems(const struct word *w, char ret[WORD_STEMS_MAX][WORD_KEY_MAX + 1]);
/* A word so common in French or English that it says nothing. */
bool word_is_common(const struct word *w);

#endif
