/* kind.h: the kinds of posts as one table: what each may hold, what it needs before it goes out, and whether it may be
 * shared. The API checks by it, and the editor draws its fields from it (GET /posts/kinds).
 *
 * What is shared outside is a tracked link, and a link needs a page it leads to. So a post of any kind without an address of
 * its own (an article that stands here alone, a picture, an announcement) is for the company: it may be published as internal
 * only, and its readers see no share button. */
#ifndef PV_APP_POST_KIND_H
#define PV_APP_POST_KIND_H

#include "app/post/post.h"
#include "json/json.h"

/* What a post can hold. Those from PART_PLACE on stand in `details`. */
enum post_part {
    PART_URL, PART_ARTICLE, PART_IMAGE, PART_ALT, PART_FILE, PART_BODY,
    PART_PLACE, PART_CONTRACT, PART_SALARY, PART_VALID, PART_REFERRAL, PART_STARTS, PART_ENDS, PART_ONLINE,
    PART_COUNT
};
#define PART(p) (1u << (p))

enum { KIND_NEEDS_MAX = 4 };
struct kind {
    const char *name;
    unsigned parts;                      /* what it may hold; title, body, picture and language every one may */
    unsigned needs[KIND_NEEDS_MAX];      /* before it goes out: one of each set; 0 ends them */
};
extern const struct kind kinds[];
extern const size_t kind_count;
const struct kind *kind_find(struct str name);
/* Its name in JSON ("starts_at"), and where it stands ("/details/starts_at"). */
const char *part_name(enum post_part p);
const char *part_pointer(enum post_part p);

/* What stands in post.details. Texts NULL and times 0 when absent. */
struct post_details {
    struct str place, contract, salary, referral_url, online_url;
    struct str host;                     /* of a video: youtube, vimeo, dailymotion, peertube; set here, never taken in */
    int64_t valid_through, starts_at, ends_at;
    bool has_valid_through, has_starts_at, has_ends_at;
};
extern const struct json_shape post_details_shape, post_details_in_shape;
/* False when the text is not what was written here. */
bool post_details_read(struct arena *a, struct str json, struct post_details *ret);
/* As it is stored: empty texts left out, a video's host found in its address. */
struct str post_details_text(struct arena *a, const struct post_details *d, struct str kind, struct str url);
/* Whose player a video's page is; STR_NULL when it is not known. */
struct str video_host(struct arena *a, struct str url);

/* E_INVALID when the details do not belong to the kind or contradict each other. */
enum err kind_check_details(struct tx *tx, const struct post *p) MUST_USE;
/* E_INVALID naming all that is missing before the post may go out. */
enum err kind_check(struct tx *tx, const struct post *p) MUST_USE;

#endif
