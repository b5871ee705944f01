/* jobs.c: every kind of job, one readable table; see job/job.h. Back-off and leases in seconds. */
#include "app/connection/connection.h"
#include "app/file/file.h"
#include "app/image/image.h"
#include "app/join/queue.h"
#include "app/join/round.h"
#include "app/link/upkeep.h"
#include "app/post/post.h"
#include "app/publish/publish.h"
#include "app/search/search.h"
#include "app/session/session.h"
#include "app/session/token_mail.h"
#include "app/share/share.h"
#include "app/source/push.h"
#include "app/source/source.h"
#include "app/staff/import.h"
#include "app/unfurl/unfurl.h"
#include "job/job.h"

const struct job_kind job_kinds[] = {
    {"connection.end", 8, 60, 120, JOB_HOUSE, connection_end_run, "revokes the tokens of an account that was taken away"},
    {"housekeeping.imports", 100, 600, 300, JOB_HOUSE, staff_housekeeping_run, "deletes staff imports older than 30 days"},
    {"housekeeping.jobs", 100, 600, 300, JOB_HOUSE, job_housekeeping_run, "deletes ended jobs older than 30 days"},
    {"housekeeping.clicks", 100, 600, 900, JOB_HOUSE, link_housekeeping_run,
     "forgets visitors after two days, single clicks after 25 months"},
    {"housekeeping.files", 100, 600, 300, JOB_HOUSE, file_housekeeping_run, "deletes documents that no post uses"},
    {"housekeeping.images", 100, 600, 300, JOB_HOUSE, picture_housekeeping_run, "deletes pictures that no post uses"},
    {"housekeeping.posts", 100, 600, 300, JOB_HOUSE, post_housekeeping_run, "deletes posts dropped long ago, archives old ones"},
    {"housekeeping.sessions", 100, 600, 300, JOB_HOUSE, session_housekeeping_run, "deletes ended sessions, links and old keys"},
    {"housekeeping.shares", 100, 600, 300, JOB_HOUSE, share_housekeeping_run, "forgets texts of shares older than a year"},
    {"housekeeping.sources", 100, 600, 300, JOB_HOUSE, source_housekeeping_run, "polls sources again whose job got lost"},
    {"image.fetch", PICTURE_TRIES, 60, 120, JOB_HOUSE, picture_fetch_run, "fetches a picture and makes our sizes of it"},
    {"join.decline", 8, 60, 120, JOB_HOUSE, join_decline_run, "tells somebody that they were not let in, and deletes their row"},
    {"join.hourly", 100, 600, 300, JOB_HOUSE, join_hourly_run, "reminds of invitations once, forgets old requests to join"},
    {"join.request", 8, 30, 120, JOB_HOUSE, join_request_run, "mails the link that proves the mailbox of who asked to join"},
    {"join.round", 100, 60, 120, JOB_HOUSE, join_round_run, "invites many people at a quiet pace"},
    {"member.import", 100, 2, 60, JOB_HOUSE, staff_import_run, "reads, applies or takes back a staff import"},
    {"member.invite", 8, 60, 120, JOB_HOUSE, token_mail_invitation_run, "mails an invitation"},
    {"member.remind", 8, 60, 120, JOB_HOUSE, token_mail_reminder_run, "mails the one reminder of an invitation"},
    {"page.image", UNFURL_TRIES, 120, 60, JOB_HOUSE, unfurl_image_run, "looks for a picture on the page of an imported item"},
    {"post.due", 100, 5, 20, JOB_HOUSE, post_due_run, "publishes a scheduled post, archives an expired one"},
    {"search.fill", 100, 60, 900, JOB_HOUSE, search_fill_run, "writes the words of all posts for searching"},
    {"session.link", 4, 5, 120, JOB_HOUSE, token_mail_link_run, "mails a sign-in link"},
    {"share.remove", 9, 30, 100, JOB_NETWORKS, publish_remove_run, "takes down at the network what its member took back"},
    {"share.send", 1000, 4, 100, JOB_NETWORKS, publish_send_run, "publishes a share through the member's account"},
    {"source.poll", 100, 60, 120, JOB_HOUSE, source_poll_run, "asks a source's server for new items"},
    {"source.push", 20, 60, 120, JOB_HOUSE, source_push_run, "subscribes at a source's WebSub hub, renews or ends that"},
};
const size_t job_kind_count = sizeof job_kinds / sizeof *job_kinds;
