/* list.h: a staff list, record by record: the one engine behind the command and the web app.
 *
 * staff_open finds encoding, delimiter, header and columns; staff_next gives each record as a person or says what is
 * wrong with it. Nothing here knows the database. */
#ifndef PV_APP_STAFF_LIST_H
#define PV_APP_STAFF_LIST_H

#include "app/staff/addresses.h"
#include "app/staff/decode.h"
#include "app/staff/people.h"
#include "base/err.h"

enum {
    STAFF_BYTES_MAX = 64 * 1024 * 1024,
    STAFF_ROWS_MAX = 200000,
    STAFF_CELL_MAX = 200             /* bytes of a cell that is shown in a message */
};

enum staff_fault {
    STAFF_FINE, STAFF_EMAIL_MISSING, STAFF_EMAIL_MALFORMED, STAFF_EMAIL_DUPLICATE, STAFF_ROLE_UNKNOWN, STAFF_TOO_LONG,
    STAFF_UNCLOSED_QUOTE, STAFF_TOO_MANY_FIELDS
};
extern const char *const staff_fault_names[];    /* "", "email_missing" … */

struct staff_row {
    int64_t line;                    /* physical line where the record begins */
    struct str email;                /* stored form, "" when there is none */
    struct str shown;                /* as people read it, lower case; of a bad one: as in the file */
    struct str first, last;          /* "" when not known */
    bool named;                      /* the list has the name; else it may be made of the address */
    struct str country, department, team, free;   /* as in the file, trimmed; "" for none */
    struct staff_roles roles;
    enum staff_fault fault;
    enum staff_field field;          /* of the fault */
    struct str column, detail;       /* of the fault: header, and a sentence */
};

struct staff_list {
    struct staff_text text;
    struct staff_map map;
    struct csv csv;
    struct arena *arena;             /* the map's texts */
    struct addresses seen;           /* addresses so far, with their lines */
    size_t rows;
    bool long_rows;                  /* some record had more fields than the header, with text in them */
};

enum staff_trouble { STAFF_READY, STAFF_NO_TEXT, STAFF_EMPTY, STAFF_NO_EMAIL };
extern const char *const staff_trouble_names[];  /* "", "not_text", "empty", "no_email_column" */
const char *staff_trouble_text(enum staff_trouble t);

/* `bytes` and `a` must outlive the list. `map`: columns as chosen by hand, or NULL to find them. Close it in any case. */
enum staff_trouble staff_open(struct staff_list *l, struct str bytes, struct arena *a, const struct staff_map *map)
    MUST_USE;
/* The next record, texts in `scratch`; false at the end. */
bool staff_next(struct staff_list *l, struct arena *scratch, struct staff_row *ret);
void staff_close(struct staff_list *l);
/* "Anna Müller" */
struct str staff_row_name(struct arena *a, const struct staff_row *r);

#endif
