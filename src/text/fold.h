/* fold.h: text as people type it into a search box: lower case, without accents, compatibility forms made plain. */
#ifndef PV_TEXT_FOLD_H
#define PV_TEXT_FOLD_H

#include "base/err.h"

/* NFKD, marks dropped, case folded ("Élan" -> "elan", "Straße" -> "strasse"). Well-formed UTF-8 in and out. */
struct str text_fold(struct arena *a, struct str s);
/* NFC; the same bytes when it is NFC already. */
struct str text_nfc(struct arena *a, struct str s);

#endif
