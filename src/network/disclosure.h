/* disclosure.h: what a text must say about who speaks.
 *
 * Chosen by locale x relation x incentive x network (decisions 25, trust 1.5), placed first, counted in the length.
 * Each combination offers at least three wordings; the person picks one, none can be left out. Texts are data in
 * disclosure.c, under version control like code. */
#ifndef PV_NETWORK_DISCLOSURE_H
#define PV_NETWORK_DISCLOSURE_H

#include "base/arena.h"

enum { DISCLOSURE_MIN = 3, DISCLOSURE_MAX = 6, DISCLOSURE_RELATIONS = 5, DISCLOSURE_INCENTIVES = 3,
       DISCLOSURE_LOCALES = 5 };

/* employee, director, intern, contractor, agency */
extern const char *const disclosure_relations[DISCLOSURE_RELATIONS];
/* none; chance: of a prize; reward: a share that can earn points */
extern const char *const disclosure_incentives[DISCLOSURE_INCENTIVES];
/* fr, fr-FR, en, en-US, en-GB */
extern const char *const disclosure_locales[DISCLOSURE_LOCALES];

struct disclosure_case {
    struct str locale;     /* BCP 47; one that is not in the table falls back to its language, then to English */
    struct str relation;   /* one that is not in the table counts as "employee" */
    struct str incentive;  /* one that is not in the table counts as "reward", the stricter row */
    struct str network;
    struct str company;    /* name as shown */
};

struct disclosure {
    struct str key;        /* "employee.reward.1"; stable for a locale and network */
    struct str text;
};

/* Writes the wordings, the default one first; returns their number, DISCLOSURE_MIN .. DISCLOSURE_MAX. Texts in `a`. */
size_t disclosure_options(struct arena *a, const struct disclosure_case *c, struct disclosure ret[DISCLOSURE_MAX]);
/* The one with that key, or the default when `key` is absent or empty. False when there is no such key. */
bool disclosure_find(struct arena *a, const struct disclosure_case *c, struct str key, struct disclosure *ret);
/* The company's name as part of a hashtag: letters and digits, words with a capital ("Rivelle Energie" ->
 * "RivelleEnergie"); "" when nothing is left. */
struct str disclosure_tag(struct arena *a, struct str company);

#endif
