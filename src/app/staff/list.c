/* list.c: see list.h. */
#include "app/staff/list.h"

#include "app/member/member.h"

const char *const staff_fault_names[] = {"",           "email_missing", "email_malformed", "email_duplicate", "role_unknown",
                                         "too_long",   "unclosed_quote", "too_many_fields"};
const char *const staff_trouble_names[] = {"", "not_text", "empty", "no_email_column"};

const char *staff_trouble_text(enum staff_trouble t) {
    switch (t) {
    case STAFF_READY: return "";
    case STAFF_NO_TEXT: return "this is no text file; save the sheet as CSV";
    case STAFF_EMPTY: return "the file is empty";
    case STAFF_NO_EMAIL: return "no column holds e-mail addresses; the first line should name the columns";
    }
    return "";
}

enum staff_trouble staff_open(struct staff_list *l, struct str bytes, struct arena *a, const struct staff_map *map) {
    *l = (struct staff_list){.arena = a};
    if (str_empty(bytes)) {
        return STAFF_EMPTY;
    }
    if (!staff_decode(bytes, a, &l->text)) {
        return STAFF_NO_TEXT;
    }
    if (str_empty(str_trim(l->text.text))) {
        return STAFF_EMPTY;
    }
    bool ok = map != NULL;
    if (map) {
        l->map = *map;
    } else {
        ok = staff_map_find(a, l->text.text, &l->map);
    }
    csv_open(&l->csv, l->text.text, l->map.delimiter, a);
    l->csv.at = l->map.start;
    l->csv.line = l->map.start_line;
    return ok ? STAFF_READY : STAFF_NO_EMAIL;
}

void staff_close(struct staff_list *l) {
    addresses_free(&l->seen);
}

struct reading {
    struct staff_list *l;
    struct arena *a;
    const struct csv_record *r;
    struct staff_row *row;
};

static void fault(const struct reading *rd, enum staff_fault f, enum staff_field field, int column, struct str detail) {
    if (rd->row->fault == STAFF_FINE) {
        rd->row->fault = f;
        rd->row->field = field;
        rd->row->column = column >= 0 ? rd->l->map.columns[column].header : STR("");
        rd->row->detail = detail;
    }
}

static struct str cell_at(const struct reading *rd, int column) {
    return column >= 0 && (size_t)column < rd->r->n ? str_trim(rd->r->fields[column]) : STR("");
}

static struct str text_of(const struct reading *rd, enum staff_field f, size_t max) {
    int column = rd->l->map.at[f];
    struct str v = staff_plain(rd->a, cell_at(rd, column));
    if (v.n > max && str_utf8_count(v) > max) {
        fault(rd, STAFF_TOO_LONG, f, column, arena_printf(rd->a, "longer than %zu characters", max));
        v = str_utf8_cut(v, max);
    }
    return v;
}

static void take_email(const struct reading *rd) {
    struct staff_row *row = rd->row;
    const int *columns = rd->l->map.emails;
    const char *why = "is empty";
    size_t i = 0;
    while (columns[i] >= 0 && str_empty(cell_at(rd, columns[i]))) {
        i++;
    }
    int column = columns[i] >= 0 ? columns[i] : columns[0];
    struct str cell = cell_at(rd, column);
    if (str_empty(cell)) {
        fault(rd, STAFF_EMAIL_MISSING, STAFF_EMAIL, column, STR("the e-mail address is missing"));
        return;
    }
    row->email = staff_email(rd->a, str_utf8_cut(cell, CSV_QUOTED_MAX), &row->shown, &why);
    if (!row->email.p) {
        row->email = STR("");
        row->shown = staff_plain(rd->a, str_utf8_cut(cell, MEMBER_EMAIL_MAX * 2));
        fault(rd, STAFF_EMAIL_MALFORMED, STAFF_EMAIL, column,
              arena_printf(rd->a, "\"%.*s\" %s", STRF(str_utf8_cut(row->shown, STAFF_CELL_MAX)), why));
        return;
    }
    int64_t line = addresses_put(&rd->l->seen, row->email, row->line);
    if (line) {
        fault(rd, STAFF_EMAIL_DUPLICATE, STAFF_EMAIL, column,
              arena_printf(rd->a, "the same e-mail address is on line %lld", (long long)line));
    }
}

/* "Anna Lang <anna@x.example>" in the cell of the address, where no other cell has the name. */
static void name_of_mailbox(const struct reading *rd) {
    const int *columns = rd->l->map.emails;
    for (size_t i = 0; columns[i] >= 0; i++) {
        struct str cell = cell_at(rd, columns[i]);
        size_t open = str_chr(cell, '<');
        if (str_empty(cell)) {
            continue;
        }
        struct str name = str_trim(str_sub(cell, 0, open));
        if (open < cell.n && cell.p[cell.n - 1] == '>' && name.n > 2 && name.p[0] == '"' && name.p[name.n - 1] == '"') {
            name = str_trim(str_sub(name, 1, name.n - 1));
        }
        bool plain = open < cell.n && cell.p[cell.n - 1] == '>' && str_chr(name, '@') == name.n && str_utf8_count(name) <= MEMBER_NAME_MAX;
        if (plain && !str_empty(name) && rd->row->email.n > 0) {
            staff_split_name(rd->a, name, false, rd->row->shown, &rd->row->first, &rd->row->last);
        }
        return;
    }
}

static void take_name(const struct reading *rd) {
    struct staff_row *row = rd->row;
    row->first = text_of(rd, STAFF_FIRST, MEMBER_NAME_MAX);
    row->last = text_of(rd, STAFF_LAST, MEMBER_NAME_MAX);
    if (str_empty(row->first) || str_empty(row->last)) {
        int full = rd->l->map.at[STAFF_FULL];
        struct str whole = text_of(rd, STAFF_FULL, 2 * MEMBER_NAME_MAX);
        struct str first, last;
        if (!str_empty(whole)) {
            staff_split_name(rd->a, whole, rd->l->map.columns[full].last_first, row->shown, &first, &last);
            bool both_empty = str_empty(row->first) && str_empty(row->last);
            row->first = both_empty || (str_empty(row->first) && !str_eq(row->last, whole)) ? first : row->first;
            row->last = both_empty || str_empty(row->last) ? last : row->last;
        }
    }
    if (str_empty(row->first) && str_empty(row->last)) {
        name_of_mailbox(rd);
    }
    row->named = row->first.n + row->last.n > 0;
}

static void take_free(const struct reading *rd) {
    rd->row->free = STR("");
    for (size_t i = 0; i < rd->l->map.n; i++) {
        struct str v = rd->l->map.columns[i].field == STAFF_FREE ? staff_plain(rd->a, cell_at(rd, (int)i)) : STR("");
        if (!str_empty(v)) {
            rd->row->free = str_empty(rd->row->free) ? v : arena_printf(rd->a, "%.*s; %.*s", STRF(rd->row->free), STRF(v));
        }
    }
}

/* "/Sales/EMEA" as an org unit path has a slash before it that is no part of a name; "/" is nobody's department. */
static struct str without_root(struct str s) {
    return s.n && s.p[0] == '/' ? str_trim(str_sub(s, 1, s.n)) : s;
}

static void take_row(const struct reading *rd) {
    struct staff_row *row = rd->row;
    const struct staff_map *m = &rd->l->map;
    *row = (struct staff_row){.line = rd->r->line, .email = STR(""), .shown = STR(""), .column = STR(""), .detail = STR("")};
    if (rd->r->fault == CSV_UNCLOSED) {
        fault(rd, STAFF_UNCLOSED_QUOTE, STAFF_NONE, -1, STR("a quoted field is never closed"));
    } else if (rd->r->fault == CSV_TOO_WIDE) {
        fault(rd, STAFF_TOO_MANY_FIELDS, STAFF_NONE, -1, STR("has more than 512 fields"));
    }
    take_email(rd);
    take_name(rd);
    row->country = text_of(rd, STAFF_COUNTRY, MEMBER_GROUP_MAX);
    row->department = without_root(text_of(rd, STAFF_DEPARTMENT, MEMBER_GROUP_MAX));
    row->team = text_of(rd, STAFF_TEAM, MEMBER_GROUP_MAX);
    take_free(rd);
    int roles = m->at[STAFF_ROLES];
    staff_roles_read(rd->a, cell_at(rd, roles), &row->roles);
    if (row->roles.unknown.p) {
        fault(rd, STAFF_ROLE_UNKNOWN, STAFF_ROLES, roles,
              arena_printf(rd->a, "there is no role \"%.*s\"", STRF(str_utf8_cut(row->roles.unknown, STAFF_CELL_MAX))));
    }
    for (size_t i = m->n; i < rd->r->n; i++) {
        rd->l->long_rows = rd->l->long_rows || !str_empty(str_trim(rd->r->fields[i]));
    }
}

bool staff_next(struct staff_list *l, struct arena *scratch, struct staff_row *ret) {
    struct csv_record r;
    l->csv.arena = scratch;
    if (!csv_next(&l->csv, &r)) {
        return false;
    }
    l->rows++;
    take_row(&(struct reading){l, scratch, &r, ret});
    return true;
}

struct str staff_row_name(struct arena *a, const struct staff_row *r) {
    return str_empty(r->last) ? r->first : str_empty(r->first) ? r->last : arena_printf(a, "%.*s %.*s", STRF(r->first), STRF(r->last));
}
