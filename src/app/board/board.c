/* board.c: going on the board and off it, names, months. See board.h. */
#include "app/board/board.h"

#include "app/charter/charter.h"
#include "app/company/settings.h"
#include "app/member/member.h"
#include "base/clock.h"
#include "sql_gen.h"
#include "text/fold.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

/* ---- months ---- */

struct str board_month_text(struct arena *a, struct period month) {
    return str_sub(period_day_text(a, month.from), 0, 7);
}

bool board_month(struct str text, struct str zone, int64_t now, struct period *ret) {
    struct period m = period_of(PERIOD_MONTH, time_local_day(zone, now));
    int64_t year, month;
    if (!text.p) {
        *ret = m;
        return true;
    }
    if (text.n != 7 || text.p[4] != '-' || !str_to_i64(str_sub(text, 0, 4), &year) || !str_to_i64(str_sub(text, 5, 7), &month) ||
        year < 1970 || month < 1 || month > 12) {
        return false;
    }
    int64_t first = day_of_civil((int)year, (int)month, 1);
    for (int i = 0; i < BOARD_MONTHS; i++) {
        if (m.from == first) {
            *ret = m;
            return true;
        }
        m = period_before(PERIOD_MONTH, m);
    }
    return false;
}

/* ---- names ---- */

/* Characters that nobody sees, or that turn the line round: a name made of them would look like another. */
static bool unseen(UChar32 c) {
    int8_t type = u_charType(c);
    return type == U_CONTROL_CHAR || type == U_FORMAT_CHAR || type == U_PRIVATE_USE_CHAR || type == U_UNASSIGNED ||
           type == U_LINE_SEPARATOR || type == U_PARAGRAPH_SEPARATOR || type == U_SURROGATE;
}

static const char *name_why_not(struct str name) {
    bool letter = false;
    if (!str_utf8_valid(name)) {
        return "is not well-formed UTF-8";
    }
    size_t n = str_utf8_count(name);
    if (n < BOARD_NAME_MIN || n > BOARD_NAME_MAX) {
        return "must be 2 to 40 characters";
    }
    for (int32_t i = 0; i < (int32_t)name.n;) {
        UChar32 c;
        U8_NEXT(name.p, i, (int32_t)name.n, c);
        if (c < 0 || unseen(c)) {
            return "has characters that cannot be seen";
        }
        letter = letter || u_isalnum(c);
    }
    return letter ? NULL : "needs a letter or a digit";
}

/* One blank between words, none at the ends. Every kind of blank is one: a no-break space looks the same. `name` is UTF-8. */
static struct str tidy(struct arena *a, struct str name) {
    char *p = arena_alloc(a, name.n + 1);
    size_t n = 0;
    for (int32_t i = 0; i < (int32_t)name.n;) {
        int32_t at = i;
        UChar32 c;
        U8_NEXT(name.p, i, (int32_t)name.n, c);
        if (!u_isblank(c)) {
            memcpy(p + n, name.p + at, (size_t)(i - at));
            n += (size_t)(i - at);
        } else if (n && p[n - 1] != ' ') {
            p[n++] = ' ';
        }
    }
    return (struct str){p, n && p[n - 1] == ' ' ? n - 1 : n};
}

/* Another member's first and last name, in either order: every turn of the words is tried. */
static enum err is_member(struct tx *tx, struct str key, int64_t member, bool *ret) {
    struct sql_board_name_of_member_row row;
    *ret = false;
    for (size_t at = 0; at < key.n; at++) {
        if (at && key.p[at - 1] != ' ') {
            continue;
        }
        struct str turned = at ? arena_printf(tx->arena, "%.*s %.*s", STRF(str_sub(key, at, key.n)), STRF(str_sub(key, 0, at - 1)))
                               : key;
        struct str any = db_like(tx->arena, turned);     /* "%…%": the first sign is dropped */
        struct str pattern = str_sub(any, 1, any.n - 1);
        enum err e = sql_board_name_of_member(tx, arena_printf(tx->arena, "%.*s %%", STRF(pattern)),
                                              arena_printf(tx->arena, "%.*s %% %%", STRF(pattern)), member, &row);
        if (e || row.n) {
            *ret = !e;
            return e;
        }
    }
    return E_OK;
}

struct named {
    struct str name, key;
};

static enum err pseudonym_of(struct tx *tx, const struct board_join *in, struct named *ret) {
    struct str name = tidy(tx->arena, text_nfc(tx->arena, str_utf8_valid(in->name) ? in->name : STR("")));
    const char *why = name_why_not(name);
    if (why) {
        return err_set(tx->errs, E_INVALID, "/pseudonym", "%s", why);
    }
    struct sql_board_pseudonym_taken_row taken;
    bool member = false;
    struct named n = {name, text_fold(tx->arena, name)};
    enum err e = sql_board_pseudonym_taken(tx, n.key, in->person, &taken);
    if (!e) {
        e = is_member(tx, n.key, in->member, &member);
    }
    if (!e && (taken.n || member)) {
        return err_set(tx->errs, E_INVALID, "/pseudonym", "this name is not free; please choose another one");
    }
    *ret = n;
    return e;
}

static enum err own_name_of(struct tx *tx, const struct board_join *in, struct named *ret) {
    struct member_info m;
    enum err e = member_get(tx, in->member, &m);
    if (e) {
        return e;
    }
    struct str name = str_trim(arena_printf(tx->arena, "%.*s %.*s", STRF(m.first_name), STRF(m.last_name)));
    if (str_empty(name)) {
        return err_set(tx->errs, E_INVALID, "/pseudonym", "there is no name in the directory yet; choose a pseudonym");
    }
    *ret = (struct named){name, text_fold(tx->arena, name)};
    return E_OK;
}

/* ---- on and off ---- */

enum err board_entry_of(struct tx *tx, int64_t person, struct board_entry *ret) {
    struct sql_board_person_get_row *rows;
    size_t n;
    enum err e = sql_board_person_get(tx, person, &rows, &n);
    if (e) {
        return e;
    }
    *ret = n ? (struct board_entry){true, rows[0].name, rows[0].pseudonym, rows[0].month, rows[0].joined_at}
             : (struct board_entry){.name = STR_NULL};
    return E_OK;
}

static enum err consent(struct tx *tx, int64_t person, bool given, struct str language, int64_t now, int64_t *ret_id) {
    return consent_record(tx, &(struct consent_new){.person = person, .kind = "board", .given = given,
                                                    .version = BOARD_CONSENT_VERSION, .language = language,
                                                    .text = board_consent_text(language), .now = now}, ret_id);
}

static enum err put(struct tx *tx, const struct board_join *in, const struct named *name, const struct board_entry *was) {
    struct company_info company;
    if (was->on) {
        return sql_board_person_rename(tx, &(struct sql_board_person_rename_in){
            .person = in->person, .name = name->name, .name_key = name->key, .pseudonym = in->pseudonym,
            .consent_version = BOARD_CONSENT_VERSION});
    }
    enum err e = company_get(tx, &company);
    return e ? e : sql_board_person_insert(tx, &(struct sql_board_person_insert_in){
        .person = in->person, .name = name->name, .name_key = name->key, .pseudonym = in->pseudonym,
        .month = period_of(PERIOD_MONTH, time_local_day(company.time_zone, in->now)).from,
        .consent_version = BOARD_CONSENT_VERSION, .joined_at = in->now});
}

enum err board_join(struct tx *tx, const struct board_join *in) {
    struct board_entry was;
    struct named name;
    bool open;
    int64_t id;
    enum err e = company_setting_bool(tx, "board.open", &open);
    if (!e && !open) {
        return err_set(tx->errs, E_STATE, "", "the board is not open");
    }
    if (!e && in->consent_version != BOARD_CONSENT_VERSION) {
        return err_set(tx->errs, E_STATE, "/consent_version", "the text in force is version %d; please read it first",
                       BOARD_CONSENT_VERSION);
    }
    e = e ? e : in->pseudonym ? pseudonym_of(tx, in, &name) : own_name_of(tx, in, &name);
    if (!e) {
        e = board_entry_of(tx, in->person, &was);
    }
    if (e || (was.on && was.pseudonym == in->pseudonym && str_eq(was.name, name.name))) {
        return e;
    }
    e = put(tx, in, &name, &was);
    if (!e) {
        e = consent(tx, in->person, true, in->language, in->now, &id);
    }
    return e ? e : event_record(tx, &(struct event){.kind = EV_BOARD_JOINED, .at = in->now, .subject = id,
                                                    .person = in->person});
}

enum err board_leave(struct tx *tx, int64_t person, struct str language, int64_t now) {
    int64_t n = 0, id;
    enum err e = sql_board_person_delete(tx, person, &n);
    if (e || n == 0) {
        return e;
    }
    e = consent(tx, person, false, language, now, &id);
    return e ? e : event_record(tx, &(struct event){.kind = EV_BOARD_LEFT, .at = now, .subject = id, .person = person});
}

enum err board_on_erased(struct tx *tx, const struct event *ev) {
    int64_t n;
    return sql_board_person_delete(tx, ev->person, &n);
}

/* ---- my progress ---- */

struct progress {
    int64_t from[BOARD_PROGRESS_MONTHS];
    struct board_month_points *months;
};

static enum err on_credit(void *ud, const struct sql_board_credits_of_row *r) {
    struct progress *p = ud;
    for (int i = 0; i < BOARD_PROGRESS_MONTHS; i++) {
        if (r->at >= p->from[i]) {
            p->months[i].points += r->amount;
            break;
        }
    }
    return E_OK;
}

enum err board_progress(struct tx *tx, int64_t person, struct str zone, int64_t now,
                        struct board_month_points ret[BOARD_PROGRESS_MONTHS]) {
    struct progress p = {.months = ret};
    struct period m = period_of(PERIOD_MONTH, time_local_day(zone, now));
    for (int i = 0; i < BOARD_PROGRESS_MONTHS; i++) {
        ret[i] = (struct board_month_points){m, 0};
        p.from[i] = period_start(zone, m.from);
        m = period_before(PERIOD_MONTH, m);
    }
    return sql_board_credits_of(tx, person, p.from[BOARD_PROGRESS_MONTHS - 1], on_credit, &p);
}
