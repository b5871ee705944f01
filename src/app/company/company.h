/* company.h: the tenant: its name, host names, colour and defaults.
 *
 * A company's id is made before its row (`id_new()`), since everything about it, its own row too, is written in a
 * transaction bound to it. Which host name belongs to which company is company/hosts.h; numbers an admin may change are
 * company/settings.h. Knows no member. */
#ifndef PV_APP_COMPANY_COMPANY_H
#define PV_APP_COMPANY_COMPANY_H

#include "db/db.h"

enum {
    COMPANY_NAME_MAX = 80,       /* characters; fits the head of the rail on two lines */
    COMPANY_HOST_MAX = 253       /* RFC 1035 section 2.3.4, without the final dot */
};

#define COMPANY_COLOUR_DEFAULT "#CC3A12"

struct company_info {
    int64_t id;
    struct str name;
    struct str host, short_host;     /* STR_NULL when it has none */
    struct str language;             /* "fr", "en" */
    struct str time_zone;            /* IANA name */
    struct str colour;               /* "#RRGGBB", upper case */
    struct str palette;              /* JSON, see palette.h */
    int64_t charter_version;         /* the one in force */
    int64_t created_at;
};

struct company_new {
    struct str name, host, short_host, language, time_zone, colour;   /* host, short_host may be STR_NULL */
    int64_t now;
};

/* Languages the program speaks, NULL-terminated; also the values of JSON enums. The first is the default. */
extern const char *const languages[];
bool language_known(struct str language);
/* The known language `wanted` stands for ("fr-CA" -> "fr"), else `otherwise`; text that lives forever. */
struct str language_pick(struct str wanted, struct str otherwise);

/* The company of the transaction. */
enum err company_get(struct tx *tx, struct company_info *ret) MUST_USE;

/* Checks the texts and puts them in stored form (host in lower case, colour in upper case, defaults where empty).
 * All faults at once, as pointers below `at` ("" or "/company"). E_INVALID. */
enum err company_check(struct company_new *in, struct arena *arena, struct problems *errs, const char *at) MUST_USE;
/* Makes the company tx->company: row, default brand of the same name, charter version 1 in every language; records
 * EV_COMPANY_CREATED (whose subscribers add the points rules). `in` has passed company_check. E_EXISTS on "/host" when
 * another company has that host name. */
enum err company_create(struct tx *tx, const struct company_new *in) MUST_USE;
/* What of its own row a company may change later. */
enum company_column {
    COMPANY_NO_COLUMN,
    COMPANY_COL_NAME,
    COMPANY_COL_LANGUAGE,
    COMPANY_COL_TIME_ZONE,
    COMPANY_COL_COLOUR,
    COMPANY_COL_HOST,
    COMPANY_COL_SHORT_HOST
};
/* The value as text, "" for none. */
struct str company_column_get(const struct company_info *c, enum company_column column);
/* Each puts a text into stored form; false when it is no such thing. Hosts may be empty. */
bool company_name_tidy(struct arena *arena, struct str in, struct str *ret);
bool company_zone_tidy(struct arena *arena, struct str in, struct str *ret);
bool company_colour_tidy(struct arena *arena, struct str in, struct str *ret);
bool company_host_tidy(struct arena *arena, struct str in, struct str *ret);
/* Changes one column of the company's row (the palette follows the colour); `value` is in stored form. Records no event:
 * the caller does, and hosts_forget follows the commit. E_EXISTS when another company has that host name, E_INVALID when
 * host and short host would be the same; both on `field`. */
enum err company_column_set(struct tx *tx, enum company_column column, struct str value, const char *field) MUST_USE;
/* Changes the company's host names (STR_NULL = none) and records EV_COMPANY_CHANGED. E_EXISTS, E_INVALID. */
enum err company_set_hosts(struct tx *tx, struct str host, struct str short_host, int64_t now) MUST_USE;

/* A DNS name in lower case without port: letters, digits, hyphens, at most 63 a label (RFC 1123 section 2.1). */
bool host_valid(struct str host);

/* One row of the list of companies: what the router may see. */
struct company_route {
    int64_t id;
    struct str host, short_host;     /* STR_NULL when it has none */
};
/* All companies, oldest first. DB_ROUTER transactions only. */
enum err company_routes(struct tx *tx, struct company_route **ret, size_t *ret_n) MUST_USE;

#endif
