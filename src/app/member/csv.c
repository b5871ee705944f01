/* csv.c: see csv.h. */
#include "app/member/csv.h"

#include "base/buf.h"

#define BOM "\xEF\xBB\xBF"

static bool line_end(char c) {
    return c == '\r' || c == '\n';
}

/* The one of , ; and tab that the first record has most of, outside of quotes. */
static char find_delimiter(struct str text) {
    size_t comma = 0, semicolon = 0, tab = 0;
    bool quoted = false;
    for (size_t i = 0; i < text.n && (quoted || !line_end(text.p[i])); i++) {
        quoted = quoted != (text.p[i] == '"');
        if (!quoted) {
            comma += text.p[i] == ',';
            semicolon += text.p[i] == ';';
            tab += text.p[i] == '\t';
        }
    }
    if (semicolon > comma && semicolon >= tab) {
        return ';';
    }
    return tab > comma ? '\t' : ',';
}

void csv_open(struct csv *c, struct str text, struct arena *arena) {
    if (str_starts(text, STR(BOM))) {
        text = str_sub(text, strlen(BOM), text.n);
    }
    *c = (struct csv){.text = text, .line = 1, .delimiter = find_delimiter(text), .arena = arena};
}

/* Steps over one line end, CRLF counting as one. */
static void skip_line_end(struct csv *c) {
    if (c->at < c->text.n) {
        bool crlf = c->text.p[c->at] == '\r' && c->at + 1 < c->text.n && c->text.p[c->at + 1] == '\n';
        c->at += crlf ? 2 : 1;
        c->line++;
    }
}

static void skip_line(struct csv *c) {
    while (c->at < c->text.n && !line_end(c->text.p[c->at])) {
        c->at++;
    }
    skip_line_end(c);
}

static struct str plain_field(struct csv *c) {
    size_t start = c->at;
    while (c->at < c->text.n && c->text.p[c->at] != c->delimiter && !line_end(c->text.p[c->at])) {
        c->at++;
    }
    return str_sub(c->text, start, c->at);
}

/* After the opening quote. Copies only when a doubled quote is inside. */
static struct str quoted_field(struct csv *c, const char **ret_fault) {
    size_t start = ++c->at;
    int64_t lines = 0;
    bool doubled = false;
    for (;; c->at++) {
        if (c->at >= c->text.n) {
            *ret_fault = "a quoted field is never closed";
            break;
        }
        char ch = c->text.p[c->at];
        bool pair = ch == '"' && c->at + 1 < c->text.n && c->text.p[c->at + 1] == '"';
        if (pair) {
            doubled = true;
            c->at++;
        } else if (ch == '"') {
            break;
        }
        lines += ch == '\n' || (ch == '\r' && !(c->at + 1 < c->text.n && c->text.p[c->at + 1] == '\n'));
    }
    struct str raw = str_sub(c->text, start, c->at);
    c->line += lines;
    c->at += c->at < c->text.n;
    if (!doubled || raw.n > CSV_FIELD_MAX) {
        return raw;
    }
    struct buf b;
    buf_init(&b, c->arena, raw.n + 1);
    for (size_t i = 0; i < raw.n; i++) {
        buf_ch(&b, raw.p[i]);
        i += raw.p[i] == '"';
    }
    return buf_view(&b);
}

static struct str next_field(struct csv *c, const char **ret_fault) {
    if (c->at >= c->text.n || c->text.p[c->at] != '"') {
        return plain_field(c);
    }
    struct str field = quoted_field(c, ret_fault);
    if (!*ret_fault && c->at < c->text.n && c->text.p[c->at] != c->delimiter && !line_end(c->text.p[c->at])) {
        *ret_fault = "text follows a closing quote";
    }
    return field;
}

static void read_record(struct csv *c, struct csv_record *ret) {
    for (;;) {
        struct str field = next_field(c, &ret->fault);
        if (!ret->fault && field.n > CSV_FIELD_MAX) {
            ret->fault = "a field is longer than 4096 bytes";
        }
        if (!ret->fault && !str_utf8_valid(field)) {
            ret->fault = "is not UTF-8; save the file as CSV UTF-8";
        }
        if (!ret->fault && ret->n == CSV_FIELDS_MAX) {
            ret->fault = "more than 64 fields";
        }
        if (ret->fault) {
            skip_line(c);
            return;
        }
        ret->fields[ret->n++] = field;
        if (c->at >= c->text.n || line_end(c->text.p[c->at])) {
            skip_line_end(c);
            return;
        }
        c->at++;
    }
}

bool csv_next(struct csv *c, struct csv_record *ret) {
    while (c->at < c->text.n) {
        *ret = (struct csv_record){.line = c->line};
        read_record(c, ret);
        bool blank = !ret->fault;
        for (size_t i = 0; i < ret->n && blank; i++) {
            blank = str_empty(str_trim(ret->fields[i]));
        }
        if (!blank) {
            return true;
        }
    }
    return false;
}
