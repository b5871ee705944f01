/* view.h: what a reader with given channels, groups and language sees of a snapshot: positions, and tabs.
 *
 * Readers who see the same share a view. It is made at first use and kept with the snapshot, at most VIEWS_MAX of them and
 * VIEWS_BYTES of memory, least recently used out first; where more is asked for, a view is made for the one request. A company
 * that aims no post at anybody has none: its readers see the snapshot as it is. */
#ifndef PV_APP_POST_VIEW_H
#define PV_APP_POST_VIEW_H

#include "app/post/fragment.h"

enum { VIEWS_MAX = 128, VIEWS_BYTES = 4 * 1024 * 1024 };

struct view_channel {
    int64_t id;
    struct snapshot_tab tab;
};

struct view {
    atomic_uint refs;
    uint64_t hash;
    int64_t *key;                /* what of the reader's audience the snapshot's posts name, axis after axis, 0 between */
    size_t key_n;
    struct snapshot_tab all;
    struct tab_set tabs;
    struct view_channel *channels;   /* those the reader follows that hold a post the reader sees, by name */
    size_t channels_n;
    struct str channels_json;    /* [{"id":"…","name":"…"}] */
    uint64_t tabs_hash;          /* of both */
    size_t bytes;
    uint64_t used;
};

/* The reader's view; give it back with view_release. NULL: everything, as it is. */
struct view *view_get(const struct snapshot *s, const struct audience *reader);
void view_release(struct view *v);
/* The tab of a channel that the reader follows; NULL. */
const struct snapshot_tab *view_channel_find(const struct view *v, int64_t channel);

struct views *views_new(void);
void views_free(struct views *v);
/* How many are kept, and their bytes (tests). */
size_t views_count(const struct snapshot *s, size_t *ret_bytes);

#endif
