/* group_api.c: see group_api.h. */
#include "app/member/group_api.h"

#include "app/member/group.h"

enum { FREE_MAX = 20 };              /* free groups that one member chooses */

/* ---- what goes out ---- */

struct group_out {
    int64_t id;
    struct str axis, name;
    int64_t heads;
};
static const struct json_field group_fields[] = {
    {.name = "id", .type = JSON_T_ID, .off = offsetof(struct group_out, id), .flags = JSON_REQUIRED},
    {.name = "axis", .type = JSON_T_ENUM, .off = offsetof(struct group_out, axis), .flags = JSON_REQUIRED,
     .values = member_axes},
    {.name = "name", .type = JSON_T_STR, .off = offsetof(struct group_out, name), .flags = JSON_REQUIRED},
    {.name = "heads", .type = JSON_T_I64, .off = offsetof(struct group_out, heads), .flags = JSON_REQUIRED,
     .help = "People in it, without who waits to be approved."},
    {0}};
const struct json_shape group_shape = {"group", sizeof(struct group_out), group_fields};

struct group_page_out {
    struct json_list items;
    struct str next;
};
static const struct json_field page_fields[] = {
    {.name = "items", .type = JSON_T_LIST, .off = offsetof(struct group_page_out, items), .flags = JSON_REQUIRED,
     .sub = &group_shape},
    {.name = "next", .type = JSON_T_STR, .off = offsetof(struct group_page_out, next), .flags = JSON_NULLABLE,
     .help = "Cursor of the next page, null on the last."},
    {0}};
const struct json_shape group_page_shape = {"group_page", sizeof(struct group_page_out), page_fields};

struct axis_out {
    struct str axis;
    bool open;
    struct json_list offered, mine;
};
static const struct json_field axis_fields[] = {
    {.name = "axis", .type = JSON_T_ENUM, .off = offsetof(struct axis_out, axis), .flags = JSON_REQUIRED,
     .values = member_axes},
    {.name = "open", .type = JSON_T_BOOL, .off = offsetof(struct axis_out, open), .flags = JSON_REQUIRED,
     .help = "The member may choose."},
    {.name = "offered", .type = JSON_T_STRS, .off = offsetof(struct axis_out, offered), .flags = JSON_REQUIRED,
     .help = "Groups to choose from, when it is open."},
    {.name = "mine", .type = JSON_T_STRS, .off = offsetof(struct axis_out, mine), .flags = JSON_REQUIRED,
     .help = "At most one, but on the free axis."},
    {0}};
static const struct json_shape axis_shape = {"my_axis", sizeof(struct axis_out), axis_fields};

struct my_groups_out {
    struct json_list axes;
};
static const struct json_field my_fields[] = {
    {.name = "axes", .type = JSON_T_LIST, .off = offsetof(struct my_groups_out, axes), .flags = JSON_REQUIRED,
     .sub = &axis_shape},
    {0}};
const struct json_shape my_groups_shape = {"my_groups", sizeof(struct my_groups_out), my_fields};

/* ---- what comes in ---- */

struct query_in {
    struct str axis, q, cursor;
    int64_t limit;
};
static const struct json_field query_fields[] = {
    {.name = "axis", .type = JSON_T_ENUM, .off = offsetof(struct query_in, axis), .flags = JSON_REQUIRED,
     .values = member_axes},
    {.name = "q", .type = JSON_T_STR, .off = offsetof(struct query_in, q), .flags = JSON_TRIM, .max = MEMBER_GROUP_MAX,
     .help = "Part of the name."},
    {.name = "limit", .type = JSON_T_I64, .off = offsetof(struct query_in, limit), .min = 1, .max = GROUP_PAGE_MAX,
     .help = "Groups a page, 100 unless told."},
    {.name = "cursor", .type = JSON_T_STR, .off = offsetof(struct query_in, cursor), .max = 4096},
    {0}};
const struct json_shape group_query_shape = {"group_query", sizeof(struct query_in), query_fields};

struct new_in {
    struct str axis, name;
};
static const struct json_field new_fields[] = {
    {.name = "axis", .type = JSON_T_ENUM, .off = offsetof(struct new_in, axis), .flags = JSON_REQUIRED,
     .values = member_axes},
    {.name = "name", .type = JSON_T_STR, .off = offsetof(struct new_in, name), .flags = JSON_REQUIRED | JSON_TRIM, .min = 1,
     .max = MEMBER_GROUP_MAX},
    {0}};
const struct json_shape group_new_shape = {"group_new", sizeof(struct new_in), new_fields};

struct name_in {
    struct str name;
};
static const struct json_field change_fields[] = {
    {.name = "name", .type = JSON_T_STR, .off = offsetof(struct name_in, name), .flags = JSON_REQUIRED | JSON_TRIM, .min = 1,
     .max = MEMBER_GROUP_MAX},
    {0}};
const struct json_shape group_change_shape = {"group_change", sizeof(struct name_in), change_fields};
static const struct json_field delete_fields[] = {
    {.name = "name", .type = JSON_T_STR, .off = offsetof(struct name_in, name), .flags = JSON_REQUIRED | JSON_TRIM, .min = 1,
     .max = MEMBER_GROUP_MAX, .help = "The group's name, typed to confirm."},
    {0}};
const struct json_shape group_delete_shape = {"group_delete", sizeof(struct name_in), delete_fields};

struct merge_in {
    int64_t into;
};
static const struct json_field merge_fields[] = {
    {.name = "into", .type = JSON_T_ID, .off = offsetof(struct merge_in, into), .flags = JSON_REQUIRED,
     .help = "Group of the same kind that everyone is in afterwards."},
    {0}};
const struct json_shape group_merge_shape = {"group_merge", sizeof(struct merge_in), merge_fields};

struct my_groups_in {
    struct str country, department, team;
    bool has[AXIS_COUNT];
    struct json_list free;
};
#define HAS_AXIS(i) (offsetof(struct my_groups_in, has) + (i) * sizeof(bool) + 1)
static const struct json_field my_change_fields[] = {
    {.name = "country", .type = JSON_T_STR, .off = offsetof(struct my_groups_in, country), .flags = JSON_NULLABLE,
     .has = HAS_AXIS(0), .max = MEMBER_GROUP_MAX, .help = "One of the groups offered; null: none."},
    {.name = "department", .type = JSON_T_STR, .off = offsetof(struct my_groups_in, department), .flags = JSON_NULLABLE,
     .has = HAS_AXIS(1), .max = MEMBER_GROUP_MAX},
    {.name = "team", .type = JSON_T_STR, .off = offsetof(struct my_groups_in, team), .flags = JSON_NULLABLE,
     .has = HAS_AXIS(2), .max = MEMBER_GROUP_MAX},
    {.name = "free", .type = JSON_T_STRS, .off = offsetof(struct my_groups_in, free), .has = HAS_AXIS(3), .max = FREE_MAX,
     .help = "All of one's groups of this kind from now on."},
    {0}};
const struct json_shape my_groups_change_shape = {"my_groups_change", sizeof(struct my_groups_in), my_change_fields};

/* ---- handlers ---- */

static struct group_out out_of(const struct group_info *g) {
    return (struct group_out){g->id, g->axis, g->name, g->heads};
}

static enum err list_tx(struct tx *tx, const void *args, void *ret) {
    return group_list(tx, args, ret);
}

enum err groups_get(struct rq *rq) {
    const struct query_in *in = rq->query;
    struct group_filter filter = {in->axis, in->q, in->cursor, in->limit};
    struct group_page page;
    enum err e = db_read(&rq->cx, list_tx, &filter, &page, sizeof page);
    if (e) {
        return e;
    }
    struct group_out *items = arena_array(rq->arena, struct group_out, page.n + 1);
    for (size_t i = 0; i < page.n; i++) {
        items[i] = out_of(&page.items[i]);
    }
    struct group_page_out out = {{items, page.n}, page.next};
    return reply_json(rq, 200, &group_page_shape, &out);
}

struct group_args {
    int64_t id, into, now;
    struct str axis, name;
};

static enum err create_tx(struct tx *tx, const void *args, void *ret) {
    const struct group_args *a = args;
    int64_t id = 0;
    enum err e = group_create(tx, a->axis, a->name, &id);
    return e ? e : group_get(tx, id, ret);
}

enum err groups_post(struct rq *rq) {
    const struct new_in *in = rq->body;
    struct group_args args = {.axis = in->axis, .name = in->name};
    struct group_info made;
    enum err e = db_tx(&rq->cx, create_tx, &args, &made, sizeof made);
    struct group_out out = out_of(&made);
    return e ? e : reply_json(rq, 201, &group_shape, &out);
}

static enum err rename_tx(struct tx *tx, const void *args, void *ret) {
    const struct group_args *a = args;
    enum err e = group_rename(tx, a->id, a->name, a->now);
    return e ? e : group_get(tx, a->id, ret);
}

enum err group_one_patch(struct rq *rq) {
    const struct name_in *in = rq->body;
    struct group_args args = {.id = rq->id[0], .name = in->name, .now = rq->now};
    struct group_info is;
    enum err e = db_tx(&rq->cx, rename_tx, &args, &is, sizeof is);
    struct group_out out = out_of(&is);
    return e ? e : reply_json(rq, 200, &group_shape, &out);
}

static enum err delete_tx(struct tx *tx, const void *args, void *ret) {
    const struct group_args *a = args;
    (void)ret;
    return group_delete(tx, a->id, a->name, a->now);
}

enum err group_one_delete(struct rq *rq) {
    const struct name_in *in = rq->body;
    struct group_args args = {.id = rq->id[0], .name = in->name, .now = rq->now};
    enum err e = db_tx(&rq->cx, delete_tx, &args, NULL, 0);
    return e ? e : reply_empty(rq, 204);
}

static enum err merge_tx(struct tx *tx, const void *args, void *ret) {
    const struct group_args *a = args;
    enum err e = group_merge(tx, a->id, a->into, a->now);
    return e ? e : group_get(tx, a->into, ret);
}

enum err group_merge_post(struct rq *rq) {
    const struct merge_in *in = rq->body;
    struct group_args args = {.id = rq->id[0], .into = in->into, .now = rq->now};
    struct group_info is;
    enum err e = db_tx(&rq->cx, merge_tx, &args, &is, sizeof is);
    struct group_out out = out_of(&is);
    return e ? e : reply_json(rq, 200, &group_shape, &out);
}

/* ---- for oneself ---- */

struct my_all {
    struct my_axis of[AXIS_COUNT];
};

static enum err my_tx(struct tx *tx, const void *args, void *ret) {
    return my_groups_get(tx, *(const int64_t *)args, ((struct my_all *)ret)->of);
}

static enum err my_reply(struct rq *rq, const struct my_all *all) {
    struct axis_out axes[AXIS_COUNT];
    for (int i = 0; i < AXIS_COUNT; i++) {
        const struct my_axis *m = &all->of[i];
        axes[i] = (struct axis_out){m->axis, m->open, {m->offered, m->offered_n}, {m->mine, m->mine_n}};
    }
    struct my_groups_out out = {{axes, AXIS_COUNT}};
    return reply_json(rq, 200, &my_groups_shape, &out);
}

enum err my_groups_get_handler(struct rq *rq) {
    struct my_all all;
    enum err e = db_read(&rq->cx, my_tx, &rq->who.member, &all, sizeof all);
    return e ? e : my_reply(rq, &all);
}

struct my_args {
    int64_t member;
    struct my_groups_change change;
};

static enum err my_set_tx(struct tx *tx, const void *args, void *ret) {
    const struct my_args *a = args;
    enum err e = my_groups_set(tx, a->member, &a->change);
    return e ? e : my_groups_get(tx, a->member, ((struct my_all *)ret)->of);
}

enum err my_groups_put(struct rq *rq) {
    const struct my_groups_in *in = rq->body;
    const struct str *one[] = {&in->country, &in->department, &in->team};
    struct my_args args = {.member = rq->who.member, .change = {.now = rq->now}};
    struct my_all all;
    for (int i = 0; i < AXIS_COUNT; i++) {
        bool last = i == AXIS_COUNT - 1;
        args.change.set[i] = in->has[i];
        args.change.names[i] = last ? in->free.p : one[i];
        args.change.n[i] = last ? in->free.n : !str_empty(*one[i]);
    }
    enum err e = db_tx(&rq->cx, my_set_tx, &args, &all, sizeof all);
    return e ? e : my_reply(rq, &all);
}
