/* work.h: how a member works: as what (for the disclosure) and when (for every suggestion of a moment).
 *
 * What the member has not said is the company's: the settings disclosure.relation, hours.days, hours.from, hours.to. The
 * company's days off (hours.holidays) are added to the member's own. It belongs to the directory and says nothing of
 * what the member does; nobody but the member reads it. */
#ifndef PV_APP_WORK_WORK_H
#define PV_APP_WORK_WORK_H

#include "app/work/hours.h"
#include "db/db.h"

struct work {
    struct str relation;         /* in force */
    bool own_relation, own_week;
    struct hours hours;          /* in force, the company's days off among them */
    struct hours_span *off;      /* the member's own days off */
    size_t off_n;
};

/* `zone` is the member's. */
enum err work_of(struct tx *tx, int64_t member, struct str zone, struct work *ret) MUST_USE;
struct work_change {
    bool has_relation, has_week, has_off;
    struct str relation;         /* "" the company's */
    struct str week;             /* as stored; "" the company's */
    struct str off;              /* as stored */
};
enum err work_set(struct tx *tx, int64_t member, const struct work_change *c, int64_t now) MUST_USE;
/* With the member's row. */
enum err work_erase(struct tx *tx, int64_t member) MUST_USE;

#endif
