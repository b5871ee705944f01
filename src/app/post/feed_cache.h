/* feed_cache.h: each company's snapshot of the feed in this process, kept right by events.
 *
 * A snapshot is built from the database at first use. An event only marks what it touched; the next reader reads the
 * touched posts and puts a new snapshot in place, so an event costs nothing while nobody reads, and whoever has just
 * published sees it at once. The marks come twice: from the transaction's own commit in this process, and from the
 * event log that every node polls (decisions 11). Companies least recently read lose their snapshot above
 * FEED_BYTES_MAX. */
#ifndef PV_APP_POST_FEED_CACHE_H
#define PV_APP_POST_FEED_CACHE_H

#include "app/post/fragment.h"
#include "event/event.h"

enum {
    FEED_DIRTY_MAX = 1000        /* touched posts remembered one by one; more rebuild the snapshot */
};
#define FEED_BYTES_MAX (INT64_C(512) * 1024 * 1024)

/* The company's present snapshot; give it back with snapshot_release. */
enum err feed_snapshot(const struct db_cx *cx, int64_t now, struct snapshot **ret) MUST_USE;
/* Marks one post, or with 0 the whole feed of a company. */
void feed_touch(int64_t company, int64_t post);
/* An event of any company, from the poller of the event log. Cheap, no SQL. */
void feed_on_event(int64_t company, const struct event *ev);
/* EVENT_IN_TX subscriber for FEED_EVENTS: does the same once the transaction has committed. */
enum err feed_in_tx(struct tx *tx, const struct event *ev);
#define FEED_ALL_EVENTS (EV_BIT(EV_SOURCE_CHANGED) | EV_BIT(EV_SOURCE_DELETED) | EV_BIT(EV_COMPANY_CHANGED) | \
                         EV_BIT(EV_CHANNEL_CHANGED) | EV_BIT(EV_GROUP_CHANGED))
#define FEED_POST_EVENTS                                                                                              \
    (EV_BIT(EV_POST_CHANGED) | EV_BIT(EV_POST_PICTURED) | EV_BIT(EV_POST_PUBLISHED) | EV_BIT(EV_POST_UNPUBLISHED) |   \
     EV_BIT(EV_POST_ARCHIVED) | EV_BIT(EV_POST_RESTORED))
#define FEED_READER_EVENTS                                                                                            \
    (EV_BIT(EV_SHARE_OPENED) | EV_BIT(EV_SHARE_DECLARED) | EV_BIT(EV_SHARE_VERIFIED) | EV_BIT(EV_SHARE_RETRACTED) |   \
     EV_BIT(EV_SHARE_SCHEDULED) | EV_BIT(EV_SHARE_PUBLISHED) | EV_BIT(EV_SHARE_FAILED) | EV_BIT(EV_SHARE_CANCELLED) |  \
     EV_BIT(EV_POST_CONFIRMED) | EV_BIT(EV_PERSON_ERASED) | EV_BIT(EV_CHANNEL_CHOSEN))
/* Groups, language or channels of members may be others. */
#define FEED_DIRECTORY_EVENTS                                                                                         \
    (EV_BIT(EV_MEMBER_CHANGED) | EV_BIT(EV_GROUP_CHANGED) | EV_BIT(EV_CHANNEL_CHANGED) | EV_BIT(EV_IMPORT_APPLIED) |   \
     EV_BIT(EV_IMPORT_UNDONE))
#define FEED_EVENTS (FEED_ALL_EVENTS | FEED_POST_EVENTS | FEED_READER_EVENTS | FEED_DIRECTORY_EVENTS)
/* Test seam: another FEED_BYTES_MAX; 0 restores it. */
void feed_limit(int64_t bytes);
/* Lets go of everything (tests, shutdown). */
void feed_clear(void);

#endif
