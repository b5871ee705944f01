/* scope.h: roles that are limited to channels. A curator who is limited sees, writes and publishes posts in those channels only;
 * everything else is not there. Admins are never limited. */
#ifndef PV_APP_CHANNEL_SCOPE_H
#define PV_APP_CHANNEL_SCOPE_H

#include "app/channel/audience.h"

enum { SCOPE_CHANNELS_MAX = 50 };    /* that one role is limited to */

/* Roles that can be limited: NULL-terminated. */
extern const char *const scope_roles[];

struct scope {
    bool limited;
    struct id_set channels;
};
/* Of a member as a curator. `roles`: enum role bits. */
enum err scope_of(struct tx *tx, int64_t member, unsigned roles, struct scope *ret) MUST_USE;
/* The post lies in one of the channels; E_NOT_FOUND. */
enum err scope_check(struct tx *tx, const struct scope *s, int64_t post) MUST_USE;
/* Both in one. */
enum err scope_check_post(struct tx *tx, int64_t member, unsigned roles, int64_t post) MUST_USE;
/* Whether what these posts use (a picture, a document) is there for a curator with this scope: one of them is theirs, or none uses it
 * yet. */
enum err scope_has_any(struct tx *tx, const struct scope *s, const int64_t *posts, size_t n, bool *ret) MUST_USE;
/* Whether somebody may see, as a curator, what these posts use (a picture, a document): one of them is theirs, or none uses it yet, since
 * they may have uploaded it just now. False for who is no curator. */
enum err scope_sees_any(struct tx *tx, int64_t member, unsigned roles, const int64_t *posts, size_t n, bool *ret) MUST_USE;
/* What a limited curator may make of a post's channels: theirs come and go, others stay, and one of theirs is left. */
enum err scope_check_change(struct tx *tx, const struct scope *s, struct id_set was, struct id_set is) MUST_USE;

/* E_FORBIDDEN for a limited curator: what concerns all channels is not theirs. */
enum err scope_check_whole(const struct db_cx *cx, int64_t member, unsigned roles) MUST_USE;

/* Of the directory: a role's channels, `limited` false for a role without limit. */
struct role_scope {
    const char *role;
    struct scope scope;
};
/* `member` must be there; ret[i] is that of scope_roles[i]. */
enum err role_scopes(struct tx *tx, int64_t member, struct role_scope ret[2]) MUST_USE;
/* Limits a role, or with `limited` false frees it. E_INVALID at `field` for a channel that is not there. */
enum err role_scope_set(struct tx *tx, int64_t member, const char *role, const struct scope *s, const char *field) MUST_USE;
/* Everybody's rows at once. */
struct scope_row {
    int64_t member, channel;
    struct str role;
};
enum err role_scopes_all(struct tx *tx, struct scope_row **ret, size_t *ret_n) MUST_USE;

#endif
