/* ratelimit.h: the table of token buckets, for http/ and its tests. Handlers use rate_take (http.h). */
#ifndef PV_HTTP_RATELIMIT_H
#define PV_HTTP_RATELIMIT_H

#include "http/http.h"

struct rate_table;

struct rate {
    int64_t burst, seconds;              /* so many at once, refilled evenly over so many seconds */
};

const char *rate_name(enum rate_class cls);
/* Takes one from the bucket of `what`. False when it is empty: then *ret_wait_us is the time until one is there. */
bool rate_table_take(struct rate_table *t, struct str what, struct rate rate, int64_t now, int64_t *ret_wait_us);
/* Puts one back. */
void rate_table_return(struct rate_table *t, struct str what, struct rate rate);

#endif
