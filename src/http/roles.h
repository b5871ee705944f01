/* roles.h: the roles, as data. All that a room's rules need of http/. */
#ifndef PV_HTTP_ROLES_H
#define PV_HTTP_ROLES_H

#include "base/str.h"

/* Roles are bits; rows of the table in http/roles.c say what they are called. */
enum role {
    ROLE_MEMBER = 1, ROLE_CURATOR = 2, ROLE_MODERATOR = 4, ROLE_MANAGER = 8, ROLE_TRAINER = 16, ROLE_ADMIN = 32,
    ROLE_AUDITOR = 64
};
enum { ROLE_COUNT = 7 };
struct role_info { const char *name; unsigned bit; const char *help; };
extern const struct role_info role_infos[ROLE_COUNT];
/* Bit of a role's name, or 0. */
unsigned role_bit(struct str name);

#endif
