/* me.h: what a signed-in member is told about themself. The one place where directory and participation meet in an
 * answer, and it is given to nobody else. */
#ifndef PV_APP_SESSION_ME_H
#define PV_APP_SESSION_ME_H

#include "app/session/session.h"
#include "json/json.h"

struct me_company {
    struct str name, language, time_zone, colour;
};

struct me_charter {
    int64_t current_version, accepted_version;
    bool accepted;
};

struct me {
    int64_t id;
    struct str email, first_name, last_name, language, time_zone;
    struct json_list roles;
    struct me_company company;
    bool ambassador;
    struct me_charter charter;
    bool has_password;
    int64_t previous_visit_at;
    bool has_previous_visit;
};
extern const struct json_shape me_shape, me_charter_shape;

/* Names of the roles, for JSON. */
struct json_list role_names(struct arena *a, unsigned roles);
/* Values of a JSON enum of roles and of languages, NULL-terminated. */
extern const char *const role_values[];

enum err me_read(struct tx *tx, int64_t member, struct me *ret) MUST_USE;
/* Sets the cookie of a session just made and answers with who it is for. */
enum err me_reply(struct rq *rq, int status, const struct session_made *made, const struct me *me) MUST_USE;

#endif
