/* csv.h: comma-separated values as spreadsheets and personnel systems write them: RFC 4180, and what is made of it.
 *
 * Well-formed UTF-8 in (app/staff/decode.h brings it there). Any one-byte delimiter; CRLF, LF or CR; quoted fields with
 * doubled quotes, line breaks and delimiters inside; stray quotes stay as text; a quote that is never closed costs its
 * own line only. Knows nothing of members. */
#ifndef PV_TEXT_CSV_H
#define PV_TEXT_CSV_H

#include "base/arena.h"

enum {
    CSV_FIELDS_MAX = 512,            /* fields of a record; more are a fault */
    CSV_QUOTED_MAX = 64 * 1024       /* bytes that a quoted field may span before its quote counts as unclosed */
};

struct csv {
    struct str text;
    size_t at;
    int64_t line;                    /* of `at`, 1 = first, as an editor counts them */
    char delimiter;
    struct arena *arena;             /* for fields that need a copy; the caller may reset it between records */
    size_t unclosed_until;           /* a search for a closing quote came this far in vain */
};

enum csv_fault { CSV_FINE, CSV_UNCLOSED, CSV_TOO_WIDE };

struct csv_record {
    int64_t line;                    /* where it begins */
    struct str fields[CSV_FIELDS_MAX];
    size_t n;
    enum csv_fault fault;            /* the fields are there all the same, as well as they can be read */
};

/* `text` must live as long as the records. A byte order mark is stepped over. */
void csv_open(struct csv *c, struct str text, char delimiter, struct arena *arena);
/* The next record that is not blank; false at the end. */
bool csv_next(struct csv *c, struct csv_record *ret);

#endif
