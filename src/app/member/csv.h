/* csv.h: comma-separated values as spreadsheets write them: RFC 4180, and what Excel in other countries makes of it.
 *
 * UTF-8 with or without a byte order mark; comma, semicolon or tab, found from the first record; CRLF, LF or CR; quoted
 * fields with doubled quotes, line breaks and delimiters inside. Knows nothing of members. */
#ifndef PV_APP_MEMBER_CSV_H
#define PV_APP_MEMBER_CSV_H

#include "base/arena.h"

enum { CSV_FIELDS_MAX = 64, CSV_FIELD_MAX = 4096 };   /* fields a record, bytes a field */

struct csv {
    struct str text;
    size_t at;
    int64_t line;                    /* of `at`, 1 = first */
    char delimiter;
    struct arena *arena;
};

struct csv_record {
    int64_t line;                    /* where it begins */
    struct str fields[CSV_FIELDS_MAX];
    size_t n;
    const char *fault;               /* NULL, or what is wrong; the record is then skipped to the end of its line */
};

/* `text` must live as long as the records. */
void csv_open(struct csv *c, struct str text, struct arena *arena);
/* The next record that is not blank; false at the end. */
bool csv_next(struct csv *c, struct csv_record *ret);

#endif
