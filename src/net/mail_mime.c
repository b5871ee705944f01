/* mail_mime.c: RFC 2045 (quoted-printable, base64), RFC 2047 (encoded words), RFC 5322 (names). Texts are UTF-8. */
#include "net/mail_mime.h"

enum { WORD_BYTES = 42, QP_LINE = 74, B64_LINE = 57 };   /* 57 bytes make 76 characters */

static void add_base64(struct buf *b, struct str s) {
    static const char abc[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < s.n; i += 3) {
        uint32_t v = (uint32_t)(unsigned char)s.p[i] << 16;
        v |= i + 1 < s.n ? (uint32_t)(unsigned char)s.p[i + 1] << 8 : 0;
        v |= i + 2 < s.n ? (uint32_t)(unsigned char)s.p[i + 2] : 0;
        char out[4] = {abc[v >> 18], abc[v >> 12 & 63], i + 1 < s.n ? abc[v >> 6 & 63] : '=',
                       i + 2 < s.n ? abc[v & 63] : '='};
        buf_add(b, out, sizeof out);
    }
}

static bool printable(struct str s) {
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < 0x20 || s.p[i] > 0x7e) {
            return false;
        }
    }
    /* what looks like an encoded word must be encoded itself */
    return str_find(s, STR("=?")) == s.n;
}

void mail_add_words(struct buf *b, struct str text) {
    if (printable(text) && text.n < 900) {
        buf_str(b, text);
        return;
    }
    for (bool first = true; text.n > 0; first = false) {
        struct str piece = str_utf8_cut(text, WORD_BYTES);
        piece.n = piece.n > 0 ? piece.n : text.n;
        buf_c(b, first ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?");
        add_base64(b, piece);
        buf_c(b, "?=");
        text = str_sub(text, piece.n, text.n);
    }
}

void mail_add_name(struct buf *b, struct str name) {
    bool plain = printable(name);
    bool quote = false;
    for (size_t i = 0; i < name.n; i++) {
        quote = quote || strchr("()<>[]:;@\\,.\"", name.p[i]) != NULL;
    }
    if (!plain || !quote) {
        mail_add_words(b, name);
        return;
    }
    buf_ch(b, '"');
    for (size_t i = 0; i < name.n; i++) {
        buf_c(b, name.p[i] == '"' || name.p[i] == '\\' ? "\\" : "");
        buf_ch(b, name.p[i]);
    }
    buf_ch(b, '"');
}

/* One line without its end. Trailing white space is encoded, lines are cut softly. */
static void add_qp_line(struct buf *b, struct str line) {
    static const char hex[] = "0123456789ABCDEF";
    size_t column = 0;
    for (size_t i = 0; i < line.n; i++) {
        unsigned char c = (unsigned char)line.p[i];
        bool last = i + 1 == line.n;
        bool plain = (c > 0x20 && c < 0x7f && c != '=') || ((c == ' ' || c == '\t') && !last);
        /* "." at a line's start is left to the SMTP client's dot stuffing; "From " is guarded against old mail boxes */
        plain = plain && !(column == 0 && c == 'F' && str_starts(str_sub(line, i, line.n), STR("From ")));
        if (column + (plain ? 1 : 3) > QP_LINE) {
            buf_c(b, "=\r\n");
            column = 0;
        }
        if (plain) {
            buf_ch(b, (char)c);
            column++;
        } else {
            char e[3] = {'=', hex[c >> 4], hex[c & 15]};
            buf_add(b, e, sizeof e);
            column += 3;
        }
    }
    buf_c(b, "\r\n");
}

static bool mostly_beyond_ascii(struct str s) {
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        n += (unsigned char)s.p[i] >= 0x80 ? 1 : 0;
    }
    return n > s.n / 3;
}

static void add_qp(struct buf *b, struct str text) {
    struct str line;
    while (str_split(&text, '\n', &line)) {
        line.n -= line.n > 0 && line.p[line.n - 1] == '\r' ? 1 : 0;
        if (line.n > 0 || text.p) {
            add_qp_line(b, line);
        }
    }
}

static void add_base64_lines(struct buf *b, struct str s) {
    for (size_t i = 0; i < s.n; i += B64_LINE) {
        add_base64(b, str_sub(s, i, i + B64_LINE));
        buf_c(b, "\r\n");
    }
}

void mail_add_part(struct buf *b, const char *type, struct str text) {
    bool base64 = mostly_beyond_ascii(text);
    buf_printf(b, "Content-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: %s\r\n\r\n", type,
               base64 ? "base64" : "quoted-printable");
    if (base64) {
        add_base64_lines(b, text);
    } else {
        add_qp(b, text);
    }
}

void mail_add_picture(struct buf *b, const char *id, struct str png) {
    buf_printf(b, "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <%s>\r\n"
                  "Content-Disposition: inline\r\n\r\n", id);
    add_base64_lines(b, png);
}
