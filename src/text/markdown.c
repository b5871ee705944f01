/* markdown.c: see markdown.h. */
#include "text/markdown.h"

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t skip_space(struct str s, size_t at) {
    while (at < s.n && is_space(s.p[at])) {
        at++;
    }
    return at;
}

/* Up to `end`, in one paragraph; s.n when it does not come. */
static size_t find_end(struct str s, size_t at, char end) {
    while (at < s.n && s.p[at] != end) {
        if (s.p[at] == '\n' && at + 1 < s.n && (s.p[at + 1] == '\n' || s.p[at + 1] == '\r')) {
            return s.n;
        }
        at++;
    }
    return at;
}

/* "credit" before the closing bracket, where there is one; where it ends. */
static size_t read_credit(struct str s, size_t at, struct str *ret) {
    *ret = STR("");
    if (at >= s.n || s.p[at] != '"') {
        return at;
    }
    size_t end = find_end(s, at + 1, '"');
    if (end == s.n) {
        return s.n;
    }
    *ret = str_trim(str_sub(s, at + 1, end));
    return skip_space(s, end + 1);
}

static bool begins(struct str s, size_t at) {
    return at + 1 < s.n && s.p[at] == '!' && s.p[at + 1] == '[';
}

/* Where the words end; s.n when another "![" comes first: pictures do not stand in each other, and a text full of beginnings is read
 * in one go. The same holds for addresses. */
static size_t find_words_end(struct str s, size_t at) {
    while (at < s.n && s.p[at] != ']') {
        bool over = at + 1 < s.n && s.p[at] == '\n' && (s.p[at + 1] == '\n' || s.p[at + 1] == '\r');
        if (begins(s, at) || over) {
            return s.n;
        }
        at++;
    }
    return at;
}

/* A picture whose "![" stands at `at`; behind it, or 0 when it is none. */
static size_t read_picture(struct str s, size_t at, struct markdown_picture *ret) {
    size_t alt = at + 2, end = find_words_end(s, alt);
    if (end + 1 >= s.n || s.p[end + 1] != '(') {
        return 0;
    }
    size_t url = end + 2, stop = url;
    while (stop < s.n && !is_space(s.p[stop]) && s.p[stop] != ')' && !begins(s, stop)) {
        stop++;
    }
    struct str credit;
    size_t close = read_credit(s, skip_space(s, stop), &credit);
    if (stop == url || begins(s, stop) || close >= s.n || s.p[close] != ')') {
        return 0;
    }
    *ret = (struct markdown_picture){str_trim(str_sub(s, alt, end)), str_sub(s, url, stop), credit};
    return close + 1;
}

bool markdown_next_picture(struct markdown_pictures *m, struct markdown_picture *ret) {
    while (m->at + 1 < m->text.n) {
        if (!begins(m->text, m->at)) {
            m->at++;
            continue;
        }
        size_t behind = read_picture(m->text, m->at, ret);
        m->at = behind ? behind : m->at + 2;
        if (behind) {
            return true;
        }
    }
    return false;
}
