/* roles.c: the roles, as data. What each may do is said by the routes that ask for it (`portevoix routes --audit`). */
#include "http/roles.h"

const struct role_info role_infos[ROLE_COUNT] = {
    {"member", ROLE_MEMBER, "reads the feed, shares, sees their own impact"},
    {"curator", ROLE_CURATOR, "sources, studio, publishing"},
    {"moderator", ROLE_MODERATOR, "handles reports and replies on the official accounts"},
    {"manager", ROLE_MANAGER, "sees released figures of their units"},
    {"trainer", ROLE_TRAINER, "courses and coaching"},
    {"admin", ROLE_ADMIN, "members, roles, settings"},
    {"auditor", ROLE_AUDITOR, "reads the audit log and the rules"},
};

unsigned role_bit(struct str name) {
    for (size_t i = 0; i < ROLE_COUNT; i++) {
        if (str_is(name, role_infos[i].name)) {
            return role_infos[i].bit;
        }
    }
    return 0;
}
