/* charter_text.h: the charter a new company starts with, in each language of the program. */
#ifndef PV_APP_CHARTER_CHARTER_TEXT_H
#define PV_APP_CHARTER_CHARTER_TEXT_H

#include "base/arena.h"

/* Markdown, with the company's name put in; STR_NULL for a language without a text. */
struct str charter_default(struct arena *a, struct str language, struct str company_name);

#endif
