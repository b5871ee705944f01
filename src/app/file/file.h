/* file.h: documents that curators upload: PDF alone, kept in the database as they came, handed out for saving, never for
 * showing inside this origin (file_api.c). */
#ifndef PV_APP_FILE_FILE_H
#define PV_APP_FILE_FILE_H

#include "app/channel/scope.h"
#include "event/event.h"
#include "job/job.h"

enum {
    FILE_UPLOAD_MAX = 20 * 1024 * 1024,
    FILE_NAME_MAX = 120,         /* characters */
    FILE_KEEP_DAYS = 30,         /* after the last post that used it asked for it */
    FILE_PURGE_BATCH = 50
};

struct file {
    int64_t id, size;
    struct str name, hash, bytes;
};

/* Keeps it. E_INVALID when the bytes are no PDF. */
enum err file_upload(const struct db_cx *cx, struct str name, struct str bytes, int64_t now, struct file *ret) MUST_USE;
/* A post takes it: E_INVALID under "/file_id" when the company has no such document, or other posts use it and none of them is the
 * limited curator's (`scope`; NULL: not limited). */
enum err file_want(struct tx *tx, int64_t id, const struct scope *scope, int64_t now) MUST_USE;
/* With its bytes; E_NOT_FOUND. */
enum err file_get(struct tx *tx, int64_t id, struct file *ret) MUST_USE;
/* Whether it is there for somebody with these roles (http/roles.h): it belongs to a post that is in their feed at `now`, or they prepare
 * posts and it is one of theirs (scope_sees_any). */
enum err file_is_there(struct tx *tx, int64_t id, const struct audience_who *who, unsigned roles, int64_t now, bool *ret) MUST_USE;
/* Where it is served. */
struct str file_address(struct arena *a, int64_t id);

/* Job "housekeeping.files", daily, and its first. */
enum err file_housekeeping_run(struct job_run *run);
enum err file_on_company(struct tx *tx, const struct event *ev);

#endif
