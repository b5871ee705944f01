/* channel.h: themes that members follow.
 *
 * open: who wants it follows it. default: followed from the start, may be left. essential: followed by all. restricted: for the
 * groups chosen, followed by them from the start, may be left; nobody else is told that it exists.
 *
 * Who follows what is shown to nobody. A choice is keyed by person; the one figure made of it (channel_followers) is rounded,
 * hidden below ten heads and moves once a day. */
#ifndef PV_APP_CHANNEL_CHANNEL_H
#define PV_APP_CHANNEL_CHANNEL_H

#include "app/channel/audience.h"
#include "event/event.h"

enum {
    CHANNEL_NAME_MAX = 60,           /* characters */
    CHANNEL_DESCRIPTION_MAX = 300,
    CHANNELS_MAX = 100,              /* a company */
    CHANNEL_GROUPS_MAX = 100,        /* of a restricted one */
    CHANNEL_K = 10, CHANNEL_STEP = 5 /* figures of followers, as those of confirmations (post.h) */
};

enum channel_kind { CHANNEL_OPEN, CHANNEL_RESTRICTED, CHANNEL_DEFAULT, CHANNEL_ESSENTIAL, CHANNEL_KINDS };
/* open, restricted, default, essential: NULL-terminated */
extern const char *const channel_kinds[CHANNEL_KINDS + 1];

struct channel_group {
    int64_t id;
    struct str axis, name;           /* NULL: the group is gone */
};

struct channel {
    int64_t id, created_at;
    struct str name, description;
    enum channel_kind kind;
    struct channel_group *groups;    /* of a restricted one */
    size_t groups_n;
    int64_t posts, published;        /* in it and not put away; of these out */
};

/* All of the company, by name. */
enum err channel_list(struct tx *tx, struct channel **ret, size_t *ret_n) MUST_USE;
enum err channel_get(struct tx *tx, int64_t id, struct channel *ret) MUST_USE;

struct channel_new {
    struct str name, description;
    enum channel_kind kind;
    const int64_t *groups;           /* of a restricted one, at least one */
    size_t groups_n;
    int64_t now;
};
/* E_INVALID, E_EXISTS on "/name", E_LIMIT. */
enum err channel_create(struct tx *tx, const struct channel_new *in, int64_t *ret_id) MUST_USE;

struct channel_change {
    bool has_name, has_description, has_kind, has_groups;
    struct channel_new to;
};
/* E_STATE when a restricted one is to be for more people while posts that are out are in it alone: their authors wrote for few. */
enum err channel_change(struct tx *tx, int64_t id, const struct channel_change *c) MUST_USE;
/* `name` must be the channel's, typed to confirm. Posts lose the channel, and are for all where it was their only one.
 *
 * A post that was for few never becomes one for all by that: while a restricted channel is the only one of posts that are out or
 * scheduled it is not deleted (E_STATE with their titles), and drafts keep a mark of it, so that they can't be published before
 * somebody says whom they are for. */
enum err channel_delete(struct tx *tx, int64_t id, struct str name, int64_t now) MUST_USE;

/* ---- for oneself ---- */
struct my_channel {
    struct channel channel;
    bool following;
};
/* Those a person may know of, by name, with what they follow. `groups`: those the person is in. */
enum err channels_of(struct tx *tx, int64_t person, struct id_set groups, struct my_channel **ret, size_t *ret_n) MUST_USE;
/* The same of who asks. */
enum err channels_of_reader(struct tx *tx, const struct audience_who *who, struct my_channel **ret, size_t *ret_n) MUST_USE;
/* E_NOT_FOUND for one that the person may not know of, E_STATE for leaving an essential one. */
enum err channel_follow(struct tx *tx, const struct audience_who *who, int64_t id, bool following, int64_t now,
                        struct my_channel *ret) MUST_USE;
/* Followed by who is (or is not) in one of its groups, and chose or did not. */
bool channel_followed(enum channel_kind kind, bool in_groups, const bool *choice);
/* One of its groups is among these. */
bool channel_is_for(const struct channel *c, struct id_set groups);

/* How many had chosen to follow it (`following`), or to leave it, by last midnight UTC: a multiple of CHANNEL_STEP, 0 below CHANNEL_K. */
enum err channel_chosen(struct tx *tx, int64_t id, bool following, int64_t now, int64_t *ret) MUST_USE;

/* A group is deleted, or goes up in another (`into`, else 0). */
enum err channel_on_group(struct tx *tx, int64_t group, int64_t into, int64_t now) MUST_USE;
/* EVENT_IN_TX subscriber of EV_PERSON_ERASED. */
enum err channel_on_erased(struct tx *tx, const struct event *ev) MUST_USE;

#endif
