/* lang.h: which language a text is in, guessed from stop words: enough to choose a caption and a disclosure. */
#ifndef PV_TEXT_LANG_H
#define PV_TEXT_LANG_H

#include "base/err.h"

/* "fr", "en" or "" when undecided. */
struct str lang_guess(struct str text);
/* The primary subtag of a BCP 47 tag in lower case ("fr-CA" -> "fr"), "" when it is no tag. */
struct str lang_primary(struct arena *a, struct str tag);

#endif
