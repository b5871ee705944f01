/* fragment.h: published posts as JSON bytes in memory, in feed order. Data structure only: no SQL, no locks.
 *
 * A post is the same for thousands of readers, so it is rendered once a version. A fragment ends right where the
 * reader's own part begins (`… "me":{"shared":[`); feed.c writes that, and behind it the counts of reactions, which change too often
 * for a fragment. A snapshot is one company's feed, newest first, never changed once made: readers hold a reference while they copy out of it, and a change makes a new snapshot
 * that shares the fragments it keeps. Costs about the size of the JSON plus 40 bytes a post. */
#ifndef PV_APP_POST_FRAGMENT_H
#define PV_APP_POST_FRAGMENT_H

#include "app/channel/audience.h"
#include "app/post/post.h"
#include "base/buf.h"

#include <stdatomic.h>

/* What json_write puts behind it for a reader who has done nothing. */
#define FRAGMENT_CLOSE "],\"read\":false}}"

/* What a share of a published post can earn; from the points room. */
struct fragment_offer {
    int64_t share, own_words;
};

struct fragment {
    atomic_uint refs;
    uint32_t n;                  /* bytes */
    int64_t id, published_at, version;
    uint64_t hash;               /* of the bytes, for entity tags */
    int64_t expires_at, featured_at, pinned_at, must_read_at;   /* 0: not */
    bool promotional;
    struct str network;          /* inside bytes' block, as the audience's sets are */
    struct audience audience;    /* whom it is for */
    char *bytes;
};

struct snapshot_item {
    int64_t published_at, id;    /* beside the pointer, so that a search touches no fragment */
    struct fragment *f;
};

/* Positions of one network's posts, ascending. */
struct snapshot_tab {
    struct str network;          /* inside a fragment of this snapshot */
    uint32_t *at;
    size_t n;
};

/* Tabs of a list of posts. */
struct tab_set {
    struct snapshot_tab *list;   /* alphabetical */
    size_t n;
    struct str json;             /* ["bluesky","web"] */
};

/* A channel, for the tabs of those who follow it. */
struct snapshot_channel {
    int64_t id;
    struct str name;             /* the snapshot's own */
};

struct views;

struct snapshot {
    atomic_uint refs;
    uint64_t serial;             /* of this process, never the same twice */
    struct snapshot_item *items; /* newest first: published_at, then id, falling */
    size_t n;
    struct tab_set tabs;
    uint64_t tabs_hash;
    struct snapshot_channel *channels;   /* by name */
    size_t channels_n;
    bool targeted;               /* some posts are not for all: who reads it gets a view (view.h) */
    struct views *views;
    /* Parts of items, newest choice first. */
    const struct fragment *must_read[POST_MUST_READ_MAX], *pinned[POST_PINNED_MAX], *featured[POST_FEATURED_MAX];
    size_t must_read_n, pinned_n, featured_n;
    size_t bytes;                /* of memory, roughly */
};

/* Renders; the caller owns one reference. `audience` NULL: for all. `scratch` is a heap buffer to be used again. */
struct fragment *fragment_make(const struct post *p, const struct audience *audience, const struct fragment_offer *offer, int64_t now,
                               struct buf *scratch);
void fragment_release(struct fragment *f);

/* A snapshot of `n` fragments in any order; takes over their references. The caller owns one to the result. */
struct snapshot *snapshot_make(struct fragment *const *list, size_t n);
/* `base` without the posts `gone` (any order), plus the fragments `added`, whose references it takes over. */
struct snapshot *snapshot_change(const struct snapshot *base, const int64_t *gone, size_t gone_n,
                                 struct fragment *const *added, size_t added_n);
struct snapshot *snapshot_hold(struct snapshot *s);
void snapshot_release(struct snapshot *s);

/* Gives a snapshot nobody reads yet the company's channels, by name; copies them. */
void snapshot_name_channels(struct snapshot *s, const struct snapshot_channel *list, size_t n);

/* The tabs of the posts at `all` (NULL: of all). */
void tab_set_make(const struct snapshot *s, const struct snapshot_tab *all, struct tab_set *ret);
void tab_set_free(struct tab_set *t);
/* The tab of a network, NULL when no post is in it. */
const struct snapshot_tab *tab_set_find(const struct tab_set *t, struct str network);
/* First position after the place (before, before_id) in the feed, or in the tab when that is not NULL. */
size_t snapshot_after(const struct snapshot *s, const struct snapshot_tab *tab, int64_t before, int64_t before_id);
/* The item at a position of the feed or the tab. */
const struct snapshot_item *snapshot_at(const struct snapshot *s, const struct snapshot_tab *tab, size_t at);
/* The post's fragment, NULL when it is not in the feed. */
const struct fragment *snapshot_find(const struct snapshot *s, int64_t id);
/* Posts of the feed, or of the tab, published after `at`. */
int64_t snapshot_newer(const struct snapshot *s, const struct snapshot_tab *tab, int64_t at);

/* Folds a number into a hash. */
static inline uint64_t hash_mix(uint64_t h, uint64_t v) {
    h = (h ^ v) * UINT64_C(0x9E3779B97F4A7C15);
    return h ^ (h >> 29);
}

#endif
