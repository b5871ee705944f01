/* targets.h: whom a post is for, as curators read and write it. */
#ifndef PV_APP_CHANNEL_TARGETS_H
#define PV_APP_CHANNEL_TARGETS_H

#include "app/channel/scope.h"

enum { TARGETS_MAX = 50 };           /* of each kind, on one post */

struct targets {
    struct id_set channels, groups;
    const struct str *languages;
    size_t languages_n;
};
/* In place of what it had. E_INVALID at "/targets/…" for a channel, group or language that is not there (one that has gone since
 * may stay), and for channels that are not the limited curator's. */
enum err targets_set(struct tx *tx, int64_t post, const struct targets *in, const struct scope *scope) MUST_USE;
/* They say the same already. */
enum err targets_differ(struct tx *tx, int64_t post, const struct targets *in, bool *ret) MUST_USE;
/* One channel, without looking (a source's posts). */
enum err targets_start(struct tx *tx, int64_t post, int64_t channel) MUST_USE;
/* The post is deleted. */
enum err targets_drop(struct tx *tx, int64_t post) MUST_USE;

struct target_name {
    int64_t id;
    struct str name, kind;           /* of a channel its kind, of a group its axis; both "" when it is gone */
    bool gone;
};
struct target_names {
    struct target_name *channels, *groups;
    struct str *languages;
    size_t channels_n, groups_n, languages_n;
};
enum err targets_names(struct tx *tx, int64_t post, struct target_names *ret) MUST_USE;

#endif
