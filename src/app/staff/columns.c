/* columns.c: finding delimiter, header line and columns of a staff list. See columns.h. */
#include "app/staff/columns.h"

#include "app/staff/people.h"

enum { TITLE_LINES = 20, SNIFF_BYTES = 256 * 1024, GUESS_RECORDS = 200, SCORE_EMAIL = 30, SCORE_FIELD = 10, RANK_PLACE = 150 };

static const char delimiters[] = {',', ';', '\t', '|'};

/* ---- reading the beginning of the file ---- */

struct head {
    struct arena *a;
    struct csv_record *records;      /* the first ones */
    size_t *starts;                  /* byte where each begins, blank lines before it included */
    int64_t *lines;                  /* line of that byte */
    size_t n;
};

/* "sep=;" as the first line: a message to Excel, no record. */
static bool sep_line(struct str text, char *ret_delimiter, size_t *ret_skip) {
    if (!str_istarts(text, STR("sep=")) || text.n < 5) {
        return false;
    }
    size_t at = 5;
    if (strchr("\"\r\n", text.p[4]) || (at < text.n && text.p[at] != '\r' && text.p[at] != '\n')) {
        return false;
    }
    *ret_delimiter = text.p[4];
    at += at < text.n && text.p[at] == '\r';
    at += at < text.n && text.p[at] == '\n';
    *ret_skip = at;
    return true;
}

/* Records are large: no more of them than there are lines. */
static size_t at_most(struct str text, size_t max) {
    size_t lines = 2;
    for (size_t i = 0; i < text.n && i < SNIFF_BYTES + CSV_QUOTED_MAX && lines < max; i++) {
        lines += text.p[i] == '\n' || text.p[i] == '\r';
    }
    return lines < max ? lines : max;
}

static struct head read_head(struct arena *a, struct str text, char delimiter, size_t skip, size_t max) {
    max = at_most(text, max);
    struct head h = {.a = a, .records = arena_array(a, struct csv_record, max), .starts = arena_array(a, size_t, max),
                     .lines = arena_array(a, int64_t, max)};
    struct csv c;
    csv_open(&c, text, delimiter, a);
    c.at = skip;
    c.line = skip ? 2 : 1;
    while (h.n < max && c.at < SNIFF_BYTES) {
        h.starts[h.n] = c.at;
        h.lines[h.n] = c.line;
        if (!csv_next(&c, &h.records[h.n])) {
            break;
        }
        h.n++;
    }
    return h;
}

static size_t addresses_in(struct arena *a, const struct csv_record *r) {
    size_t n = 0;
    for (size_t i = 0; i < r->n; i++) {
        n += staff_looks_like_email(a, r->fields[i]);
    }
    return n;
}

/* How much a record looks like the line of headers. */
static int header_score(struct arena *a, const struct csv_record *r) {
    bool seen[STAFF_FIELD_COUNT] = {false};
    int score = 0;
    if (addresses_in(a, r)) {
        return 0;
    }
    for (size_t i = 0; i < r->n; i++) {
        struct staff_column c = staff_header(a, r->fields[i]);
        if (c.field == STAFF_NONE || seen[c.field]) {
            continue;
        }
        seen[c.field] = true;
        score += (c.field == STAFF_EMAIL ? SCORE_EMAIL : SCORE_FIELD) - (c.confidence == STAFF_SURE ? 0 : 5);
    }
    return score;
}

/* The best line of headers before the first address; -1 when none is like it. */
static int find_header(const struct head *h, int *ret_score) {
    int best = -1;
    *ret_score = 0;
    for (size_t i = 0; i < h->n && i < TITLE_LINES; i++) {
        int score = header_score(h->a, &h->records[i]);
        if (score > *ret_score) {
            best = (int)i;
            *ret_score = score;
        }
        if (addresses_in(h->a, &h->records[i])) {
            break;
        }
    }
    return best;
}

/* Records that have as many fields as most, and more than one. */
static int evenness(const struct head *h) {
    int best = 0;
    for (size_t i = 0; i < h->n && i < TITLE_LINES; i++) {
        int same = 0;
        for (size_t k = 0; k < h->n && k < TITLE_LINES; k++) {
            same += h->records[k].n == h->records[i].n;
        }
        if (h->records[i].n > 1 && same * 2 + (int)(h->records[i].n > 2) > best) {
            best = same * 2 + (int)(h->records[i].n > 2);
        }
    }
    return best;
}

static char find_delimiter(struct arena *a, struct str text, size_t skip) {
    char best = ',';
    int best_score = -1;
    for (size_t i = 0; i < sizeof delimiters; i++) {
        struct head h = read_head(a, text, delimiters[i], skip, TITLE_LINES + 1);
        int score = 0;
        find_header(&h, &score);
        int total = score * 10 + evenness(&h);
        if (total > best_score) {
            best = delimiters[i];
            best_score = total;
        }
    }
    return best;
}

/* ---- columns ---- */

static void look_at_values(struct arena *a, const struct csv_record *r, struct staff_map *m) {
    for (size_t i = 0; i < r->n && i < m->n; i++) {
        struct staff_column *c = &m->columns[i];
        struct str v = str_trim(r->fields[i]);
        if (str_empty(v)) {
            continue;
        }
        c->filled++;
        c->addresses += staff_looks_like_email(a, v);
        if (c->sample_n < STAFF_SAMPLES) {
            c->samples[c->sample_n++] = arena_dup(a, str_utf8_cut(v, STAFF_SAMPLE_MAX));
        }
    }
}

/* Without a header that says so: the column in which most values are addresses. */
static void email_by_values(struct staff_map *m) {
    struct staff_column *best = NULL;
    for (size_t i = 0; i < m->n; i++) {
        struct staff_column *c = &m->columns[i];
        bool free = c->field == STAFF_NONE || c->field == STAFF_FULL;
        if (free && c->addresses > 0 && c->addresses * 2 >= c->filled && !c->foreign && (!best || c->addresses > best->addresses)) {
            best = c;
        }
    }
    if (best) {
        best->field = STAFF_EMAIL;
        best->confidence = STAFF_GUESS;
        best->rank = 0;
    }
}

static bool has_field(const struct staff_map *m, enum staff_field f) {
    for (size_t i = 0; i < m->n; i++) {
        if (m->columns[i].field == f) {
            return true;
        }
    }
    return false;
}

/* "Name" beside "Vorname" is the last name; alone it is the whole. */
static void settle_bare_names(struct staff_map *m) {
    bool first = has_field(m, STAFF_FIRST);
    for (size_t i = 0; i < m->n; i++) {
        struct staff_column *c = &m->columns[i];
        if (c->bare_name && c->field == STAFF_LAST) {
            c->field = first ? STAFF_LAST : STAFF_FULL;
            c->confidence = first ? STAFF_SURE : c->confidence;
        }
    }
}

/* Values against headers: a login that holds no addresses is none; a role that holds job titles is none. */
static void check_values(struct staff_map *m, const struct head *h) {
    bool full = false;
    for (size_t i = 0; i < m->n; i++) {
        full = full || (m->columns[i].field == STAFF_EMAIL && m->columns[i].addresses > 0);
    }
    for (size_t i = 0; i < m->n; i++) {
        struct staff_column *c = &m->columns[i];
        bool barren = c->addresses * 3 < c->filled;
        if (c->field == STAFF_EMAIL && barren && (c->by_values || c->confidence != STAFF_SURE || full)) {
            c->field = STAFF_NONE;
        }
        if (c->field != STAFF_ROLES) {
            continue;
        }
        size_t known = 0, all = 0;
        for (size_t k = 0; k < h->n; k++) {
            struct str v = i < h->records[k].n ? str_trim(h->records[k].fields[i]) : STR("");
            all += !str_empty(v);
            known += !str_empty(v) && staff_roles_known(h->a, v);
        }
        if (c->by_values ? known * 2 < all : known == 0 && all > TITLE_LINES) {
            c->field = STAFF_NONE;
            m->role_is_title = true;
        }
    }
}

/* Columns of groups count together. A place of work makes a group where there is none of these, and only the best one. */
static void choose_free(struct staff_map *m) {
    struct staff_column *best = NULL;
    for (size_t i = 0; i < m->n; i++) {
        struct staff_column *c = &m->columns[i];
        if (c->field == STAFF_FREE && c->filled > 0 && (!best || c->rank < best->rank)) {
            best = c;
        }
    }
    for (size_t i = 0; best && i < m->n; i++) {
        struct staff_column *c = &m->columns[i];
        if (c->field == STAFF_FREE && c->rank >= RANK_PLACE && c != best) {
            c->field = STAFF_NONE;
        }
    }
}

/* Of several columns for one field the best that holds anything; the others are kept out. Addresses keep a few. */
static void choose(struct staff_map *m) {
    for (int f = STAFF_FIRST; f < STAFF_FIELD_COUNT; f++) {
        struct staff_column *best = NULL;
        for (size_t i = 0; f != STAFF_FREE && i < m->n; i++) {
            struct staff_column *c = &m->columns[i];
            if (c->field == (enum staff_field)f &&
                (!best || (c->filled > 0) > (best->filled > 0) ||
                 ((c->filled > 0) == (best->filled > 0) && c->rank < best->rank))) {
                best = c;
            }
        }
        for (size_t i = 0; best && i < m->n; i++) {
            if (m->columns[i].field == (enum staff_field)f && &m->columns[i] != best) {
                m->columns[i].field = STAFF_NONE;
            }
        }
    }
    choose_free(m);
    bool open = false, sure = false;
    for (size_t i = 0; i < m->n; i++) {
        const struct staff_column *c = &m->columns[i];
        open = open || (c->field == STAFF_EMAIL && !c->is_private);
        sure = sure || (c->field == STAFF_EMAIL && !c->is_private && (c->confidence == STAFF_SURE || c->by_values));
    }
    for (size_t i = 0; i < m->n; i++) {
        struct staff_column *c = &m->columns[i];
        bool vague = sure && c->confidence != STAFF_SURE && !c->by_values;
        if (c->field == STAFF_EMAIL && ((open && c->is_private) || vague)) {
            c->field = STAFF_NONE;
        }
    }
}

bool staff_map_settle(struct staff_map *m) {
    size_t n = 0;
    m->private_only = true;
    for (int f = 0; f < STAFF_FIELD_COUNT; f++) {
        m->at[f] = -1;
    }
    for (size_t i = 0; i < m->n; i++) {
        const struct staff_column *c = &m->columns[i];
        if (c->field != STAFF_EMAIL && c->field != STAFF_FREE && c->field != STAFF_NONE) {
            m->at[c->field] = (int)i;
        }
        if (c->field != STAFF_EMAIL) {
            continue;
        }
        m->private_only = m->private_only && c->is_private;
        size_t at = n;
        while (at > 0 && m->columns[m->emails[at - 1]].rank > c->rank) {
            at--;
        }
        if (at >= STAFF_EMAILS_MAX - 1) {
            continue;
        }
        n = n < STAFF_EMAILS_MAX - 1 ? n + 1 : n;
        for (size_t k = n - 1; k > at; k--) {
            m->emails[k] = m->emails[k - 1];
        }
        m->emails[at] = (int)i;
    }
    m->emails[n] = -1;
    m->private_only = m->private_only && n > 0;
    return n > 0;
}

static bool has_names(const struct staff_map *m) {
    return has_field(m, STAFF_FIRST) || has_field(m, STAFF_LAST) || has_field(m, STAFF_FULL);
}

static size_t cells_in(const struct csv_record *r) {
    size_t n = 0;
    for (size_t i = 0; i < r->n; i++) {
        n += !str_empty(str_trim(r->fields[i]));
    }
    return n;
}

/* Records at the start that are titles: of one cell, above a wider one that holds an address. */
static size_t titles(const struct head *h) {
    size_t n = 0, at = 0;
    while (at < h->n && at < TITLE_LINES && !addresses_in(h->a, &h->records[at])) {
        at++;
    }
    if (at == h->n || at == TITLE_LINES || cells_in(&h->records[at]) < 2) {
        return 0;
    }
    while (n < at && cells_in(&h->records[n]) == 1) {
        n++;
    }
    return n;
}

/* `first`: the record where the list begins when `header` is -1. */
static bool build(struct arena *a, struct str text, const struct head *h, int header, size_t first, struct staff_map *m) {
    size_t width = 0;
    if (header >= 0) {
        width = h->records[header].n;
    }
    for (size_t i = first; i < h->n && header < 0; i++) {
        width = h->records[i].n > width ? h->records[i].n : width;
    }
    m->n = width;
    m->columns = arena_array(a, struct staff_column, width + 1);
    for (size_t i = 0; i < width; i++) {
        if (header >= 0) {
            m->columns[i] = staff_header(a, arena_dup(a, str_utf8_cut(str_trim(h->records[header].fields[i]), 200)));
        } else {
            m->columns[i].header = arena_printf(a, "Column %zu", i + 1);
        }
    }
    m->header_line = header >= 0 ? h->records[header].line : 0;
    first = header >= 0 ? (size_t)(header + 1) : first;
    struct head rest = {h->a, h->records + first, h->starts + first, h->lines + first, h->n > first ? h->n - first : 0};
    m->start = first < h->n ? h->starts[first] : text.n;
    m->start_line = first < h->n ? h->lines[first] : 0;
    for (size_t i = 0; i < rest.n; i++) {
        look_at_values(a, &rest.records[i], m);
    }
    check_values(m, &rest);
    if (!has_field(m, STAFF_EMAIL)) {
        email_by_values(m);
    }
    settle_bare_names(m);
    choose(m);
    bool ok = staff_map_settle(m);
    if (ok && !has_names(m)) {
        staff_names_by_values(a, rest.records, rest.n, m);
        ok = staff_map_settle(m);
    }
    return ok;
}

static struct head start(struct arena *a, struct str text, struct staff_map *m) {
    size_t skip = 0;
    *m = (struct staff_map){.delimiter = 0};
    bool told = sep_line(text, &m->delimiter, &skip);
    if (told) {                      /* unless no record has more than one field that way */
        struct head h = read_head(a, text, m->delimiter, skip, TITLE_LINES + 1);
        told = evenness(&h) > 0;
    }
    if (!told) {
        m->delimiter = find_delimiter(a, text, skip);
    }
    return read_head(a, text, m->delimiter, skip, STAFF_SNIFF_RECORDS);
}

bool staff_map_find(struct arena *a, struct str text, struct staff_map *ret) {
    int score = 0;
    struct head h = start(a, text, ret);
    int header = find_header(&h, &score);
    size_t first = header < 0 ? titles(&h) : 0;
    /* A first line that names nothing known and holds no address, above lines that do, is still no person. */
    if (header < 0 && h.n > first + 1 && !addresses_in(a, &h.records[first]) && addresses_in(a, &h.records[first + 1])) {
        header = (int)first;
    }
    return build(a, text, &h, header, first, ret);
}

bool staff_map_as(struct arena *a, struct str text, bool header, struct staff_map *ret) {
    int score = 0;
    struct head h = start(a, text, ret);
    int found = find_header(&h, &score);
    return build(a, text, &h, !header ? -1 : found >= 0 ? found : h.n ? 0 : -1, 0, ret);
}
