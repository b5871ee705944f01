/* check.c: see check.h. */
#include "app/member/check.h"

#include "app/company/company.h"
#include "base/clock.h"
#include "net/mail.h"
#include "text/fold.h"
#include "text/url.h"

struct str email_fold(struct arena *a, struct str email) {
    struct str nfc = str_utf8_valid(email) ? text_nfc(a, str_trim(email)) : email;
    char *p = arena_alloc(a, nfc.n + 1);
    for (size_t i = 0; i < nfc.n; i++) {
        p[i] = nfc.p[i] >= 'A' && nfc.p[i] <= 'Z' ? (char)(nfc.p[i] - 'A' + 'a') : nfc.p[i];
    }
    return (struct str){p, nfc.n};
}

struct str email_clean(struct arena *a, struct str email, const char **ret_why) {
    email = str_trim(email);
    if (str_empty(email)) {
        *ret_why = "is empty";
        return STR_NULL;
    }
    if (email.n > MEMBER_EMAIL_MAX) {
        *ret_why = "is longer than 254 bytes";
        return STR_NULL;
    }
    *ret_why = "is not an e-mail address";
    if (!str_utf8_valid(email) || !mail_address_ok(email)) {
        return STR_NULL;
    }
    size_t sign = str_chr(email, '@');
    struct str domain = url_host_ascii(a, str_sub(email, sign + 1, email.n));
    if (!domain.p || !host_valid(domain) || (str_chr(domain, '.') == domain.n && !str_is(domain, "localhost"))) {
        return STR_NULL;
    }
    struct str clean = arena_printf(a, "%.*s@%.*s", STRF(text_nfc(a, str_sub(email, 0, sign))), STRF(domain));
    if (clean.n > MEMBER_EMAIL_MAX) {
        *ret_why = "is longer than 254 bytes";
        return STR_NULL;
    }
    return clean;
}

struct str member_folded(struct arena *a, struct str last, struct str first, struct str email) {
    const struct str parts[] = {last, STR(" "), first, STR(" "), email};
    char *p = arena_alloc(a, last.n + first.n + email.n + 3);
    size_t n = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        memcpy(p + n, parts[i].p ? parts[i].p : "", parts[i].n);
        n += parts[i].n;
    }
    return text_fold(a, str_trim((struct str){p, n}));
}

const char *name_fault(struct str name, size_t max) {
    if (!str_utf8_valid(name)) {
        return "is not well-formed UTF-8";
    }
    if (str_utf8_count(name) > max) {
        return max == MEMBER_GROUP_MAX ? "is longer than 80 characters" : "is longer than 100 characters";
    }
    for (size_t i = 0; i < name.n; i++) {
        if ((unsigned char)name.p[i] < 0x20 || name.p[i] == 0x7f) {
            return "has control characters";
        }
    }
    return NULL;
}

struct checking {
    struct arena *arena;
    struct problems *errs;
    const char *at;
    enum err e;
};

static void bad(struct checking *c, const char *field, const char *what) {
    c->e = err_set(c->errs, E_INVALID, arena_printf(c->arena, "%s/%s", c->at, field).p, "%s", what);
}

static void check_text(struct checking *c, struct str *text, size_t max, const char *field) {
    *text = text->p ? str_trim(*text) : STR("");
    const char *fault = name_fault(*text, max);
    if (fault) {
        bad(c, field, fault);
    } else {
        *text = text_nfc(c->arena, *text);
    }
}

enum err member_check(struct member_new *in, struct arena *arena, struct problems *errs, const char *at) {
    struct checking c = {arena, errs, at, E_OK};
    const char *why = NULL;
    struct str email = email_clean(arena, in->email, &why);
    if (!email.p) {
        bad(&c, "email", why);
    } else {
        in->email = email;
    }
    check_text(&c, &in->first_name, MEMBER_NAME_MAX, "first_name");
    check_text(&c, &in->last_name, MEMBER_NAME_MAX, "last_name");
    check_text(&c, &in->country, MEMBER_GROUP_MAX, "groups/country");
    check_text(&c, &in->department, MEMBER_GROUP_MAX, "groups/department");
    check_text(&c, &in->team, MEMBER_GROUP_MAX, "groups/team");
    if (str_empty(in->first_name) && str_empty(in->last_name)) {
        bad(&c, "first_name", "first and last name are both empty");
    }
    if (!str_empty(in->language) && !language_known(in->language)) {
        bad(&c, "language", "must be fr or en");
    }
    if (!str_empty(in->time_zone) && !time_zone_known(in->time_zone)) {
        bad(&c, "time_zone", "is not a time zone such as Europe/Paris");
    }
    return c.e;
}
