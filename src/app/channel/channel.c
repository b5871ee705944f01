/* channel.c: see channel.h. */
#include "app/channel/channel.h"

#include "app/channel/scope.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/id.h"
#include "sql_gen.h"
#include "text/fold.h"

enum { TITLES_SHOWN = 5, TITLES_BYTES = 4096 };

const char *const channel_kinds[CHANNEL_KINDS + 1] = {"open", "restricted", "default", "essential", NULL};

static enum channel_kind kind_of(struct str name) {
    int k = 0;
    while (k + 1 < CHANNEL_KINDS && !str_is(name, channel_kinds[k])) {
        k++;
    }
    return (enum channel_kind)k;
}

/* ---- reading ---- */

static void give_groups(struct arena *a, const struct sql_channel_groups_row *rows, size_t n, struct channel *c) {
    size_t first = 0;
    while (first < n && rows[first].channel_id != c->id) {
        first++;
    }
    size_t end = first;
    while (end < n && rows[end].channel_id == c->id) {
        end++;
    }
    c->groups_n = end - first;
    c->groups = arena_array(a, struct channel_group, c->groups_n);
    for (size_t i = first; i < end; i++) {
        c->groups[i - first] = (struct channel_group){rows[i].group_id, rows[i].axis, rows[i].name};
    }
}

/* Without the counts of posts, which cost a look at all posts in channels. */
static enum err read_list(struct tx *tx, struct channel **ret, size_t *ret_n) {
    struct sql_channel_list_row *rows;
    struct sql_channel_groups_row *groups;
    size_t n, groups_n;
    enum err e = sql_channel_list(tx, &rows, &n);
    e = e ? e : sql_channel_groups(tx, &groups, &groups_n);
    if (e) {
        return e;
    }
    struct channel *out = arena_array(tx->arena, struct channel, n);
    for (size_t i = 0; i < n; i++) {
        out[i] = (struct channel){.id = rows[i].id, .name = rows[i].name, .description = rows[i].description,
                                  .kind = kind_of(rows[i].kind), .created_at = rows[i].created_at};
        give_groups(tx->arena, groups, groups_n, &out[i]);
    }
    *ret = out;
    *ret_n = n;
    return E_OK;
}

enum err channel_list(struct tx *tx, struct channel **ret, size_t *ret_n) {
    struct sql_channel_posts_row *posts;
    struct channel *list;
    size_t n, posts_n;
    enum err e = read_list(tx, &list, &n);
    e = e ? e : sql_channel_posts(tx, &posts, &posts_n);
    for (size_t i = 0; !e && i < n; i++) {
        for (size_t k = 0; k < posts_n; k++) {
            if (posts[k].channel_id == list[i].id) {
                list[i].posts = posts[k].posts;
                list[i].published = posts[k].published;
            }
        }
    }
    if (!e) {
        *ret = list;
        *ret_n = n;
    }
    return e;
}

enum err channel_get(struct tx *tx, int64_t id, struct channel *ret) {
    struct channel *list;
    size_t n;
    enum err e = channel_list(tx, &list, &n);
    for (size_t i = 0; !e && i < n; i++) {
        if (list[i].id == id) {
            *ret = list[i];
            return E_OK;
        }
    }
    return e ? e : E_NOT_FOUND;
}

/* ---- writing ---- */

static enum err record(struct tx *tx, int64_t id, int64_t now) {
    return event_record(tx, &(struct event){.kind = EV_CHANNEL_CHANGED, .at = now, .subject = id});
}

static enum err check_text(struct tx *tx, const char *at, struct str text, size_t max, struct str *ret) {
    struct str clean = text_nfc(tx->arena, str_trim(text));
    for (size_t i = 0; i < clean.n; i++) {
        if ((unsigned char)clean.p[i] < ' ') {
            return err_set(tx->errs, E_INVALID, at, "must be on one line");
        }
    }
    if (str_utf8_count(clean) > max) {
        return err_set(tx->errs, E_INVALID, at, "longer than %zu characters", max);
    }
    *ret = clean;
    return E_OK;
}

static enum err check_groups(struct tx *tx, const struct channel_new *in) {
    if (in->kind != CHANNEL_RESTRICTED) {
        return in->groups_n ? err_set(tx->errs, E_INVALID, "/groups", "only a restricted channel has groups") : E_OK;
    }
    if (in->groups_n == 0) {
        return err_set(tx->errs, E_INVALID, "/groups", "a restricted channel needs at least one group");
    }
    enum err e = E_OK;
    for (size_t i = 0; !e && i < in->groups_n; i++) {
        struct sql_group_there_row *rows;
        size_t n;
        e = sql_group_there(tx, in->groups[i], &rows, &n);
        if (!e && n == 0) {
            e = err_set(tx->errs, E_INVALID, arena_printf(tx->arena, "/groups/%zu", i).p, "there is no such group");
        }
    }
    return e;
}

static enum err check(struct tx *tx, struct channel_new *in) {
    enum err e = check_text(tx, "/name", in->name, CHANNEL_NAME_MAX, &in->name);
    e = e ? e : check_text(tx, "/description", in->description, CHANNEL_DESCRIPTION_MAX, &in->description);
    if (!e && str_empty(in->name)) {
        return err_set(tx->errs, E_INVALID, "/name", "is empty");
    }
    return e ? e : check_groups(tx, in);
}

static enum err write_groups(struct tx *tx, int64_t id, const struct channel_new *in) {
    enum err e = sql_channel_group_clear(tx, id);
    for (size_t i = 0; !e && i < in->groups_n; i++) {
        e = sql_channel_group_insert(tx, id, in->groups[i]);
    }
    return e;
}

static enum err taken(struct tx *tx) {
    return err_set(tx->errs, E_EXISTS, "/name", "a channel has this name already");
}

enum err channel_create(struct tx *tx, const struct channel_new *given, int64_t *ret_id) {
    struct channel_new in = *given;
    struct channel *list;
    size_t n;
    int64_t made = 0, id = id_new();
    enum err e = check(tx, &in);
    e = e ? e : read_list(tx, &list, &n);
    if (!e && n >= CHANNELS_MAX) {
        return err_set(tx->errs, E_LIMIT, "", "there are %d channels already, as many as there may be", CHANNELS_MAX);
    }
    e = e ? e : sql_channel_insert(tx, &(struct sql_channel_insert_in){.id = id, .name = in.name, .description = in.description,
                                                                       .kind = str_of(channel_kinds[in.kind]), .now = in.now}, &made);
    if (!e && !made) {
        return taken(tx);
    }
    e = e ? e : write_groups(tx, id, &in);
    e = e ? e : record(tx, id, in.now);
    if (!e) {
        *ret_id = id;
    }
    return e;
}

/* Nothing that is out may come before more eyes than it was written for. */
static enum err check_release(struct tx *tx, int64_t id, const char *field) {
    struct sql_target_channel_only_row *rows;
    size_t n;
    struct buf b;
    enum err e = sql_target_channel_only(tx, id, TITLES_SHOWN + 1, &rows, &n);
    if (e || n == 0) {
        return e;
    }
    buf_init(&b, tx->arena, TITLES_BYTES);
    for (size_t i = 0; i < n && i < TITLES_SHOWN; i++) {
        buf_printf(&b, "%s“%.*s”", i ? ", " : "", STRF(str_utf8_cut(rows[i].title, 120)));
    }
    return err_set(tx->errs, E_STATE, field, "posts that are out or scheduled are in this restricted channel alone: %.*s%s; choose others for them or take them out first",
                   STRF(buf_view(&b)), n > TITLES_SHOWN ? " …" : "");
}

static enum err name_free(struct tx *tx, struct str name, int64_t id) {
    struct sql_channel_by_name_row *rows;
    size_t n;
    enum err e = sql_channel_by_name(tx, name, &rows, &n);
    return !e && n && rows[0].id != id ? taken(tx) : e;
}

enum err channel_change(struct tx *tx, int64_t id, const struct channel_change *c) {
    struct channel was;
    enum err e = channel_get(tx, id, &was);
    if (e) {
        return e;
    }
    struct channel_new to = {.name = c->has_name ? c->to.name : was.name, .kind = c->has_kind ? c->to.kind : was.kind,
                             .description = c->has_description ? c->to.description : was.description,
                             .groups = c->to.groups, .groups_n = c->to.groups_n, .now = c->to.now};
    if (!c->has_groups && to.kind == CHANNEL_RESTRICTED) {
        int64_t *kept = arena_array(tx->arena, int64_t, was.groups_n);
        for (size_t i = 0; i < was.groups_n; i++) {
            kept[i] = was.groups[i].id;
        }
        to.groups = kept;
        to.groups_n = was.groups_n;
    }
    /* Groups that are gone are no fault of a change that leaves them alone. */
    e = c->has_groups || was.kind != to.kind ? check(tx, &to) : E_OK;
    e = e ? e : check_text(tx, "/name", to.name, CHANNEL_NAME_MAX, &to.name);
    e = e ? e : check_text(tx, "/description", to.description, CHANNEL_DESCRIPTION_MAX, &to.description);
    e = e ? e : name_free(tx, to.name, id);
    if (!e && was.kind == CHANNEL_RESTRICTED && to.kind != CHANNEL_RESTRICTED) {
        e = check_release(tx, id, "/kind");
    }
    e = e ? e : sql_channel_update(tx, id, to.name, to.description, str_of(channel_kinds[to.kind]));
    e = e ? e : write_groups(tx, id, &to);
    return e ? e : record(tx, id, to.now);
}

enum err channel_delete(struct tx *tx, int64_t id, struct str name, int64_t now) {
    struct channel c;
    enum err e = channel_get(tx, id, &c);
    if (!e && !str_eq(text_nfc(tx->arena, str_trim(name)), c.name)) {
        return err_set(tx->errs, E_INVALID, "/name", "is not the name of this channel");
    }
    if (!e && c.kind == CHANNEL_RESTRICTED) {
        e = check_release(tx, id, "");
        e = e ? e : sql_target_channel_release(tx, id);
    } else if (!e) {
        e = sql_target_channel_forget(tx, id);
    }
    e = e ? e : sql_channel_group_clear(tx, id);
    e = e ? e : sql_channel_choice_drop(tx, id);
    e = e ? e : sql_role_channel_drop(tx, id);
    e = e ? e : sql_source_channel_forget(tx, id);
    e = e ? e : sql_channel_delete(tx, id);
    return e ? e : record(tx, id, now);
}

/* ---- for oneself ---- */

bool channel_followed(enum channel_kind kind, bool in_groups, const bool *choice) {
    switch (kind) {
    case CHANNEL_ESSENTIAL:
        return true;
    case CHANNEL_RESTRICTED:
        return in_groups && (!choice || *choice);
    case CHANNEL_DEFAULT:
        return !choice || *choice;
    case CHANNEL_OPEN:
    case CHANNEL_KINDS:
    default:
        return choice && *choice;
    }
}

bool channel_is_for(const struct channel *c, struct id_set groups) {
    for (size_t i = 0; i < c->groups_n; i++) {
        if (id_set_has(groups, c->groups[i].id)) {
            return true;
        }
    }
    return false;
}

enum err channels_of(struct tx *tx, int64_t person, struct id_set groups, struct my_channel **ret, size_t *ret_n) {
    struct channel *list;
    struct sql_channel_choices_row *choices;
    size_t n, choices_n, got = 0;
    enum err e = read_list(tx, &list, &n);
    e = e ? e : sql_channel_choices(tx, person, &choices, &choices_n);
    if (e) {
        return e;
    }
    struct my_channel *out = arena_array(tx->arena, struct my_channel, n);
    for (size_t i = 0; i < n; i++) {
        bool in_groups = channel_is_for(&list[i], groups);
        const bool *choice = NULL;
        for (size_t k = 0; k < choices_n; k++) {
            choice = choices[k].channel_id == list[i].id ? &choices[k].following : choice;
        }
        if (list[i].kind != CHANNEL_RESTRICTED || in_groups) {
            out[got++] = (struct my_channel){list[i], channel_followed(list[i].kind, in_groups, choice)};
        }
    }
    *ret = out;
    *ret_n = got;
    return E_OK;
}

enum err channels_of_reader(struct tx *tx, const struct audience_who *who, struct my_channel **ret, size_t *ret_n) {
    struct sql_member_group_ids_row *rows;
    size_t groups_n;
    enum err e = sql_member_group_ids(tx, who->member, &rows, &groups_n);
    int64_t *groups = e ? NULL : arena_array(tx->arena, int64_t, groups_n);
    for (size_t i = 0; !e && i < groups_n; i++) {
        groups[i] = rows[i].group_id;
    }
    return e ? e : channels_of(tx, who->person, (struct id_set){groups, groups_n}, ret, ret_n);
}

static enum err find_mine(struct tx *tx, const struct audience_who *who, int64_t id, struct my_channel *ret) {
    struct my_channel *list;
    size_t n = 0;
    enum err e = channels_of_reader(tx, who, &list, &n);
    for (size_t i = 0; !e && i < n; i++) {
        if (list[i].channel.id == id) {
            *ret = list[i];
            return E_OK;
        }
    }
    return e ? e : E_NOT_FOUND;
}

/* The choice as it was at midnight is kept beside the new one, for figures that move once a day. */
static enum err write_choice(struct tx *tx, int64_t person, int64_t id, bool following, int64_t now) {
    struct sql_channel_choice_get_row *rows;
    size_t n;
    const bool *counted = NULL;
    enum err e = sql_channel_choice_get(tx, person, id, &rows, &n);
    if (!e && n) {
        bool today = rows[0].changed_at >= now - now % US_PER_DAY;
        counted = !today ? &rows[0].following : rows[0].counted_null ? NULL : &rows[0].counted;
    }
    return e ? e : sql_channel_choice_put(tx, &(struct sql_channel_choice_put_in){
        .person = person, .channel = id, .following = following, .counted = counted, .now = now});
}

enum err channel_follow(struct tx *tx, const struct audience_who *who, int64_t id, bool following, int64_t now,
                        struct my_channel *ret) {
    struct my_channel mine;
    enum err e = find_mine(tx, who, id, &mine);
    if (e) {
        return e;
    }
    if (!following && mine.channel.kind == CHANNEL_ESSENTIAL) {
        return err_set(tx->errs, E_STATE, "/following", "everybody follows this channel");
    }
    if (mine.following != following) {
        e = write_choice(tx, who->person, id, following, now);
        e = e ? e : event_record(tx, &(struct event){.kind = EV_CHANNEL_CHOSEN, .at = now, .subject = id, .person = who->person});
        mine.following = following;
    }
    if (!e) {
        *ret = mine;
    }
    return e;
}

enum err channel_chosen(struct tx *tx, int64_t id, bool following, int64_t now, int64_t *ret) {
    struct sql_channel_choice_count_row row;
    enum err e = sql_channel_choice_count(tx, id, following, now - now % US_PER_DAY, &row);
    if (!e) {
        *ret = row.n < CHANNEL_K ? 0 : row.n - row.n % CHANNEL_STEP;
    }
    return e;
}

/* ---- what follows from elsewhere ---- */

/* A deleted group stays named by its posts and channels: taking it away there would open them to everybody. */
enum err channel_on_group(struct tx *tx, int64_t group, int64_t into, int64_t now) {
    enum err e = E_OK;
    if (into) {
        e = sql_target_group_move(tx, group, into);
        e = e ? e : sql_target_group_forget(tx, group);
        e = e ? e : sql_channel_group_move(tx, group, into);
        e = e ? e : sql_channel_group_forget(tx, group);
    }
    return e ? e : event_record(tx, &(struct event){.kind = EV_GROUP_CHANGED, .at = now, .subject = group});
}

enum err channel_on_erased(struct tx *tx, const struct event *ev) {
    return sql_channel_choice_forget(tx, ev->person);
}
