/* people.h: cells of a staff list that tell of a person: addresses, names, roles. */
#ifndef PV_APP_STAFF_PEOPLE_H
#define PV_APP_STAFF_PEOPLE_H

#include "app/staff/columns.h"

/* Quick look: something@something without white space inside. */
bool staff_looks_like_email(struct arena *a, struct str cell);
/* The bare address in a cell: "Anna <a@x.example>", "mailto:a@x.example", "SMTP:a@x.example;smtp:b@x.example" (the
 * primary one), the first of several; the trimmed cell when there is none of these. */
struct str staff_address_in(struct str cell);
/* Stored form: lower case, the domain in ASCII; STR_NULL with the reason. *ret_shown is the address as people read it. */
struct str staff_email(struct arena *a, struct str cell, struct str *ret_shown, const char **ret_why);

/* White space runs and control characters become one space, what has no width goes; ends trimmed; NFC. */
struct str staff_plain(struct arena *a, struct str cell);
/* "Müller, Anna", "Anna Müller", "DUPONT Jean" into first and last name. `last_first`: the header says that the last
 * name stands first. `email` may help, "" if not known. What stands in brackets at the end stays there: "Roe, Jane (Ext)" is
 * Jane, "Roe (Ext)", as "Jane Roe (Ext)" is. */
void staff_split_name(struct arena *a, struct str name, bool last_first, struct str email, struct str *ret_first,
                      struct str *ret_last);
/* "anna.mueller@…" -> "Anna", "Mueller": for lists without names. */
void staff_name_of_email(struct arena *a, struct str email, struct str *ret_first, struct str *ret_last);

enum { STAFF_ROLES_MAX = 8 };
struct staff_roles {
    unsigned bits;                   /* enum role */
    const char *names[STAFF_ROLES_MAX];   /* in the order of the cell, once each */
    size_t n;
    struct str unknown;              /* the first name that is no role, or STR_NULL */
};
/* Names in English, French or German, parted by comma, semicolon, slash, bar, plus or line end. */
void staff_roles_read(struct arena *a, struct str cell, struct staff_roles *ret);
bool staff_roles_known(struct arena *a, struct str cell);

/* Without headers for names: columns whose values look like the parts of the address ("anna.mueller@…"), or hold two
 * words of which one does. */
void staff_names_by_values(struct arena *a, const struct csv_record *records, size_t n, struct staff_map *m);

#endif
