/* terms.h: what each network's rules allow, clause by clause, as data with source and date.
 *
 * The code that pays points, fills in texts, caps a day or opens a network asks this table and obeys; so does every
 * later draw or challenge (product 3.0, trust 1.4). Networks that are not offered yet are listed as well, so that no
 * rule of points can run ahead of them. Wordings are ours, one sentence in each language. */
#ifndef PV_NETWORK_TERMS_H
#define PV_NETWORK_TERMS_H

#include "base/str.h"

enum term {
    TERM_REWARD,         /* 1: posting may be rewarded with points */
    TERM_PREFILL,        /* 1: the text may be filled in for the person */
    TERM_SIMILAR_TEXT,   /* 1: the same text may go out from several accounts */
    TERM_EDIT_REQUIRED,  /* 1: a ready text must be changed before it is shared */
    TERM_POSTS_PER_DAY,  /* most posts a day and account; 0 = the network names no number */
    TERM_MODE,           /* enum term_mode */
    TERM_COUNT
};
enum term_mode {
    TERM_MODE_HAND_OFF = 0,   /* our part ends at the network's own page */
    TERM_MODE_API = 1         /* the network also offers publishing through a linked account */
};

struct term_clause {
    const char *network;
    enum term term;
    int value;
    const char *en, *fr;      /* what the rule says, one sentence */
    const char *source;       /* page it was read on, "" for a rule of ours and for what was not read */
    const char *checked;      /* date of reading, YYYY-MM-DD, or "" */
};

/* The whole table, network by network. */
extern const struct term_clause term_clauses[];
extern const size_t term_clause_count;

/* "reward", "prefill" ... */
const char *term_name(enum term term);
/* The clause, or NULL when the table has none for that network. */
const struct term_clause *term_find(struct str network, enum term term);
/* Its value; without a clause the careful one: no reward, no prefill, no similar text, an edit, one post a day,
 * hand-off. */
int term_value(struct str network, enum term term);
/* What the clause says in a language ("fr", "fr-CH" …: French, else English). */
struct str term_wording(const struct term_clause *clause, struct str language);
/* Names of the networks in the table, each once; returns the number, writes at most `max`. */
size_t term_networks(const char **ret, size_t max);

#endif
