/* term.h: the networks' terms as they are in force in a company: network/terms.h, unless an admin set one otherwise.
 *
 * An admin may do that only with a reason (product 3.0). The row says which rule, what holds now, why and since when; rows
 * are added and never changed, so that what paid points last month can still be derived; every member reads them. */
#ifndef PV_APP_TERM_TERM_H
#define PV_APP_TERM_TERM_H

#include "db/db.h"
#include "network/terms.h"

enum { TERM_REASON_MIN = 10, TERM_REASON_MAX = 300, TERM_PER_DAY_MAX = 50 };

struct term_change {
    int64_t id;
    struct str network, term;
    bool is_default;             /* it went back to what the table says */
    int64_t value;
    struct str reason;
    int64_t at;
};

/* All changes of a company, oldest first. Read once a request; there are few. */
struct terms {
    struct term_change *rows;
    size_t n;
};
enum err terms_read(struct tx *tx, struct terms *ret) MUST_USE;
/* What holds at a moment (INT64_MAX: now). */
int terms_value(const struct terms *t, struct str network, enum term term, int64_t at);
/* The change that holds now; NULL when the table's value does. */
const struct term_change *terms_changed(const struct terms *t, struct str network, enum term term);

struct term_set {
    struct str network, term;
    bool has_value;              /* false: back to the table's */
    int64_t value;
    struct str reason;
    int64_t member, now;
};
/* E_NOT_FOUND for a network or term that is not in the table; E_INVALID on /value and /reason. Records EV_TERM_CHANGED. */
enum err terms_set(struct tx *tx, const struct term_set *in) MUST_USE;

#endif
