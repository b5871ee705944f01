/* group.h: groups of members on four axes: making, renaming, merging and deleting them, and which a member may choose. */
#ifndef PV_APP_MEMBER_GROUP_H
#define PV_APP_MEMBER_GROUP_H

#include "app/member/member.h"

enum { AXIS_COUNT = 4, GROUP_PAGE_DEFAULT = 100, GROUP_PAGE_MAX = 500, GROUPS_OFFERED_MAX = 500 };
/* country, department, team, free: NULL-terminated, in the order shown. */
extern const char *const member_axes[AXIS_COUNT + 1];
/* Index into member_axes, or -1. */
int member_axis(struct str name);

struct group_info {
    int64_t id;
    struct str axis, name;
    int64_t heads;                   /* members and invited people, without who waits */
};

struct group_filter {
    struct str axis;                 /* one of member_axes */
    struct str q;                    /* part of the name, as written but in any case; empty: all */
    struct str cursor;
    int64_t limit;
};

struct group_page {
    struct group_info *items;
    size_t n;
    struct str next;
};

/* Of one axis, by name. E_INVALID on "?cursor". */
enum err group_list(struct tx *tx, const struct group_filter *filter, struct group_page *ret) MUST_USE;
enum err group_get(struct tx *tx, int64_t id, struct group_info *ret) MUST_USE;
/* E_EXISTS on "/name" when the axis has that name; E_INVALID. Names are trimmed and put in one form. */
enum err group_create(struct tx *tx, struct str axis, struct str name, int64_t *ret_id) MUST_USE;
/* Settings that name the group follow (app/join/policy.h). */
enum err group_rename(struct tx *tx, int64_t id, struct str name, int64_t now) MUST_USE;
/* All of `id` are in `into` from now on, and `id` is gone. E_INVALID on "/into" for itself or another axis, E_NOT_FOUND. */
enum err group_merge(struct tx *tx, int64_t id, int64_t into, int64_t now) MUST_USE;
/* `name` must be the group's, typed to confirm: E_INVALID on "/name". E_STATE for the group of the pilot. Posts and restricted channels that
 * are for it stay for it, so for nobody: they do not become everybody's. */
enum err group_delete(struct tx *tx, int64_t id, struct str name, int64_t now) MUST_USE;

/* What one member may choose and has chosen. */
struct my_axis {
    struct str axis;
    bool open;                       /* the member may choose */
    struct str *offered;             /* names, when open; in order */
    size_t offered_n;
    struct str *mine;
    size_t mine_n;
};
enum err my_groups_get(struct tx *tx, int64_t member, struct my_axis ret[AXIS_COUNT]) MUST_USE;

struct my_groups_change {
    bool set[AXIS_COUNT];
    const struct str *names[AXIS_COUNT];   /* of an axis but free: at most one, none takes the member out */
    size_t n[AXIS_COUNT];
    int64_t now;
};
/* E_FORBIDDEN for an axis that is not open, E_INVALID at "/team" for a group that is not there. */
enum err my_groups_set(struct tx *tx, int64_t member, const struct my_groups_change *change) MUST_USE;

#endif
