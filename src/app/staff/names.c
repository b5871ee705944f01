/* names.c: names of people as lists write them. See people.h. */
#include "app/staff/people.h"

#include "text/fold.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

enum { WORDS_MAX = 16, CAPS_MIN = 3 };

/* Of no width: spaces that are none, soft hyphens, byte order marks, marks of direction. (Joiners have a meaning.) */
static bool unseen(UChar32 c) {
    return c == 0xad || c == 0x200b || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) || c == 0x2060 ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

struct str staff_plain(struct arena *a, struct str cell) {
    cell = str_trim(cell);
    bool plain = true, ascii = true;
    for (size_t i = 0; i < cell.n && plain; i++) {
        unsigned char c = (unsigned char)cell.p[i];
        ascii = ascii && c < 0x80;
        plain = c > 0x20 || (c == ' ' && cell.p[i - 1] != ' ');
        plain = plain && c != 0x7f && c != 0xc2 && c != 0xe2 && c != 0xef;     /* may begin a space of another kind */
    }
    if (plain) {
        return ascii ? cell : text_nfc(a, cell);
    }
    char *out = arena_alloc(a, cell.n + 1);
    int32_t n = 0, size = (int32_t)cell.n;
    for (int32_t i = 0; i < size;) {
        int32_t from = i;
        UChar32 c;
        U8_NEXT(cell.p, i, size, c);
        bool blank = c <= 0x20 || c == 0x7f || (c >= 0x80 && c < 0xa0) || c == 0xa0 || (c >= 0x2000 && c <= 0x200a) ||
                     c == 0x2028 || c == 0x2029 || c == 0x202f;
        if (unseen(c)) {
            continue;
        }
        if (!blank) {
            memcpy(out + n, cell.p + from, (size_t)(i - from));
            n += i - from;
        } else if (n && out[n - 1] != ' ') {
            out[n++] = ' ';
        }
    }
    return text_nfc(a, str_trim((struct str){out, (size_t)n}));
}

/* ---- splitting ---- */

static size_t split_words(struct str s, struct str words[WORDS_MAX]) {
    struct str part;
    size_t n = 0;
    while (n < WORDS_MAX && str_split(&s, ' ', &part)) {
        if (n == WORDS_MAX - 1) {
            part = (struct str){part.p, part.n + s.n + (s.n > 0)};
            s = STR("");
        }
        if (part.n) {
            words[n++] = part;
        }
    }
    return n;
}

static struct str join(struct arena *a, const struct str *words, size_t n) {
    struct str s = STR("");
    for (size_t i = 0; i < n; i++) {
        s = i ? arena_printf(a, "%.*s %.*s", STRF(s), STRF(words[i])) : words[0];
    }
    return s;
}

/* All letters are capitals; *ret_letters how many. */
static bool capitals(struct str s, size_t *ret_letters) {
    size_t letters = 0;
    bool small = false;
    for (int32_t i = 0, n = (int32_t)s.n; i < n;) {
        UChar32 c;
        U8_NEXT(s.p, i, n, c);
        letters += c > 0 && u_isalpha(c);
        small = small || (c > 0 && u_islower(c));
    }
    *ret_letters = letters;
    return letters > 0 && !small;
}

/* "DUPONT" of "DUPONT Jean", "LE GALL" of "LE GALL Anne": leading words in capitals before others that are not. */
static size_t leading_capitals(const struct str *words, size_t n) {
    size_t k = 0, letters = 0, most = 0;
    while (k < n && capitals(words[k], &letters) && letters > 1) {
        most = letters > most ? letters : most;
        k++;
    }
    if (k == 0 || k == n || most < CAPS_MIN) {
        return 0;
    }
    for (size_t i = k; i < n; i++) {
        if (capitals(words[i], &letters) && letters > 1) {
            return 0;
        }
    }
    return k;
}

static bool particle(struct arena *a, struct str word) {
    static const char *const list = " von vom van zu zum zur de del della di da do dos das du des le la les der den ten ter "
                                    "el al bin ben ibn st saint d' l' y ";
    struct str key = text_fold(a, word);
    return key.n < 12 && key.n > 0 && strstr(list, arena_printf(a, " %.*s ", STRF(key)).p) != NULL;
}

/* Letters and digits only, umlauts as the plain letter: how names get into addresses. */
static struct str letters_only(struct arena *a, struct str s) {
    struct str f = text_fold(a, s);
    char *p = arena_alloc(a, f.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < f.n; i++) {
        bool e_after = f.p[i] == 'e' && i && strchr("aou", f.p[i - 1]) && n;      /* "mueller" meets "müller" */
        if (!e_after && ((f.p[i] >= 'a' && f.p[i] <= 'z') || (unsigned char)f.p[i] >= 0x80)) {
            p[n++] = f.p[i];
        }
    }
    return (struct str){p, n};
}

struct parts {
    struct str first, last;          /* of the address, letters only */
};

static struct parts address_parts(struct arena *a, struct str email) {
    struct str local = str_sub(email, 0, str_chr(email, '@'));
    for (size_t i = 0; i < local.n; i++) {
        if (strchr("._-", local.p[i])) {
            return (struct parts){letters_only(a, str_sub(local, 0, i)), letters_only(a, str_sub(local, i + 1, local.n))};
        }
    }
    return (struct parts){STR(""), STR("")};
}

static bool begins_like(struct str part, struct str whole) {
    return part.n > 0 && whole.n > 0 && (str_eq(part, whole) || (part.n == 1 && str_starts(whole, part)) ||
                                         (part.n > 2 && str_starts(whole, part)));
}

/* How many words of "Dupont Jean Pierre" are the last name, when it stands first. */
static size_t last_words(struct arena *a, const struct str *words, size_t n, struct str email) {
    struct parts p = address_parts(a, email);
    for (size_t k = 1; k < n && p.first.n > 0; k++) {
        if (begins_like(p.first, letters_only(a, words[k])) && begins_like(p.last, letters_only(a, join(a, words, k)))) {
            return k;
        }
    }
    size_t k = 1;
    while (k < n - 1 && particle(a, words[k - 1])) {
        k++;
    }
    return k;
}

static bool title_suffix(struct arena *a, struct str s) {
    static const char *const list = " phd md mba msc ma ba jr sr ii iii dr esq dipl ing dipl-ing ";
    struct str key = letters_only(a, s);
    return key.n > 0 && key.n < 12 && strstr(list, arena_printf(a, " %.*s ", STRF(key)).p) != NULL;
}

/* "Müller, Anna"; false when the comma means something else. */
static bool split_comma(struct arena *a, struct str name, struct str *ret_first, struct str *ret_last) {
    size_t comma = str_chr(name, ',');
    struct str last = str_trim(str_sub(name, 0, comma)), first = str_trim(str_sub(name, comma + 1, name.n));
    if (comma == name.n || str_empty(last) || str_empty(first) || title_suffix(a, first)) {
        return false;
    }
    size_t open = str_chr(first, '(');
    if (open < first.n && open > 0 && first.p[first.n - 1] == ')') {
        last = arena_printf(a, "%.*s %.*s", STRF(last), STRF(str_sub(first, open, first.n)));
        first = str_trim(str_sub(first, 0, open));
    }
    *ret_first = first;
    *ret_last = last;
    return true;
}

void staff_split_name(struct arena *a, struct str name, bool last_first, struct str email, struct str *ret_first,
                      struct str *ret_last) {
    struct str words[WORDS_MAX];
    name = staff_plain(a, name);
    *ret_first = name;
    *ret_last = STR("");
    if (split_comma(a, name, ret_first, ret_last)) {
        return;
    }
    size_t n = split_words(name, words);
    if (n < 2) {
        return;
    }
    size_t k = leading_capitals(words, n);
    if (k == 0 && last_first) {
        k = last_words(a, words, n, email);
    }
    if (k) {
        *ret_last = join(a, words, k);
        *ret_first = join(a, words + k, n - k);
        return;
    }
    k = n - 1;
    while (k > 1 && particle(a, words[k - 1])) {
        k--;
    }
    *ret_first = join(a, words, k);
    *ret_last = join(a, words + k, n - k);
}

static struct str capitalised(struct arena *a, struct str s) {
    struct str out = arena_dup(a, s);
    char *p = (char *)(uintptr_t)out.p;
    for (size_t i = 0; i < out.n; i++) {
        bool begins = i == 0 || p[i - 1] == ' ' || p[i - 1] == '-';
        p[i] = p[i] == '_' || p[i] == '.' ? ' ' : p[i];
        if (begins && p[i] >= 'a' && p[i] <= 'z') {
            p[i] = (char)(p[i] - 32);
        }
    }
    return out;
}

void staff_name_of_email(struct arena *a, struct str email, struct str *ret_first, struct str *ret_last) {
    struct str local = str_sub(email, 0, str_chr(email, '@'));
    size_t dot = str_chr(local, '.');
    *ret_first = capitalised(a, str_sub(local, 0, dot));
    *ret_last = capitalised(a, str_sub(local, dot + 1, local.n));
}

/* ---- columns without a header ---- */

struct tally {
    size_t first, last, both;
};

static struct str address_of_record(const struct staff_map *m, const struct csv_record *r) {
    int c = m->emails[0];
    return c >= 0 && (size_t)c < r->n ? staff_address_in(r->fields[c]) : STR("");
}

static void count_likeness(struct arena *a, const struct csv_record *r, const struct staff_map *m, struct tally *t) {
    struct parts p = address_parts(a, address_of_record(m, r));
    for (size_t i = 0; i < r->n && i < m->n && p.last.n; i++) {
        struct str v = staff_plain(a, str_utf8_cut(r->fields[i], 100));
        struct str key = letters_only(a, v);
        if (m->columns[i].field != STAFF_NONE || key.n == 0) {
            continue;
        }
        bool swapped = begins_like(p.last, key);
        t[i].first += begins_like(p.first, key) && !swapped;
        t[i].last += swapped;
        t[i].both += str_chr(v, ' ') < v.n && str_find(key, p.last) < key.n && p.last.n > 1;
    }
}

/* The column that has most of what `off` counts, when that is at least a quarter of the records. */
static void name_column(struct staff_map *m, const struct tally *t, size_t off, size_t n, enum staff_field field) {
    size_t best = 0;
    struct staff_column *col = NULL;
    for (size_t i = 0; i < m->n; i++) {
        size_t got = *(const size_t *)(const void *)((const char *)&t[i] + off);
        if (m->columns[i].field == STAFF_NONE && got > best) {
            best = got;
            col = &m->columns[i];
        }
    }
    if (col && best * 4 >= n) {
        col->field = field;
        col->confidence = STAFF_GUESS;
    }
}

void staff_names_by_values(struct arena *a, const struct csv_record *records, size_t n, struct staff_map *m) {
    enum { LOOK = 100 };
    size_t look = n < LOOK ? n : LOOK;
    struct tally *t = arena_array(a, struct tally, m->n + 1);
    for (size_t i = 0; i < look; i++) {
        count_likeness(a, &records[i], m, t);
    }
    name_column(m, t, offsetof(struct tally, first), look, STAFF_FIRST);
    if (m->n) {
        name_column(m, t, offsetof(struct tally, last), look, STAFF_LAST);
    }
    bool first = false, last = false;
    for (size_t i = 0; i < m->n; i++) {
        first = first || m->columns[i].field == STAFF_FIRST;
        last = last || m->columns[i].field == STAFF_LAST;
    }
    if (first && last) {
        return;
    }
    for (size_t i = 0; i < m->n; i++) {
        if (m->columns[i].field == STAFF_FIRST || m->columns[i].field == STAFF_LAST) {
            m->columns[i].field = STAFF_NONE;
        }
    }
    name_column(m, t, offsetof(struct tally, both), look, STAFF_FULL);
}
