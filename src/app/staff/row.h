/* row.h: a record of an import between the list, what is stored (chunk.h) and the directory. Inside of the room only. */
#ifndef PV_APP_STAFF_ROW_H
#define PV_APP_STAFF_ROW_H

#include "app/staff/import.h"

/* What a record would do. Kept as numbers in the database: new ones go at the end. */
enum row_result { ROW_ADD, ROW_UPDATE, ROW_SAME, ROW_ERROR, ROW_RESULTS };
extern const char *const row_result_names[ROW_RESULTS + 1];   /* "add", "update", "same", "error", NULL */

enum { ROW_FREE_MAX = 20, ROW_CHANGES_MAX = STAFF_FIELD_COUNT };

/* What a record says of a person. */
struct row_person {
    struct str email, first, last, country, department, team;
    bool named;
    const struct str *free;          /* up to ROW_FREE_MAX */
    size_t free_n;
    unsigned roles;
};

/* One field of a member that an import changes; free: `to` is what is joined, `from` is empty. */
struct row_change {
    enum staff_field field;
    struct str from, to;
};
struct row_plan {
    struct row_change *of;           /* up to ROW_CHANGES_MAX */
    size_t n;
};

struct row_fault {
    const char *code;                /* NULL: none */
    enum staff_field field;
    struct str column, detail;
};

struct row_data {
    struct row_person person;
    struct row_plan plan;
    struct row_fault fault;
};

struct row_person row_person_of(struct arena *a, const struct staff_row *r);
/* What of the member differs from the record. `by`: nobody changes their own roles. */
void row_compare(struct arena *a, const struct row_person *p, const struct member_info *m, int64_t by, struct row_plan *ret);
/* The plan as a change; with `back`, what returns each field that still is as the import left it. False when there is
 * nothing to do. */
bool row_change_of(struct arena *a, const struct row_plan *plan, struct member_change *ret);
bool row_change_back(struct arena *a, const struct row_plan *plan, const struct member_info *m, struct member_change *ret);
/* "curator, manager"; "" for plain members */
struct str row_roles_text(struct arena *a, unsigned roles);
unsigned row_roles_bits(struct str text);

#endif
