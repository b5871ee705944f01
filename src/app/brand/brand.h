/* brand.h: the public identities of a company. Every source and post speaks for one. Has no rules of its own yet. */
#ifndef PV_APP_BRAND_BRAND_H
#define PV_APP_BRAND_BRAND_H

#include "db/db.h"

enum { BRAND_NAME_MAX = 80, BRANDS_MAX = 200 };

struct brand {
    int64_t id;
    struct str name;
};

/* All of them, oldest first; the first one is the default. */
enum err brand_list(struct tx *tx, struct brand **ret, size_t *ret_n) MUST_USE;
/* The brand `id`, or the company's first one when `id` is 0. E_INVALID on `field` when there is no such brand. */
enum err brand_find(struct tx *tx, int64_t id, const char *field, struct brand *ret) MUST_USE;
/* Adds one. E_EXISTS on /name when the name is taken (in any case of its letters), E_LIMIT above BRANDS_MAX. */
enum err brand_create(struct tx *tx, struct str name, int64_t now, struct brand *ret) MUST_USE;

#endif
