/* import.h: a staff list on its way into the directory: uploaded, read, looked at, applied, perhaps undone.
 *
 * Each step but the upload is work in short transactions that goes on where it was after a crash.
 * An import adds and updates: it never removes anybody, clears nothing with an empty cell, and takes no role away. */
#ifndef PV_APP_STAFF_IMPORT_H
#define PV_APP_STAFF_IMPORT_H

#include "app/member/member.h"
#include "app/staff/list.h"
#include "job/job.h"

enum {
    IMPORT_BATCH = 20000,            /* records a transaction, at most */
    IMPORT_CHECK_BATCH = 5000,       /* the same while the file is read */
    IMPORT_TX_MS = 200,              /* after so long it ends, for the others who write */
    IMPORT_PART = 1024 * 1024,       /* bytes of a stored piece of the file */
    IMPORT_NAME_MAX = 200,           /* characters of a file's name */
    IMPORT_DAYS = 30,                /* undo, and all that is kept of an import */
    IMPORT_RUN_S = 8,                /* seconds a job works before it lets others in */
    IMPORT_PAGE_DEFAULT = 50, IMPORT_PAGE_MAX = 200
};

#define IMPORT_UPLOADING "uploading"
#define IMPORT_PARSING "parsing"
#define IMPORT_READY "ready"
#define IMPORT_APPLYING "applying"
#define IMPORT_DONE "done"
#define IMPORT_UNDOING "undoing"
#define IMPORT_UNDONE "undone"
#define IMPORT_FAILED "failed"

struct sql_import_get_row;

/* Stores the file and starts reading it: as a job when `job`, else staff_import_work must be called. `by`: the member who
 * does it, 0 for the operator. */
enum err staff_import_create(const struct db_cx *cx, struct str name, struct str bytes, int64_t by, bool job, int64_t now,
                             int64_t *ret_id) MUST_USE;
/* E_NOT_FOUND also for one whose upload never ended. */
enum err staff_import_get(struct tx *tx, int64_t id, struct sql_import_get_row *ret) MUST_USE;

/* How many records are through the step it is in. */
int64_t staff_import_progress(const struct sql_import_get_row *im);

struct import_choice {
    int64_t index;
    enum staff_field field;          /* STAFF_NONE: kept out */
};
struct import_mapping {
    const struct import_choice *choices;
    size_t n;
    bool set_header, header;         /* the first record names the columns, or does not */
};
/* Another mapping; the file is read again by a job. E_INVALID at /mapping…, E_STATE when it is too late. */
enum err staff_import_remap(struct tx *tx, int64_t id, const struct import_mapping *m, int64_t now) MUST_USE;
/* Starts applying, by a job when `job`. E_STATE unless ready, without wrong records or with skip_errors, and alone. */
enum err staff_import_apply(struct tx *tx, int64_t id, bool skip_errors, bool job, int64_t now) MUST_USE;
/* Starts taking it back, by a job. E_STATE unless done, and not longer than IMPORT_DAYS ago. */
enum err staff_import_undo(struct tx *tx, int64_t id, int64_t now) MUST_USE;
/* Deletes the import with its file and records. E_STATE while it works. */
enum err staff_import_delete(const struct db_cx *cx, int64_t id) MUST_USE;
/* Does the step that the import is in, until it is done or the clock shows `until` (µs, 0: no end). *ret_more: work is left. */
enum err staff_import_work(const struct db_cx *cx, int64_t id, int64_t until, bool *ret_more) MUST_USE;

/* Where a page of the missing starts: behind this member. */
struct staff_place {
    struct str folded;
    int64_t id;
};
struct staff_missing {
    struct staff_place at;
    struct str email, first_name, last_name, status;
};
/* Members whose address the list does not have, by name, suspended ones left out; *ret_total of them all. */
enum err staff_import_missing(struct tx *tx, int64_t id, const struct staff_place *after, int64_t limit, struct staff_missing **ret,
                              size_t *ret_n, int64_t *ret_total) MUST_USE;

/* How many they are. */
enum err staff_import_missing_count(struct tx *tx, int64_t id, int64_t *ret) MUST_USE;

/* Erase: forgets an address in all imports, and the files that name it. */
enum err staff_forget(struct tx *tx, struct str email) MUST_USE;

/* Jobs "member.import" and "housekeeping.imports". */
enum err staff_import_run(struct job_run *run);
enum err staff_housekeeping_run(struct job_run *run);

#endif
