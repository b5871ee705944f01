/* policy.c: see policy.h. */
#include "app/join/policy.h"

#include "app/company/company.h"
#include "app/company/settings.h"
#include "app/member/check.h"
#include "base/buf.h"
#include "sql_gen.h"
#include "text/fold.h"
#include "text/url.h"

#include <sodium.h>

/* ---- stored forms of settings ---- */

static bool blank(char c) {
    return c == ' ' || c == ',' || c == ';' || c == '\t' || c == '\n' || c == '\r';
}

/* The next word of a list with blanks, commas or lines between; false when there is none. */
static bool next_word(struct str *rest, struct str *ret) {
    size_t from = 0;
    while (from < rest->n && blank(rest->p[from])) {
        from++;
    }
    size_t to = from;
    while (to < rest->n && !blank(rest->p[to])) {
        to++;
    }
    *ret = str_sub(*rest, from, to);
    *rest = str_sub(*rest, to, rest->n);
    return to > from;
}

static bool word_in(struct str list, struct str word) {
    struct str part;
    while (next_word(&list, &part)) {
        if (str_eq(part, word)) {
            return true;
        }
    }
    return false;
}

/* "Rivelle.example, @rivelle.fr" -> "rivelle.example rivelle.fr" */
bool join_domains_tidy(struct arena *arena, struct str in, struct str *ret) {
    struct buf b;
    struct str word;
    buf_init(&b, arena, JOIN_DOMAINS_MAX * 2);
    if (in.n > JOIN_DOMAINS_MAX) {
        return false;
    }
    while (next_word(&in, &word)) {
        struct str name = url_host_ascii(arena, str_starts(word, STR("@")) ? str_sub(word, 1, word.n) : word);
        if (!name.p || !host_valid(name) || str_chr(name, '.') == name.n) {
            return false;
        }
        if (!word_in(buf_view(&b), name)) {
            buf_printf(&b, "%s%.*s", buf_view(&b).n ? " " : "", STRF(name));
        }
    }
    *ret = buf_view(&b).p ? buf_view(&b) : STR("");
    return true;
}

bool join_code_tidy(struct arena *arena, struct str in, struct str *ret) {
    struct str code = text_nfc(arena, str_trim(in));
    size_t n = str_utf8_count(code);
    if (n && (n < JOIN_CODE_MIN || n > JOIN_CODE_MAX || name_fault(code, JOIN_CODE_MAX))) {
        return false;
    }
    *ret = code;
    return true;
}

/* "team:Nord" */
bool pilot_group_tidy(struct arena *arena, struct str in, struct str *ret) {
    struct str text = str_trim(in);
    size_t colon = str_chr(text, ':');
    struct str axis = str_sub(text, 0, colon), name = str_trim(str_sub(text, colon + 1, text.n));
    if (str_empty(text)) {
        *ret = STR("");
        return true;
    }
    if (member_axis(axis) < 0 || str_empty(name) || name_fault(name, MEMBER_GROUP_MAX)) {
        return false;
    }
    *ret = arena_printf(arena, "%.*s:%.*s", STRF(axis), STRF(text_nfc(arena, name)));
    return true;
}

/* ---- who may come in ---- */

enum err join_policy_get(struct tx *tx, struct join_policy *ret) {
    enum err e = company_setting_bool(tx, "join.link", &ret->links);
    e = e ? e : company_setting_text(tx, "join.domains", &ret->domains);
    e = e ? e : company_setting_text(tx, "join.code", &ret->code);
    return e ? e : company_setting_text(tx, "join.approval", &ret->approval);
}

bool join_domain_fits(struct str domains, struct str email) {
    size_t sign = str_chr(email, '@');
    return sign < email.n && word_in(domains, str_sub(email, sign + 1, email.n));
}

bool join_code_fits(struct arena *a, struct str code, struct str given) {
    struct str right = text_fold(a, str_trim(code)), got = text_fold(a, str_trim(given));
    return !str_empty(right) && right.n == got.n && sodium_memcmp(right.p, got.p, right.n) == 0;
}

bool join_needs_approval(const struct join_policy *p, struct str came_by, bool mail) {
    if (!mail || str_is(p->approval, "always")) {
        return true;
    }
    return str_is(p->approval, "links") && !str_is(came_by, JOIN_BY_DOMAIN);
}

/* ---- the pilot ---- */

static struct pilot pilot_of(struct str text) {
    size_t colon = str_chr(text, ':');
    return (struct pilot){str_sub(text, 0, colon), str_sub(text, colon + 1, text.n)};
}

enum err pilot_group_fits(struct tx *tx, struct str value, const char *field) {
    struct sql_member_group_find_row row;
    struct pilot p = pilot_of(value);
    enum err e = str_empty(value) ? E_OK : sql_member_group_find(tx, p.axis, p.name, &row);
    return e == E_NOT_FOUND ? err_set(tx->errs, E_INVALID, field, "there is no group %.*s: make it first", STRF(value)) : e;
}

enum err pilot_get(struct tx *tx, struct pilot *ret) {
    struct str text;
    enum err e = company_setting_text(tx, "pilot.group", &text);
    if (!e) {
        *ret = pilot_of(text);
    }
    return e;
}

enum err pilot_allows(struct tx *tx, int64_t member, bool *ret) {
    struct pilot pilot;
    struct sql_member_in_named_group_row row;
    enum err e = pilot_get(tx, &pilot);
    if (e || str_empty(pilot.axis)) {
        *ret = !e;
        return e;
    }
    e = sql_member_in_named_group(tx, member, pilot.axis, pilot.name, &row);
    *ret = !e && row.n > 0;
    return e;
}

enum err pilot_follow(struct tx *tx, struct str axis, struct str from, struct str to, int64_t now) {
    struct pilot pilot;
    enum err e = pilot_get(tx, &pilot);
    if (e || !str_eq(pilot.axis, axis) || !str_eq(pilot.name, from)) {
        return e;
    }
    struct str value = str_empty(to) ? STR("") : arena_printf(tx->arena, "%.*s:%.*s", STRF(axis), STRF(to));
    return company_setting_set(tx, STR("pilot.group"), value, now);
}

enum err axis_open(struct tx *tx, int axis, bool *ret) {
    static const char *const names[AXIS_COUNT] = {"groups.choose_country", "groups.choose_department", "groups.choose_team",
                                                  "groups.choose_free"};
    return company_setting_bool(tx, names[axis], ret);
}
