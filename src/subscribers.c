/* subscribers.c: who follows which events. One readable table; see event/event.h.
 *
 * EVENT_IN_TX rows run inside the transaction that records the event, in this order; EVENT_CURSOR rows follow the committed
 * log. cache_poll, at the end, tells the caches of this process what other processes did (decisions 11). */
#include "subscribers.h"

#include "app/act/act.h"
#include "app/board/board.h"
#include "app/caption/caption.h"
#include "app/channel/channel.h"
#include "app/charter/charter.h"
#include "app/company/hosts.h"
#include "app/connection/connection.h"
#include "app/file/file.h"
#include "app/image/image.h"
#include "app/join/join.h"
#include "app/link/link.h"
#include "app/link/upkeep.h"
#include "app/points/points.h"
#include "app/post/feed_cache.h"
#include "app/post/post.h"
#include "app/post/reader.h"
#include "app/publish/publish.h"
#include "app/reaction/tally.h"
#include "app/read/read.h"
#include "app/search/search.h"
#include "app/session/session.h"
#include "app/share/share.h"
#include "app/source/source.h"
#include "app/unfurl/unfurl.h"
#include "event/event.h"
#include "job/job.h"

#define POINTS_EVENTS (EV_BIT(EV_COMPANY_CREATED) | EV_BIT(EV_SHARE_VERIFIED) | EV_BIT(EV_CLICKS_COUNTED))

/* The hourly work begins with the company; in one that is older than this work, with whatever happens there first. */
#define JOIN_EVENTS \
    (EV_BIT(EV_COMPANY_CREATED) | EV_BIT(EV_COMPANY_CHANGED) | EV_BIT(EV_MEMBER_CREATED) | EV_BIT(EV_IMPORT_APPLIED) | \
     EV_BIT(EV_POST_PUBLISHED))

const struct event_subscriber event_subscribers[] = {
    {"points", EVENT_IN_TX, POINTS_EVENTS, points_on_event},
    {"board", EVENT_IN_TX, STANDING_EVENTS, standing_in_tx},
    {"board.erased", EVENT_IN_TX, EV_BIT(EV_PERSON_ERASED), board_on_erased},
    {"points.erased", EVENT_IN_TX, EV_BIT(EV_PERSON_ERASED), points_on_erased},
    {"act.erased", EVENT_IN_TX, EV_BIT(EV_PERSON_ERASED), act_on_erased},
    {"connection.erased", EVENT_IN_TX, EV_BIT(EV_PERSON_ERASED), connection_on_erased},
    {"publish", EVENT_IN_TX, PUBLISH_EVENTS, publish_on_event},
    {"publish.erased", EVENT_IN_TX, EV_BIT(EV_PERSON_ERASED), publish_on_erased},
    {"share.erased", EVENT_IN_TX, EV_BIT(EV_PERSON_ERASED), share_on_erased},
    {"share.company", EVENT_IN_TX, EV_BIT(EV_COMPANY_CREATED), share_on_company},
    {"channel.erased", EVENT_IN_TX, EV_BIT(EV_PERSON_ERASED), channel_on_erased},
    {"charter.erased", EVENT_IN_TX, EV_BIT(EV_PERSON_ERASED), charter_on_erased},
    {"caption.erased", EVENT_IN_TX, EV_BIT(EV_PERSON_ERASED), caption_on_erased},
    {"session.company", EVENT_IN_TX, EV_BIT(EV_COMPANY_CREATED), session_on_company},
    {"job.company", EVENT_IN_TX, EV_BIT(EV_COMPANY_CREATED), job_on_company},
    {"link.company", EVENT_IN_TX, EV_BIT(EV_COMPANY_CREATED), link_on_company},
    {"link.erased", EVENT_IN_TX, EV_BIT(EV_PERSON_ERASED), link_on_erased},
    {"join.upkeep", EVENT_IN_TX, JOIN_EVENTS, join_on_event},
    {"image.company", EVENT_IN_TX, EV_BIT(EV_COMPANY_CREATED), picture_on_company},
    {"file.company", EVENT_IN_TX, EV_BIT(EV_COMPANY_CREATED), file_on_company},
    {"post.erased", EVENT_IN_TX, EV_BIT(EV_PERSON_ERASED), post_on_erased},
    {"reaction.erased", EVENT_IN_TX, EV_BIT(EV_PERSON_ERASED), reaction_on_erased},
    {"read.erased", EVENT_IN_TX, EV_BIT(EV_PERSON_ERASED), read_on_erased},
    {"post.company", EVENT_IN_TX, EV_BIT(EV_COMPANY_CREATED), post_on_company},
    {"post.image", EVENT_IN_TX, EV_BIT(EV_IMAGE_READY), post_on_image},
    {"source.company", EVENT_IN_TX, EV_BIT(EV_COMPANY_CREATED), source_on_company},
    {"unfurl.import", EVENT_IN_TX, EV_BIT(EV_POST_IMPORTED), unfurl_on_import},
    {"search.post", EVENT_IN_TX, EV_BIT(EV_POST_IMPORTED) | EV_BIT(EV_POST_CREATED) | EV_BIT(EV_POST_CHANGED), search_on_post},
    {"search.source", EVENT_IN_TX, EV_BIT(EV_SOURCE_CHANGED) | EV_BIT(EV_SOURCE_DELETED), search_on_source},
    {"feed", EVENT_IN_TX, FEED_EVENTS, feed_in_tx},
    {"reaction.tally", EVENT_IN_TX, TALLY_EVENTS, tally_in_tx},
};
const size_t event_subscriber_count = sizeof event_subscribers / sizeof *event_subscribers;

void cache_poll(int64_t company, const struct event *ev) {
    hosts_on_event(company, ev);
    session_on_event(company, ev);
    link_on_event(company, ev);
    feed_on_event(company, ev);
    tally_on_event(company, ev);
    standing_on_event(company, ev);
}
