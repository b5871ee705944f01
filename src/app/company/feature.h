/* feature.h: what a company may switch off, as one table: which routes are not there then, which places of the app, which kinds of posts.
 *
 * The router answers E_FEATURE_OFF from it (feature_http.c), GET /space hands it to the web app, the feed and the editor leave the
 * kinds out. What is off disappears; nothing is deleted, and it is back as it was when switched on. */
#ifndef PV_APP_COMPANY_FEATURE_H
#define PV_APP_COMPANY_FEATURE_H

#include "db/db.h"

enum { FEATURE_ROUTES_MAX = 6, FEATURE_PLACES_MAX = 3 };

enum feature_id { FEATURE_DOCUMENTS, FEATURE_JOBS, FEATURE_MUST_READ, FEATURE_POINTS, FEATURE_REACTIONS, FEATURE_SAMPLES, FEATURE_COUNT };

struct feature {
    const char *name;                            /* "points"; its setting is "feature.points" */
    const char *routes[FEATURE_ROUTES_MAX];      /* paths as in routes.c, every method of them */
    const char *places[FEATURE_PLACES_MAX];      /* addresses of the web app */
    const char *kind;                            /* of posts, or NULL */
};
extern const struct feature features[FEATURE_COUNT];

/* A bit for each feature that is off. */
#define FEATURE_BIT(id) (1u << (id))
enum err features_off(struct tx *tx, unsigned *ret) MUST_USE;
/* A kind of post that is off. */
bool feature_kind_off(unsigned off, struct str kind);
/* E_FEATURE_OFF, naming the field, for a kind of post that is off. */
enum err feature_check_kind(struct tx *tx, struct str kind, const char *pointer) MUST_USE;
/* E_FEATURE_OFF when it is off. */
enum err feature_check(struct tx *tx, enum feature_id id) MUST_USE;

#endif
