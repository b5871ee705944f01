/* csv.c: see csv.h. */
#include "text/csv.h"

#include "base/buf.h"

#define BOM "\xEF\xBB\xBF"

static bool line_end(char c) {
    return c == '\r' || c == '\n';
}

void csv_open(struct csv *c, struct str text, char delimiter, struct arena *arena) {
    if (str_starts(text, STR(BOM))) {
        text = str_sub(text, strlen(BOM), text.n);
    }
    *c = (struct csv){.text = text, .line = 1, .delimiter = delimiter, .arena = arena};
}

/* Steps over one line end, CRLF counting as one. */
static void skip_line_end(struct csv *c) {
    if (c->at < c->text.n) {
        bool crlf = c->text.p[c->at] == '\r' && c->at + 1 < c->text.n && c->text.p[c->at + 1] == '\n';
        c->at += crlf ? 2 : 1;
        c->line++;
    }
}

static bool field_end(const struct csv *c, size_t at) {
    return at >= c->text.n || c->text.p[at] == c->delimiter || line_end(c->text.p[at]);
}

static bool space_at(const struct csv *c, size_t at) {
    return at < c->text.n && (c->text.p[at] == ' ' || (c->text.p[at] == '\t' && c->delimiter != '\t'));
}

static struct str plain_field(struct csv *c) {
    size_t start = c->at;
    while (!field_end(c, c->at)) {
        c->at++;
    }
    return str_sub(c->text, start, c->at);
}

/* Whether the quote at `at` closes: the field ends behind it, white space apart. */
static bool closes(const struct csv *c, size_t at) {
    at++;
    while (space_at(c, at)) {
        at++;
    }
    return field_end(c, at);
}

/* Whether the quote at `at` looks as if it opened a field: then the quote before it was never closed. */
static bool opens(const struct csv *c, size_t from, size_t at) {
    while (at > from && space_at(c, at - 1)) {
        at--;
    }
    return at > from && (line_end(c->text.p[at - 1]) || c->text.p[at - 1] == c->delimiter);
}

/* A quote that closes, later on the same line. */
static bool closes_later(const struct csv *c, size_t at) {
    for (at++; at < c->text.n && !line_end(c->text.p[at]); at++) {
        if (c->text.p[at] == '"' && closes(c, at)) {
            return true;
        }
    }
    return false;
}

struct quoted {
    size_t start, end;               /* of what is inside */
    int64_t lines;                   /* line ends inside */
    bool pairs;                      /* doubled quotes inside */
};

/* Finds the end of the quoted field that opens at c->at. */
static bool find_close(struct csv *c, struct quoted *q) {
    *q = (struct quoted){.start = c->at + 1};
    bool spans = false;
    size_t stop = q->start + CSV_QUOTED_MAX < c->text.n ? q->start + CSV_QUOTED_MAX : c->text.n;
    for (size_t i = q->start; i < stop; i++) {
        char ch = c->text.p[i];
        if (line_end(ch)) {
            spans = true;
            q->lines += ch == '\n' || !(i + 1 < c->text.n && c->text.p[i + 1] == '\n');
        }
        if (ch != '"') {
            continue;
        }
        if (i + 1 < c->text.n && c->text.p[i + 1] == '"' && !(spans && opens(c, q->start, i) && closes(c, i + 1))) {
            q->pairs = true;
            i++;
            continue;
        }
        bool closing = closes(c, i);
        if (spans && !closing && opens(c, q->start, i)) {
            return false;
        }
        if (closing || !closes_later(c, i)) {
            q->end = i;
            return true;
        }
    }
    c->unclosed_until = stop;
    return false;
}

static struct str unpaired(struct csv *c, struct str raw, struct str rest) {
    struct buf b;
    buf_init(&b, c->arena, raw.n + rest.n + 1);
    buf_reserve(&b, raw.n + rest.n + 1);
    for (size_t i = 0; i < raw.n; i++) {
        buf_ch(&b, raw.p[i]);
        i += raw.p[i] == '"' && i + 1 < raw.n && raw.p[i + 1] == '"';
    }
    buf_str(&b, rest);
    return buf_view(&b);
}

static struct str quoted_field(struct csv *c, struct csv_record *r) {
    struct quoted q;
    if (c->at < c->unclosed_until || !find_close(c, &q)) {
        r->fault = CSV_UNCLOSED;
        c->at++;
        return plain_field(c);
    }
    struct str raw = str_sub(c->text, q.start, q.end);
    c->line += q.lines;
    c->at = q.end + 1;
    struct str rest = plain_field(c);        /* "abc"def */
    rest = str_empty(str_trim(rest)) ? STR("") : rest;
    return q.pairs || rest.n ? unpaired(c, raw, rest) : raw;
}

static struct str next_field(struct csv *c, struct csv_record *r) {
    size_t at = c->at;
    while (space_at(c, at)) {
        at++;
    }
    if (at >= c->text.n || c->text.p[at] != '"') {
        return plain_field(c);
    }
    c->at = at;
    return quoted_field(c, r);
}

static void read_record(struct csv *c, struct csv_record *ret) {
    for (;;) {
        struct str field = next_field(c, ret);
        if (ret->n < CSV_FIELDS_MAX) {
            ret->fields[ret->n++] = field;
        } else {
            ret->fault = CSV_TOO_WIDE;
        }
        if (c->at >= c->text.n || line_end(c->text.p[c->at])) {
            skip_line_end(c);
            return;
        }
        c->at++;
    }
}

bool csv_next(struct csv *c, struct csv_record *ret) {
    while (c->at < c->text.n) {
        ret->line = c->line;
        ret->n = 0;
        ret->fault = CSV_FINE;
        read_record(c, ret);
        bool blank = true;
        for (size_t i = 0; i < ret->n && blank; i++) {
            blank = str_empty(str_trim(ret->fields[i]));
        }
        if (!blank) {
            return true;
        }
    }
    return false;
}
