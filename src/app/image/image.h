/* image.h: the company's pictures. A post names an address; it is fetched once, made into our sizes apart from this process
 * (image/image.h) and kept in the database, so that backups and all nodes have it. The source may take its picture away;
 * ours stays while a post uses it. */
#ifndef PV_APP_IMAGE_IMAGE_H
#define PV_APP_IMAGE_IMAGE_H

#include "app/channel/scope.h"
#include "event/event.h"
#include "image/image.h"
#include "job/job.h"

enum {
    PICTURE_FETCH_MAX = 10 * 1024 * 1024,      /* bytes of a picture that is fetched */
    PICTURE_UPLOAD_MAX = IMAGE_SOURCE_MAX,     /* bytes of one that a curator uploads */
    PICTURE_TRIES = 4,           /* of fetching and decoding, then it has failed */
    PICTURE_KEEP_DAYS = 30,      /* after the last post that used it asked for it */
    PICTURE_PURGE_BATCH = 200,
    PICTURE_URL_MAX = 2000,
    PICTURE_FAULT_MAX = 300
};

/* Who asks for a picture, and what for. */
struct picture_ask {
    struct str url;
    const char *field;           /* of what was sent; NULL: "/image_url" */
    const struct scope *scope;   /* of a limited curator; NULL: not limited */
};
/* The picture of this address, to be fetched by a job when it is new or failed before. *ret_id is 0 when `url` is NULL or no
 * web address: then there is nothing to fetch. "/api/v1/images/{id}" is a picture that is here already; E_INVALID at the field
 * when it is not, or when posts use it and none of them is the curator's. */
enum err picture_want(struct tx *tx, const struct picture_ask *ask, int64_t now, int64_t *ret_id) MUST_USE;
/* It has the form of one of our own addresses; *ret_id is 0 when that names none. */
bool picture_own(struct str url, int64_t *ret_id);

/* An uploaded picture: decoded apart from this process, without its metadata, kept in our sizes. The same bytes are one picture,
 * unless a limited curator would be told so of one that is not theirs: then it is another. E_INVALID with a reason when they are none. */
struct picture {
    int64_t id, width, height;
    struct str colour;
};
struct picture_sender {
    int64_t member;
    unsigned roles;
};
enum err picture_upload(const struct db_cx *cx, const struct picture_sender *from, struct str bytes, int64_t now, struct picture *ret) MUST_USE;
/* The posts that use it in any way and state: as their picture, in their article, in its history. */
enum err picture_posts(struct tx *tx, int64_t id, int64_t **ret, size_t *ret_n) MUST_USE;
/* Writes the files that were made of it. */
enum err picture_store_files(struct tx *tx, int64_t id, const struct image *image) MUST_USE;

/* Where it is served: "/api/v1/images/{id}?w=960", and both sizes for <img srcset>. */
struct str picture_address(struct arena *a, int64_t id);
/* The address where it is served, or with id 0 the given one. */
struct str picture_or(struct arena *a, int64_t id, struct str otherwise);
struct str picture_srcset(struct arena *a, int64_t id);

struct picture_file {
    struct str etag, bytes;
};
/* Whether it is there for somebody with these roles (http/roles.h): it is the picture of a post that is or was out, and for this reader,
 * or in an article that they may read at `now`, or they prepare posts and it is one of theirs (scope_sees_any). Who shared a post sees
 * its picture beside the share also when the post has gone to the archive. */
enum err picture_is_there(struct tx *tx, int64_t id, const struct audience_who *who, unsigned roles, int64_t now, bool *ret) MUST_USE;
/* The file for a width and format. E_NOT_FOUND when the company has no such picture, or not yet. */
enum err picture_file(struct tx *tx, int64_t id, int64_t slot, enum image_format format, struct picture_file *ret) MUST_USE;

/* Job "image.fetch" {"image":id}: records EV_IMAGE_READY. */
enum err picture_fetch_run(struct job_run *run);
/* Job "housekeeping.images": deletes what no post uses, daily. */
enum err picture_housekeeping_run(struct job_run *run);
enum err picture_on_company(struct tx *tx, const struct event *ev);

#endif
