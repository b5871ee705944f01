/* image.h: the company's pictures. A post names an address; it is fetched once, made into our sizes apart from this process
 * (image/image.h) and kept in the database, so that backups and all nodes have it. The source may take its picture away;
 * ours stays while a post uses it. */
#ifndef PV_APP_IMAGE_IMAGE_H
#define PV_APP_IMAGE_IMAGE_H

#include "app/channel/audience.h"
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

/* The picture of this address, to be fetched by a job when it is new or failed before. *ret_id is 0 when `url` is NULL or no
 * web address (one of our own, say): then there is nothing to fetch. "/api/v1/images/{id}" is a picture that is here already;
 * E_INVALID under "/image_url" when it is not. */
enum err picture_want(struct tx *tx, struct str url, int64_t now, int64_t *ret_id) MUST_USE;

/* An uploaded picture: decoded apart from this process, without its metadata, kept in our sizes. The same bytes are one
 * picture. E_INVALID with a reason when they are none. */
struct picture {
    int64_t id, width, height;
    struct str colour;
};
enum err picture_upload(const struct db_cx *cx, struct str bytes, int64_t now, struct picture *ret) MUST_USE;
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
 * or they prepare posts and it is one of theirs (scope_sees_any). Who shared a post sees its picture beside the share also when the
 * post has gone to the archive. */
enum err picture_is_there(struct tx *tx, int64_t id, const struct audience_who *who, unsigned roles, bool *ret) MUST_USE;
/* The file for a width and format. E_NOT_FOUND when the company has no such picture, or not yet. */
enum err picture_file(struct tx *tx, int64_t id, int64_t slot, enum image_format format, struct picture_file *ret) MUST_USE;

/* Job "image.fetch" {"image":id}: records EV_IMAGE_READY. */
enum err picture_fetch_run(struct job_run *run);
/* Job "housekeeping.images": deletes what no post uses, daily. */
enum err picture_housekeeping_run(struct job_run *run);
enum err picture_on_company(struct tx *tx, const struct event *ev);

#endif
