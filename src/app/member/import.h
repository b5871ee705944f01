/* import.h: many members from a CSV file.
 *
 * First everything is read and checked, then, unless it was a rehearsal, added in transactions of 1,000 rows. A line
 * that is wrong keeps the whole file out, unless the caller asks for the rest. Addresses that are members already are
 * left as they are: an import never changes or removes anybody. Columns that are not asked for are not kept. */
#ifndef PV_APP_MEMBER_IMPORT_H
#define PV_APP_MEMBER_IMPORT_H

#include "app/member/member.h"

enum {
    IMPORT_BYTES_MAX = 64 * 1024 * 1024,
    IMPORT_ROWS_MAX = 200000,
    IMPORT_BATCH = 1000              /* rows a transaction; decisions 9 */
};

enum import_result { IMPORT_ADD, IMPORT_EXISTS, IMPORT_BAD };

struct import_line {
    int64_t line;
    enum import_result result;
    struct str email;                /* as in the file */
    struct str column, detail;       /* of IMPORT_BAD */
    struct member_new member;        /* of IMPORT_ADD and IMPORT_EXISTS */
};

struct import_report {
    struct import_line *lines;
    size_t n;
    size_t added, existing, bad;     /* `added`: would be, in a rehearsal */
    struct str *notices;
    size_t notice_n;
    bool done;                       /* members were added */
};

struct import_options {
    bool dry_run;
    bool skip_errors;                /* add the good lines although others are wrong */
    int64_t now;
};

/* `cx` is the company's. The report is filled even when nothing is added. E_INVALID with details when the file as a
 * whole can't be read: no header, no column for the address, too long. Wrong lines are in the report, and no error. */
enum err member_import(const struct db_cx *cx, struct str text, const struct import_options *opt,
                       struct import_report *ret) MUST_USE;

#endif
