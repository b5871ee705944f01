/* member.h: the directory: who is in the company's space, with which roles and groups.
 *
 * The directory says nothing of what anyone does. Nothing here may read or show participation, and opting in never
 * touches a row of these tables (decisions 18): that is what makes managers' answers byte for byte the same. */
#ifndef PV_APP_MEMBER_MEMBER_H
#define PV_APP_MEMBER_MEMBER_H

#include "app/channel/scope.h"

enum {
    MEMBER_NAME_MAX = 100,           /* characters of a first or last name */
    MEMBER_EMAIL_MAX = 254,          /* bytes; RFC 5321 section 4.5.3.1.3 less the brackets */
    MEMBER_GROUP_MAX = 80,           /* characters of a group's name */
    MEMBER_PAGE_DEFAULT = 50, MEMBER_PAGE_MAX = 200
};

#define MEMBER_INVITED "invited"
#define MEMBER_ACTIVE "active"
#define MEMBER_SUSPENDED "suspended"
#define MEMBER_WAITING "waiting"      /* asked to join; an admin decides (app/join) */
#define MEMBER_DECLINED "declined"    /* the row goes in a moment; in no list */
/* Whoever has one of these may come in with a link of their own. */
bool member_may_enter(struct str status);

struct member_info {
    int64_t id;
    struct str email, first_name, last_name, language, time_zone, status;
    unsigned roles;                  /* enum role bits; ROLE_MEMBER is always set */
    struct role_scope limits[2];     /* of the roles that can be limited to channels, as in scope_roles */
    struct str country, department, team;   /* STR_NULL when in no such group */
    struct str *free;                /* groups on the free axis */
    size_t free_n;
    int64_t created_at;
    int64_t invited_at, joined_at;   /* 0 = not yet */
    struct str came_by, waits_for;   /* how they asked to join, STR_NULL: an admin added them; what they wait for, or STR_NULL */
    bool has_password;
};

/* Ids of groups by axis and name; zeroed at first, good inside of one transaction. */
enum { MEMBER_GROUP_IDS = 1024 };
struct member_group_ids {
    struct {
        const char *axis;
        struct str name;
        int64_t id;
    } of[MEMBER_GROUP_IDS];
};

struct member_new {
    struct str email, first_name, last_name;
    struct str language, time_zone;  /* empty: the company's */
    unsigned roles;
    struct str country, department, team;   /* empty: none */
    const struct str *free;          /* groups on the free axis */
    size_t free_n;
    struct member_group_ids *ids;    /* ids found so far, where many are added in one transaction; or NULL */
    struct str folded;               /* member_folded of it, where that is known already; or STR_NULL */
    struct str password_hash;        /* STR_NULL: none */
    bool active;                     /* else invited */
    bool listed;                     /* one of many in a list, whose own event tells of them all */
    int64_t now;
};

/* A change; what has not `.set_…` stays. */
struct member_change {
    bool set_first_name, set_last_name, set_status, set_roles, set_language, set_time_zone, set_country, set_department, set_team;
    struct str first_name, last_name, status, language, time_zone;
    struct str country, department, team;   /* empty: out of the group */
    const struct str *join, *leave;  /* groups on the free axis */
    size_t join_n, leave_n;
    unsigned roles;
    bool set_limits[2];              /* as in scope_roles; of a role the member has */
    struct scope limits[2];
    int64_t by;                      /* the member who changes it: nobody suspends or demotes themselves by mistake */
    int64_t now;
};

struct member_filter {
    struct str q;                    /* words that name or e-mail must hold, in any case and without accents */
    struct str status;               /* STR_NULL: all but who waits */
    struct str cursor;               /* of the page before; STR_NULL: first */
    int64_t limit;
};

struct member_page {
    struct member_info *items;
    size_t n;
    struct str next;                 /* STR_NULL: last page */
    int64_t total;                   /* that pass the filter */
};

enum err member_get(struct tx *tx, int64_t id, struct member_info *ret) MUST_USE;
/* Id of a group by axis and name; made when it is not there. */
enum err member_group_named(struct tx *tx, const char *axis, struct str name, int64_t *ret) MUST_USE;
/* By e-mail in any case. E_NOT_FOUND. */
enum err member_by_email(struct tx *tx, struct str email, struct member_info *ret) MUST_USE;
/* By last name, first name, e-mail. E_INVALID on "?cursor" for a cursor that is none of ours. */
enum err member_list(struct tx *tx, const struct member_filter *filter, struct member_page *ret) MUST_USE;
/* A place in that order as opaque text for `?cursor=`, good also when the member was renamed or deleted since. An absent cursor
 * is the beginning. */
struct str member_place_text(struct arena *a, struct str folded, int64_t id);
bool member_place_read(struct arena *a, struct str cursor, struct str *ret_folded, int64_t *ret_id) MUST_USE;
/* Checks e-mail, names, language, time zone, groups; puts them in stored form. All faults, as pointers below `at`. */
enum err member_check(struct member_new *in, struct arena *arena, struct problems *errs, const char *at) MUST_USE;
/* Adds a member that has passed member_check; records EV_MEMBER_CREATED unless `listed`. E_EXISTS on AT/email when
 * the address is taken. */
enum err member_create(struct tx *tx, const struct member_new *in, const char *at, int64_t *ret_id) MUST_USE;
/* Adds many that are `listed`, together. Whose address is taken is passed over; *ret_added are new. */
enum err member_create_many(struct tx *tx, const struct member_new *in, size_t n, int64_t *ret_added) MUST_USE;
/* Applies the change and records EV_MEMBER_CHANGED. Suspending, and a change of roles, end the member's sessions.
 * E_STATE when the last admin would go, when someone would suspend or demote themselves, or for a status that can't
 * follow. */
enum err member_change(struct tx *tx, int64_t id, const struct member_change *change) MUST_USE;
/* Stores a password's hash (STR_NULL removes it) and ends all sessions but `keep_session`. Records
 * EV_MEMBER_CHANGED. */
enum err member_set_password(struct tx *tx, int64_t id, struct str hash, struct str keep_session, int64_t now) MUST_USE;
/* The invited member has come: active from now; records EV_MEMBER_JOINED. Does nothing for an active one. */
enum err member_joined(struct tx *tx, int64_t id, int64_t now) MUST_USE;
/* Deletes someone who was added or asked, and never came: no person can have done anything yet. E_STATE when they did
 * come. */
enum err member_withdraw(struct tx *tx, int64_t id) MUST_USE;
/* Deletes the member: directory row with its salt, roles, groups, tokens and sessions, and the person's rows (through
 * EV_PERSON_ERASED each room deletes its own). After it nobody can tell whose what is left was (decisions 19). E_STATE
 * for the last admin. */
enum err member_erase(struct tx *tx, int64_t id, int64_t now) MUST_USE;

#endif
