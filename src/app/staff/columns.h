/* columns.h: which column of a staff list means what.
 *
 * Headers of Google Workspace, Microsoft 365 and Entra, Okta and personnel systems, in English, French and German, are a
 * table (columns.c) that `portevoix member columns` prints; values confirm or overrule what a header promises. A work
 * address goes before a private one, which is taken only where there is no other. */
#ifndef PV_APP_STAFF_COLUMNS_H
#define PV_APP_STAFF_COLUMNS_H

#include "text/csv.h"
#include "base/buf.h"

enum staff_field {
    STAFF_NONE, STAFF_EMAIL, STAFF_FIRST, STAFF_LAST, STAFF_FULL, STAFF_COUNTRY, STAFF_DEPARTMENT, STAFF_TEAM, STAFF_FREE,
    STAFF_ROLES, STAFF_FIELD_COUNT
};
extern const char *const staff_field_names[STAFF_FIELD_COUNT];   /* "", "email", "first_name" … */
/* STAFF_FIELD_COUNT when there is none of this name. */
enum staff_field staff_field_of(struct str name);

enum staff_confidence { STAFF_SURE, STAFF_LIKELY, STAFF_GUESS, STAFF_CHOSEN };
extern const char *const staff_confidence_names[];

enum { STAFF_SAMPLES = 3, STAFF_SAMPLE_MAX = 80, STAFF_EMAILS_MAX = 4, STAFF_SNIFF_RECORDS = 1000 };

struct staff_column {
    struct str header;               /* as in the file, or "Column 3" */
    enum staff_field field;
    enum staff_confidence confidence;
    bool last_first;                 /* STAFF_FULL: the header says that the last name stands first */
    bool is_private;                 /* a private address */
    bool foreign;                    /* of somebody else: a manager, a contact for emergencies */
    bool by_values;                  /* the header alone does not settle it */
    bool bare_name;                  /* "Name", "Nom": of the family where first names have a column, else the whole */
    int rank;                        /* among columns for the same field, lower is better */
    size_t filled, addresses;        /* of the records looked at */
    struct str samples[STAFF_SAMPLES];
    size_t sample_n;
};

struct staff_map {
    struct staff_column *columns;
    size_t n;
    int64_t header_line;             /* 0: the file has no header */
    size_t start;                    /* where the records begin, and the line there */
    int64_t start_line;
    char delimiter;
    int emails[STAFF_EMAILS_MAX];    /* columns for the address, best first; ends with -1 */
    int at[STAFF_FIELD_COUNT];       /* the column of a field, -1 when there is none; not for e-mail and free */
    bool private_only, role_is_title;
};

/* What a header means by itself: field, rank, hints; STAFF_NONE when nothing is known. */
struct staff_column staff_header(struct arena *a, struct str header);
/* Finds delimiter, header line and columns. False when no column holds addresses; the map is there all the same. */
bool staff_map_find(struct arena *a, struct str text, struct staff_map *ret) __attribute__((warn_unused_result));
/* The same with the first record as header, or as data, whatever it looks like. */
bool staff_map_as(struct arena *a, struct str text, bool header, struct staff_map *ret) __attribute__((warn_unused_result));
/* After fields of columns were changed by hand: emails[] and at[] again. False when no column is for the address. */
bool staff_map_settle(struct staff_map *m) __attribute__((warn_unused_result));
/* The table of headers, one "field<TAB>rank<TAB>header" a line. */
void staff_headers_print(struct buf *b);

#endif
