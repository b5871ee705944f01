/* channel_api.c: see channel_api.h. */
#include "app/channel/channel_api.h"

#include "app/channel/channel.h"
#include "app/channel/scope.h"
#include "app/company/company.h"
#include "app/member/group.h"
#include "sql_gen.h"

enum { AUDIENCE_GROUPS_MAX = 2000 };

#define IN(T, m) .off = offsetof(struct T, m)

/* ---- what goes out ---- */

struct group_out {
    int64_t id;
    struct str axis, name;
    bool gone;
};
static const struct json_field group_fields[] = {
    {.name = "id", .type = JSON_T_ID, IN(group_out, id), .flags = JSON_REQUIRED},
    {.name = "axis", .type = JSON_T_STR, IN(group_out, axis), .flags = JSON_REQUIRED, .help = "Empty when it was deleted."},
    {.name = "name", .type = JSON_T_STR, IN(group_out, name), .flags = JSON_REQUIRED},
    {.name = "gone", .type = JSON_T_BOOL, IN(group_out, gone), .flags = JSON_REQUIRED, .help = "It was deleted: nobody is in it."},
    {0}};
static const struct json_shape group_ref = {"channel_group", sizeof(struct group_out), group_fields};

struct channel_out {
    int64_t id, created_at, posts, published;
    struct str name, description, kind;
    struct json_list groups;         /* of struct group_out */
};
static const struct json_field channel_fields[] = {
    {.name = "id", .type = JSON_T_ID, IN(channel_out, id), .flags = JSON_REQUIRED},
    {.name = "name", .type = JSON_T_STR, IN(channel_out, name), .flags = JSON_REQUIRED},
    {.name = "description", .type = JSON_T_STR, IN(channel_out, description), .flags = JSON_REQUIRED},
    {.name = "kind", .type = JSON_T_ENUM, IN(channel_out, kind), .flags = JSON_REQUIRED, .values = channel_kinds,
     .help = "open: who wants it follows it; default: followed from the start; essential: followed by all; restricted: for some groups."},
    {.name = "groups", .type = JSON_T_LIST, IN(channel_out, groups), .flags = JSON_REQUIRED, .sub = &group_ref,
     .help = "For whom a restricted one is."},
    {.name = "posts", .type = JSON_T_I64, IN(channel_out, posts), .flags = JSON_REQUIRED, .help = "In it, without dropped and archived ones."},
    {.name = "published", .type = JSON_T_I64, IN(channel_out, published), .flags = JSON_REQUIRED, .help = "Of these in the feed."},
    {.name = "created_at", .type = JSON_T_TIME, IN(channel_out, created_at), .flags = JSON_REQUIRED},
    {0}};
const struct json_shape channel_shape = {"channel", sizeof(struct channel_out), channel_fields};

struct list_out {
    struct json_list items;
};
static const struct json_field list_fields[] = {
    {.name = "items", .type = JSON_T_LIST, IN(list_out, items), .flags = JSON_REQUIRED, .sub = &channel_shape},
    {0}};
const struct json_shape channel_list_shape = {"channel_list", sizeof(struct list_out), list_fields};

struct mine_out {
    int64_t id;
    struct str name, description, kind;
    bool following, may_leave;
};
static const struct json_field mine_fields[] = {
    {.name = "id", .type = JSON_T_ID, IN(mine_out, id), .flags = JSON_REQUIRED},
    {.name = "name", .type = JSON_T_STR, IN(mine_out, name), .flags = JSON_REQUIRED},
    {.name = "description", .type = JSON_T_STR, IN(mine_out, description), .flags = JSON_REQUIRED},
    {.name = "kind", .type = JSON_T_ENUM, IN(mine_out, kind), .flags = JSON_REQUIRED, .values = channel_kinds},
    {.name = "following", .type = JSON_T_BOOL, IN(mine_out, following), .flags = JSON_REQUIRED},
    {.name = "may_leave", .type = JSON_T_BOOL, IN(mine_out, may_leave), .flags = JSON_REQUIRED},
    {0}};
const struct json_shape my_channel_shape = {"my_channel", sizeof(struct mine_out), mine_fields};
static const struct json_field mine_list_fields[] = {
    {.name = "items", .type = JSON_T_LIST, IN(list_out, items), .flags = JSON_REQUIRED, .sub = &my_channel_shape},
    {0}};
const struct json_shape my_channel_list_shape = {"my_channel_list", sizeof(struct list_out), mine_list_fields};

static struct channel_out out_of(struct arena *a, const struct channel *c) {
    struct group_out *groups = arena_array(a, struct group_out, c->groups_n);
    for (size_t i = 0; i < c->groups_n; i++) {
        bool gone = !c->groups[i].name.p;
        groups[i] = (struct group_out){c->groups[i].id, gone ? STR("") : c->groups[i].axis, gone ? STR("") : c->groups[i].name, gone};
    }
    return (struct channel_out){.id = c->id, .created_at = c->created_at, .posts = c->posts, .published = c->published, .name = c->name,
                                .description = c->description, .kind = str_of(channel_kinds[c->kind]), .groups = {groups, c->groups_n}};
}

static struct mine_out mine_of(const struct my_channel *c) {
    return (struct mine_out){c->channel.id, c->channel.name, c->channel.description, str_of(channel_kinds[c->channel.kind]), c->following,
                             c->channel.kind != CHANNEL_ESSENTIAL};
}

/* ---- what comes in ---- */

struct channel_in {
    bool has_name, has_description, has_kind, has_groups;
    struct str name, description, kind;
    struct json_list groups;         /* ids as texts */
};
#define REST                                                                                                           \
    {.name = "description", .type = JSON_T_STR, IN(channel_in, description), .flags = JSON_TRIM,                       \
     .has = JSON_HAS(channel_in, has_description), .max = CHANNEL_DESCRIPTION_MAX, .help = "What it is about, in a line."}, \
    {.name = "groups", .type = JSON_T_STRS, IN(channel_in, groups), .has = JSON_HAS(channel_in, has_groups),           \
     .max = CHANNEL_GROUPS_MAX, .help = "Ids of the groups that a restricted one is for."}
static const struct json_field new_fields[] = {
    {.name = "name", .type = JSON_T_STR, IN(channel_in, name), .flags = JSON_REQUIRED | JSON_TRIM, .min = 1, .max = CHANNEL_NAME_MAX},
    {.name = "kind", .type = JSON_T_ENUM, IN(channel_in, kind), .flags = JSON_REQUIRED, .values = channel_kinds},
    REST,
    {0}};
const struct json_shape channel_new_shape = {"channel_new", sizeof(struct channel_in), new_fields};
static const struct json_field patch_fields[] = {
    {.name = "name", .type = JSON_T_STR, IN(channel_in, name), .flags = JSON_TRIM, .has = JSON_HAS(channel_in, has_name), .min = 1,
     .max = CHANNEL_NAME_MAX},
    {.name = "kind", .type = JSON_T_ENUM, IN(channel_in, kind), .has = JSON_HAS(channel_in, has_kind), .values = channel_kinds},
    REST,
    {0}};
const struct json_shape channel_patch_shape = {"channel_patch", sizeof(struct channel_in), patch_fields};
static const struct json_field delete_fields[] = {
    {.name = "name", .type = JSON_T_STR, IN(channel_in, name), .flags = JSON_REQUIRED | JSON_TRIM, .min = 1, .max = CHANNEL_NAME_MAX,
     .help = "The channel's name, typed to confirm."},
    {0}};
const struct json_shape channel_delete_shape = {"channel_delete", sizeof(struct channel_in), delete_fields};

struct follow_in {
    bool following;
};
static const struct json_field follow_fields[] = {
    {.name = "following", .type = JSON_T_BOOL, IN(follow_in, following), .flags = JSON_REQUIRED},
    {0}};
const struct json_shape my_channel_change_shape = {"my_channel_change", sizeof(struct follow_in), follow_fields};

static enum err read_in(struct rq *rq, const struct channel_in *in, struct channel_new *ret) {
    const struct str *texts = in->groups.p;
    int64_t *ids = arena_array(rq->arena, int64_t, in->groups.n);
    enum err e = E_OK;
    for (size_t i = 0; i < in->groups.n; i++) {
        if (!id_parse(texts[i], &ids[i])) {
            e = err_set(&rq->errs, E_INVALID, arena_printf(rq->arena, "/groups/%zu", i).p, "is no id");
        }
    }
    struct id_set groups = id_set_of(ids, in->groups.n);
    *ret = (struct channel_new){.name = in->name, .description = in->description.p ? in->description : STR(""), .groups = groups.p,
                                .groups_n = groups.n, .now = rq->now};
    for (int k = 0; k < CHANNEL_KINDS; k++) {
        ret->kind = str_is(in->kind, channel_kinds[k]) ? (enum channel_kind)k : ret->kind;
    }
    return e;
}

/* ---- for curators ---- */

struct list_result {
    struct channel *list;
    size_t n;
};

struct list_args {
    int64_t member;
    unsigned roles;
};

/* To a limited curator only theirs are there. */
static enum err list_tx(struct tx *tx, const void *args, void *ret) {
    const struct list_args *a = args;
    struct list_result *r = ret;
    struct scope scope;
    size_t n = 0;
    enum err e = scope_of(tx, a->member, a->roles, &scope);
    e = e ? e : channel_list(tx, &r->list, &n);
    for (size_t i = 0; !e && i < n; i++) {
        if (!scope.limited || id_set_has(scope.channels, r->list[i].id)) {
            r->list[r->n++] = r->list[i];
        }
    }
    return e;
}

enum err channels_get(struct rq *rq) {
    struct list_result r = {0};
    enum err e = db_read(&rq->cx, list_tx, &(struct list_args){rq->who.member, rq->who.roles}, &r, sizeof r);
    if (e) {
        return e;
    }
    struct channel_out *items = arena_array(rq->arena, struct channel_out, r.n);
    for (size_t i = 0; i < r.n; i++) {
        items[i] = out_of(rq->arena, &r.list[i]);
    }
    struct list_out out = {{items, r.n}};
    return reply_json_tagged(rq, &channel_list_shape, &out);
}

static enum err reply_channel(struct rq *rq, int status, const struct channel *c) {
    struct channel_out out = out_of(rq->arena, c);
    return reply_json(rq, status, &channel_shape, &out);
}

static enum err whole(struct rq *rq) {
    return scope_check_whole(&rq->cx, rq->who.member, rq->who.roles);
}

static enum err create_tx(struct tx *tx, const void *args, void *ret) {
    int64_t id;
    enum err e = channel_create(tx, args, &id);
    return e ? e : channel_get(tx, id, ret);
}

static enum err created_reply(struct rq *rq, const void *ret) {
    return reply_channel(rq, 201, ret);
}

enum err channels_post(struct rq *rq) {
    struct channel_new args;
    struct channel made;
    enum err e = whole(rq);
    e = e ? e : read_in(rq, rq->body, &args);
    return e ? e : reply_tx(rq, create_tx, &args, &made, sizeof made, created_reply);
}

struct change_args {
    int64_t id;
    struct channel_change change;
};

static enum err change_tx(struct tx *tx, const void *args, void *ret) {
    const struct change_args *a = args;
    enum err e = channel_change(tx, a->id, &a->change);
    return e ? e : channel_get(tx, a->id, ret);
}

enum err channel_one_patch(struct rq *rq) {
    const struct channel_in *in = rq->body;
    struct change_args args = {rq->id[0], {.has_name = in->has_name, .has_description = in->has_description, .has_kind = in->has_kind,
                                           .has_groups = in->has_groups}};
    struct channel is;
    enum err e = whole(rq);
    e = e ? e : read_in(rq, in, &args.change.to);
    e = e ? e : db_tx(&rq->cx, change_tx, &args, &is, sizeof is);
    return e ? e : reply_channel(rq, 200, &is);
}

struct delete_args {
    int64_t id, now;
    struct str name;
};

static enum err delete_tx(struct tx *tx, const void *args, void *ret) {
    const struct delete_args *a = args;
    (void)ret;
    return channel_delete(tx, a->id, a->name, a->now);
}

enum err channel_one_delete(struct rq *rq) {
    struct delete_args args = {rq->id[0], rq->now, ((const struct channel_in *)rq->body)->name};
    enum err e = whole(rq);
    e = e ? e : db_tx(&rq->cx, delete_tx, &args, NULL, 0);
    return e ? e : reply_empty(rq, 204);
}

/* ---- for oneself ---- */

struct mine_result {
    struct my_channel *list;
    size_t n;
};

static enum err mine_tx(struct tx *tx, const void *args, void *ret) {
    struct mine_result *r = ret;
    return channels_of_reader(tx, args, &r->list, &r->n);
}

enum err my_channels_get(struct rq *rq) {
    struct audience_who who = {rq->who.member, rq->who.person, rq->who.language};
    struct mine_result r = {0};
    enum err e = db_read(&rq->cx, mine_tx, &who, &r, sizeof r);
    if (e) {
        return e;
    }
    struct mine_out *items = arena_array(rq->arena, struct mine_out, r.n);
    for (size_t i = 0; i < r.n; i++) {
        items[i] = mine_of(&r.list[i]);
    }
    struct list_out out = {{items, r.n}};
    return reply_json(rq, 200, &my_channel_list_shape, &out);
}

struct follow_args {
    struct audience_who who;
    int64_t id, now;
    bool following;
};

static enum err follow_tx(struct tx *tx, const void *args, void *ret) {
    const struct follow_args *a = args;
    return channel_follow(tx, &a->who, a->id, a->following, a->now, ret);
}

enum err my_channel_put(struct rq *rq) {
    struct follow_args args = {{rq->who.member, rq->who.person, rq->who.language}, rq->id[0], rq->now,
                               ((const struct follow_in *)rq->body)->following};
    struct my_channel is;
    enum err e = db_tx(&rq->cx, follow_tx, &args, &is, sizeof is);
    struct mine_out out;
    if (!e) {
        out = mine_of(&is);
    }
    return e ? e : reply_json(rq, 200, &my_channel_shape, &out);
}

/* ---- what an audience is chosen from ---- */

struct choice_out {
    int64_t id;
    struct str name, kind;
};
static const struct json_field choice_fields[] = {
    {.name = "id", .type = JSON_T_ID, IN(choice_out, id), .flags = JSON_REQUIRED},
    {.name = "name", .type = JSON_T_STR, IN(choice_out, name), .flags = JSON_REQUIRED},
    {.name = "kind", .type = JSON_T_STR, IN(choice_out, kind), .flags = JSON_REQUIRED, .help = "Of a channel its kind, of a group its axis."},
    {0}};
static const struct json_shape choice_shape = {"audience_choice", sizeof(struct choice_out), choice_fields};

struct audience_out {
    struct json_list channels, groups;   /* of struct choice_out */
    struct json_list languages;      /* of struct str */
    bool limited;
};
static const struct json_field audience_fields[] = {
    {.name = "channels", .type = JSON_T_LIST, IN(audience_out, channels), .flags = JSON_REQUIRED, .sub = &choice_shape,
     .help = "Of a limited curator: theirs."},
    {.name = "groups", .type = JSON_T_LIST, IN(audience_out, groups), .flags = JSON_REQUIRED, .sub = &choice_shape},
    {.name = "languages", .type = JSON_T_STRS, IN(audience_out, languages), .flags = JSON_REQUIRED},
    {.name = "limited", .type = JSON_T_BOOL, IN(audience_out, limited), .flags = JSON_REQUIRED,
     .help = "The curator is limited to these channels: each post needs one of them."},
    {0}};
const struct json_shape audience_shape = {"audience", sizeof(struct audience_out), audience_fields};

struct audience_args {
    int64_t member;
    unsigned roles;
};
struct audience_result {
    struct list_result channels;
    struct scope scope;
    struct sql_group_all_row *groups;
    size_t groups_n;
};

static enum err audience_tx(struct tx *tx, const void *args, void *ret) {
    const struct audience_args *a = args;
    struct audience_result *r = ret;
    enum err e = scope_of(tx, a->member, a->roles, &r->scope);
    e = e ? e : channel_list(tx, &r->channels.list, &r->channels.n);
    return e ? e : sql_group_all(tx, AUDIENCE_GROUPS_MAX, &r->groups, &r->groups_n);
}

static struct json_list channel_choices(struct arena *a, const struct audience_result *r) {
    struct choice_out *out = arena_array(a, struct choice_out, r->channels.n);
    size_t n = 0;
    for (size_t i = 0; i < r->channels.n; i++) {
        const struct channel *c = &r->channels.list[i];
        if (!r->scope.limited || id_set_has(r->scope.channels, c->id)) {
            out[n++] = (struct choice_out){c->id, c->name, str_of(channel_kinds[c->kind])};
        }
    }
    return (struct json_list){out, n};
}

enum err audience_get(struct rq *rq) {
    struct audience_result r = {0};
    struct audience_args args = {rq->who.member, rq->who.roles};
    struct str *names = arena_array(rq->arena, struct str, 16);
    size_t names_n = 0;
    enum err e = db_read(&rq->cx, audience_tx, &args, &r, sizeof r);
    if (e) {
        return e;
    }
    struct choice_out *groups = arena_array(rq->arena, struct choice_out, r.groups_n);
    for (size_t i = 0; i < r.groups_n; i++) {
        groups[i] = (struct choice_out){r.groups[i].id, r.groups[i].name, r.groups[i].axis};
    }
    for (const char *const *l = languages; *l && names_n < 16; l++) {
        names[names_n++] = str_of(*l);
    }
    struct audience_out out = {channel_choices(rq->arena, &r), {groups, r.groups_n}, {names, names_n}, r.scope.limited};
    return reply_json_tagged(rq, &audience_shape, &out);
}
