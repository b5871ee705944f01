/* link_header.c: see link_header.h. Quoted strings may hold commas and semicolons, so the text is walked and not split. */
#include "net/link_header.h"

/* Where a piece ends: at one of `stops` outside of quotes. */
static size_t piece_end(struct str s, const char *stops) {
    bool quoted = false;
    for (size_t i = 0; i < s.n; i++) {
        if (quoted && s.p[i] == '\\') {
            i++;
        } else if (s.p[i] == '"') {
            quoted = !quoted;
        } else if (!quoted && strchr(stops, s.p[i]) && s.p[i]) {
            return i;
        }
    }
    return s.n;
}

static struct str unquoted(struct str s) {
    s = str_trim(s);
    return s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"' ? str_sub(s, 1, s.n - 1) : s;
}

static bool has_word(struct str words, struct str word) {
    struct str one;
    while (str_split(&words, ' ', &one)) {
        if (str_ieq(str_trim(one), word)) {
            return true;
        }
    }
    return false;
}

/* `params`: what follows the target. The first rel counts (RFC 8288 section 3.3). */
static bool is_rel(struct str params, struct str rel) {
    while (params.n) {
        params = str_sub(params, 1, params.n);
        size_t end = piece_end(params, ";");
        struct str param = str_sub(params, 0, end);
        size_t eq = str_chr(param, '=');
        if (str_ieq(str_trim(str_sub(param, 0, eq)), STR("rel")) && eq < param.n) {
            return has_word(unquoted(str_sub(param, eq + 1, param.n)), rel);
        }
        params = str_sub(params, end, params.n);
    }
    return false;
}

struct str link_header_rel(struct str header, struct str rel) {
    while (header.n) {
        header = str_trim(header);
        size_t close = str_chr(header, '>');
        if (header.n == 0 || header.p[0] != '<' || close == header.n) {
            break;
        }
        struct str target = str_sub(header, 1, close), rest = str_sub(header, close + 1, header.n);
        size_t end = piece_end(rest, ",");
        struct str params = str_trim(str_sub(rest, 0, end));
        if (params.n && params.p[0] == ';' && is_rel(params, rel)) {
            return str_trim(target);
        }
        header = str_sub(rest, end < rest.n ? end + 1 : end, rest.n);
    }
    return STR_NULL;
}
