/* people.c: addresses and roles in cells. See people.h; names are in names.c. */
#include "app/staff/people.h"

#include "app/member/check.h"
#include "http/roles.h"
#include "text/fold.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

bool staff_looks_like_email(struct arena *a, struct str cell) {
    (void)a;
    struct str s = staff_address_in(cell);
    size_t at = str_chr(s, '@');
    if (s.n > MEMBER_EMAIL_MAX || at == 0 || at + 1 >= s.n) {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == ' ' || s.p[i] == '\t' || s.p[i] == '\n' || s.p[i] == '\r') {
            return false;
        }
    }
    return true;
}

static bool has_prefix(struct str *s, const char *prefix) {
    if (!str_istarts(*s, str_of(prefix))) {
        return false;
    }
    *s = str_trim(str_sub(*s, strlen(prefix), s->n));
    return true;
}

/* "SMTP:" in capitals marks the primary address, "smtp:" the others (Exchange, proxyAddresses). */
static struct str proxy_address(struct str cell) {
    struct str first = STR_NULL;
    for (size_t start = 0, i = 0; i <= cell.n; i++) {
        if (i < cell.n && !strchr(",;+|\n\r", cell.p[i])) {
            continue;
        }
        struct str part = str_trim(str_sub(cell, start, i));
        bool primary = str_starts(part, STR("SMTP:"));
        if (has_prefix(&part, "smtp:")) {
            if (primary) {
                return part;
            }
            first = first.p ? first : part;
        }
        start = i + 1;
    }
    return first.p ? first : cell;
}

/* 'a@x.example' and "a@x.example" */
static struct str unquoted(struct str s) {
    bool pair = s.n > 2 && s.p[0] == s.p[s.n - 1] && (s.p[0] == '"' || s.p[0] == '\'');
    return pair && str_chr(str_sub(s, 1, s.n - 1), s.p[0]) == s.n - 2 ? str_trim(str_sub(s, 1, s.n - 1)) : s;
}

struct str staff_address_in(struct str cell) {
    struct str s = str_trim(cell);
    if (str_find(s, STR("smtp:")) < s.n || str_find(s, STR("SMTP:")) < s.n) {
        return proxy_address(s);
    }
    s = unquoted(s);
    has_prefix(&s, "mailto:");
    size_t open = str_chr(s, '<');
    if (open < s.n && s.p[s.n - 1] == '>') {
        struct str inner = str_trim(str_sub(s, open + 1, s.n - 1));
        if (str_chr(inner, '@') < inner.n) {
            return inner;
        }
    }
    /* Several addresses in one cell: the first. */
    for (size_t i = 0; i < s.n; i++) {
        if (strchr(",; \n\r", s.p[i])) {
            struct str one = str_trim(str_sub(s, 0, i)), rest = str_sub(s, i + 1, s.n);
            size_t at = str_chr(one, '@'), next = str_chr(rest, '@');
            return at > 0 && at + 1 < one.n && next > 0 && next < rest.n ? one : s;
        }
    }
    return s;
}

/* Letters beyond ASCII too: a small one may take more bytes than its capital. */
static struct str lower_all(struct arena *a, struct str s) {
    char *p = arena_alloc(a, 3 * s.n + 1);
    int32_t n = 0, cap = (int32_t)(3 * s.n), size = (int32_t)s.n;
    for (int32_t i = 0; i < size;) {
        UChar32 c;
        UBool over = false;
        U8_NEXT(s.p, i, size, c);
        U8_APPEND((uint8_t *)p, n, cap, u_tolower(c < 0 ? 0xfffd : c), over);
        if (over) {
            return s;
        }
    }
    return (struct str){p, (size_t)n};
}

static struct str lower(struct arena *a, struct str s) {
    char *p = arena_alloc(a, s.n + 1);
    for (size_t i = 0; i < s.n; i++) {
        p[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] + 32) : s.p[i];
    }
    return (struct str){p, s.n};
}

static bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool plain_local(struct str s) {
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool between = i > 0 && i + 1 < s.n && s.p[i - 1] != '.';
        if (!is_plain(c) && c != '_' && c != '%' && c != '+' && c != '-' && !(c == '.' && between)) {
            return false;
        }
    }
    return s.n > 0 && s.n <= 64;
}

/* One hyphen at a time: "xn--" is to be looked at. */
static bool plain_domain(struct str s) {
    size_t label = 0, letters = 0;       /* of the label so far */
    bool dot = false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!is_plain(c) && (label == 0 || !is_plain(s.p[i - 1]) || (c != '.' && c != '-'))) {
            return false;
        }
        dot = dot || c == '.';
        label = c == '.' ? 0 : label + 1;
        letters = c == '.' ? 0 : letters + (c >= 'a' && c <= 'z');
        if (label > 63) {
            return false;
        }
    }
    return dot && letters == label && label >= 2;
}

/* Plain ASCII addresses, nearly all there are, need no more than this look: letters, digits and "._%+-" before the sign,
 * labels of letters, digits and inner hyphens behind it, the last of letters. */
static bool plainly_good(struct str s) {
    size_t at = str_chr(s, '@');
    return s.n <= MEMBER_EMAIL_MAX && at < s.n && plain_local(str_sub(s, 0, at)) && plain_domain(str_sub(s, at + 1, s.n));
}

/* "a@1.2.3.4": digits are no top-level domain (RFC 3696 section 2). */
static bool ends_in_digits(struct str s) {
    size_t i = s.n;
    while (i > 0 && s.p[i - 1] >= '0' && s.p[i - 1] <= '9') {
        i--;
    }
    return i < s.n && i > 0 && (s.p[i - 1] == '.' || s.p[i - 1] == '@');
}

static bool is_ascii(struct str s) {
    size_t i = 0;
    while (i < s.n && (unsigned char)s.p[i] < 0x80) {
        i++;
    }
    return i == s.n;
}

struct str staff_email(struct arena *a, struct str cell, struct str *ret_shown, const char **ret_why) {
    struct str s = staff_address_in(is_ascii(cell) ? cell : staff_plain(a, cell));
    struct str low = lower(a, s);
    *ret_shown = low;
    if (plainly_good(low)) {
        return low;
    }
    struct str shown = str_utf8_valid(s) ? text_nfc(a, lower_all(a, s)) : low;
    *ret_shown = shown;
    if (ends_in_digits(shown)) {
        *ret_why = "is not an e-mail address";
        return STR_NULL;
    }
    struct str clean = email_clean(a, shown, ret_why);
    return clean.p ? lower(a, clean) : STR_NULL;
}

/* ---- roles ---- */

static const struct {
    const char *name;
    unsigned bit;
} role_words[] = {
    {"member", ROLE_MEMBER}, {"members", ROLE_MEMBER}, {"user", ROLE_MEMBER}, {"employee", ROLE_MEMBER},
    {"membre", ROLE_MEMBER}, {"utilisateur", ROLE_MEMBER}, {"utilisatrice", ROLE_MEMBER}, {"mitglied", ROLE_MEMBER},
    {"benutzer", ROLE_MEMBER}, {"benutzerin", ROLE_MEMBER}, {"mitarbeiter", ROLE_MEMBER},
    {"mitarbeiterin", ROLE_MEMBER},
    {"curator", ROLE_CURATOR}, {"curateur", ROLE_CURATOR}, {"curatrice", ROLE_CURATOR}, {"editor", ROLE_CURATOR},
    {"editeur", ROLE_CURATOR}, {"editrice", ROLE_CURATOR}, {"redacteur", ROLE_CURATOR}, {"redactrice", ROLE_CURATOR},
    {"kurator", ROLE_CURATOR}, {"kuratorin", ROLE_CURATOR}, {"redakteur", ROLE_CURATOR}, {"redakteurin", ROLE_CURATOR},
    {"redaktion", ROLE_CURATOR},
    {"moderator", ROLE_MODERATOR}, {"moderateur", ROLE_MODERATOR}, {"moderatrice", ROLE_MODERATOR},
    {"moderatorin", ROLE_MODERATOR}, {"moderation", ROLE_MODERATOR},
    {"manager", ROLE_MANAGER}, {"managerin", ROLE_MANAGER}, {"manageuse", ROLE_MANAGER}, {"responsable", ROLE_MANAGER},
    {"gestionnaire", ROLE_MANAGER}, {"fuhrungskraft", ROLE_MANAGER}, {"fuehrungskraft", ROLE_MANAGER},
    {"leitung", ROLE_MANAGER}, {"vorgesetzter", ROLE_MANAGER}, {"vorgesetzte", ROLE_MANAGER},
    {"trainer", ROLE_TRAINER}, {"trainerin", ROLE_TRAINER}, {"formateur", ROLE_TRAINER}, {"formatrice", ROLE_TRAINER},
    {"schulungsleiter", ROLE_TRAINER}, {"schulungsleiterin", ROLE_TRAINER}, {"ausbilder", ROLE_TRAINER},
    {"ausbilderin", ROLE_TRAINER},
    {"admin", ROLE_ADMIN}, {"administrator", ROLE_ADMIN}, {"administratorin", ROLE_ADMIN},
    {"administrateur", ROLE_ADMIN}, {"administratrice", ROLE_ADMIN},
    {"auditor", ROLE_AUDITOR}, {"auditeur", ROLE_AUDITOR}, {"auditrice", ROLE_AUDITOR}, {"auditorin", ROLE_AUDITOR},
    {"prufer", ROLE_AUDITOR}, {"pruefer", ROLE_AUDITOR}, {"pruferin", ROLE_AUDITOR}, {"prueferin", ROLE_AUDITOR},
    {"revisor", ROLE_AUDITOR}, {"revisorin", ROLE_AUDITOR},
};

static unsigned role_of(struct arena *a, struct str word) {
    struct str key = text_fold(a, word);
    for (size_t i = 0; i < sizeof role_words / sizeof *role_words; i++) {
        if (str_is(key, role_words[i].name)) {
            return role_words[i].bit;
        }
    }
    return 0;
}

static const char *role_key(unsigned bit) {
    for (int i = 0; i < ROLE_COUNT; i++) {
        if (role_infos[i].bit == bit) {
            return role_infos[i].name;
        }
    }
    return "";
}

static void take_role(struct arena *a, struct str word, struct staff_roles *ret) {
    word = str_trim(word);
    unsigned bit = role_of(a, word);
    if (str_empty(word)) {
        return;
    }
    if (!bit) {
        /* "curator and trainer", "curator manager": words that are all roles */
        size_t space = str_chr(word, ' ');
        struct str first = str_sub(word, 0, space);
        if (space < word.n && (role_of(a, first) || str_is(first, "and") || str_is(first, "et") || str_is(first, "und"))) {
            if (role_of(a, first)) {
                take_role(a, first, ret);
            }
            take_role(a, str_sub(word, space + 1, word.n), ret);
        } else if (!ret->unknown.p) {
            ret->unknown = word;
        }
        return;
    }
    if (!(ret->bits & bit) && ret->n < STAFF_ROLES_MAX) {
        ret->names[ret->n++] = role_key(bit);
    }
    ret->bits |= bit;
}

void staff_roles_read(struct arena *a, struct str cell, struct staff_roles *ret) {
    *ret = (struct staff_roles){.unknown = STR_NULL};
    enum { CELL_MAX = 500 };
    cell = str_utf8_cut(cell, CELL_MAX);
    for (size_t start = 0, i = 0; i <= cell.n; i++) {
        if (i == cell.n || strchr(",;/|+&\n\r", cell.p[i])) {
            take_role(a, str_sub(cell, start, i), ret);
            start = i + 1;
        }
    }
}

bool staff_roles_known(struct arena *a, struct str cell) {
    struct staff_roles r;
    staff_roles_read(a, cell, &r);
    return r.n > 0 && !r.unknown.p;
}
