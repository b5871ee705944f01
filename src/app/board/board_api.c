/* board_api.c: see board_api.h. What everybody sees and what one person sees are two routes, so that no answer of the first can
 * depend on who asks. */
#include "app/board/board_api.h"

#include "app/board/board.h"
#include "app/company/company.h"
#include "app/member/member.h"
#include "base/clock.h"

struct board_query {
    struct str month;
};
static const struct json_field board_query_fields[] = {
    {.name = "month", .type = JSON_T_STR, .off = offsetof(struct board_query, month), .max = 7,
     .help = "2026-11; the present month unless told, at most eleven back."},
    {0}};
const struct json_shape board_query_shape = {"board_query", sizeof(struct board_query), board_query_fields};

struct row_out {
    int64_t rank, points;
    struct str name;
};
struct board_out {
    bool open, has_people, final;
    struct str month, first_month;
    int64_t starts_at, ends_at, people, more, ranks;
    struct json_list rows;
};

#define FIELD(T, member, kind, more, ...)                                                                              \
    {.name = #member, .type = (kind), .off = offsetof(struct T, member), .flags = JSON_REQUIRED | (more), __VA_ARGS__}

static const struct json_field row_fields[] = {
    FIELD(row_out, rank, JSON_T_I64, 0, .help = "Equal points, equal rank: 1, 1, 3."), FIELD(row_out, name, JSON_T_STR, 0),
    FIELD(row_out, points, JSON_T_I64, 0), {0}};
static const struct json_shape row_shape = {"board_row", sizeof(struct row_out), row_fields};

static const struct json_field board_fields[] = {
    FIELD(board_out, open, JSON_T_BOOL, 0, .help = "False: an admin has not opened it; then there are no rows."),
    FIELD(board_out, month, JSON_T_STR, 0),
    FIELD(board_out, first_month, JSON_T_STR, 0, .help = "The oldest that can be looked at."),
    FIELD(board_out, starts_at, JSON_T_TIME, 0, .help = "In the company's time zone."), FIELD(board_out, ends_at, JSON_T_TIME, 0),
    FIELD(board_out, final, JSON_T_BOOL, 0, .help = "The month is over."),
    FIELD(board_out, ranks, JSON_T_I64, 0, .help = "How many ranks are shown; who stands below is told to themselves alone."),
    FIELD(board_out, rows, JSON_T_LIST, 0, .sub = &row_shape, .help = "By points, then name. Nobody without points."),
    FIELD(board_out, more, JSON_T_I64, 0, .help = "How many more share the last rank shown."),
    FIELD(board_out, people, JSON_T_I64, JSON_NULLABLE, .has = JSON_HAS(board_out, has_people),
          .help = "At least so many are on it, in full tens; null below ten."),
    {0}};
const struct json_shape board_shape = {"board", sizeof(struct board_out), board_fields};

static enum err month_asked(struct rq *rq, struct str zone, struct period *ret) {
    const struct board_query *in = rq->query;
    return board_month(in->month, zone, rq->now, ret)
               ? E_OK
               : err_set(&rq->errs, E_INVALID, "?month", "must be a month such as 2026-11, this one or one of the %d before it",
                         BOARD_MONTHS - 1);
}

static struct json_list rows_of(struct arena *a, const struct standing_top *top) {
    struct row_out *out = arena_array(a, struct row_out, top->n + 1);
    for (size_t i = 0; i < top->n; i++) {
        out[i] = (struct row_out){top->rows[i].rank, top->rows[i].points, top->rows[i].name};
    }
    return (struct json_list){out, top->n};
}

static struct str first_month(struct arena *a, struct str zone, int64_t now) {
    struct period m = period_of(PERIOD_MONTH, time_local_day(zone, now));
    for (int i = 1; i < BOARD_MONTHS; i++) {
        m = period_before(PERIOD_MONTH, m);
    }
    return board_month_text(a, m);
}

enum err board_month_get(struct rq *rq) {
    struct board_facts facts;
    struct period month;
    struct standing_top top = {.n = 0};
    enum err e = standing_facts(&rq->cx, &facts);
    if (!e) {
        e = month_asked(rq, facts.zone, &month);
    }
    if (!e && facts.open) {
        e = standing_top(&rq->cx, month, facts.zone, rq->now, &top);
    }
    if (e) {
        return e;
    }
    struct board_out out = {
        .open = facts.open, .month = board_month_text(rq->arena, month), .first_month = first_month(rq->arena, facts.zone, rq->now),
        .starts_at = period_start(facts.zone, month.from), .ends_at = period_start(facts.zone, month.to + 1),
        .ranks = STANDING_RANKS, .rows = rows_of(rq->arena, &top), .more = top.more,
        .has_people = top.people >= BOARD_COUNT_FROM, .people = top.people - top.people % BOARD_COUNT_FROM};
    out.final = rq->now >= out.ends_at;
    return reply_json(rq, 200, &board_shape, &out);
}

/* ---- one's own ---- */

struct consent_out {
    int64_t version;
    struct str language, text;
};
struct month_out {
    struct str month;
    int64_t points;
};
struct my_board_out {
    bool open, on_board, pseudonym, has_rank, has_joined;
    struct str name, own_name, month;
    int64_t rank, points, joined_at;
    struct consent_out consent;
    struct json_list months;
};

static const struct json_field consent_fields[] = {
    FIELD(consent_out, version, JSON_T_I64, 0), FIELD(consent_out, language, JSON_T_ENUM, 0, .values = languages),
    FIELD(consent_out, text, JSON_T_STR, 0, .help = "Plain text, a line for each paragraph."), {0}};
static const struct json_shape consent_shape = {"board_consent", sizeof(struct consent_out), consent_fields};

static const struct json_field month_fields[] = {
    FIELD(month_out, month, JSON_T_STR, 0), FIELD(month_out, points, JSON_T_I64, 0), {0}};
static const struct json_shape month_shape = {"board_month", sizeof(struct month_out), month_fields};

static const struct json_field my_board_fields[] = {
    FIELD(my_board_out, open, JSON_T_BOOL, 0), FIELD(my_board_out, on_board, JSON_T_BOOL, 0),
    FIELD(my_board_out, name, JSON_T_STR, JSON_NULLABLE, .help = "As the board shows it; null when not on it."),
    FIELD(my_board_out, pseudonym, JSON_T_BOOL, 0),
    FIELD(my_board_out, joined_at, JSON_T_TIME, JSON_NULLABLE, .has = JSON_HAS(my_board_out, has_joined)),
    FIELD(my_board_out, own_name, JSON_T_STR, 0, .help = "What the board would show as one's own name."),
    FIELD(my_board_out, month, JSON_T_STR, 0),
    FIELD(my_board_out, points, JSON_T_I64, 0, .help = "Earned in this month, in the company's time zone."),
    FIELD(my_board_out, rank, JSON_T_I64, JSON_NULLABLE, .has = JSON_HAS(my_board_out, has_rank),
          .help = "Among those on the board; who is not on it is told where they would stand, and nobody else is. Null without "
                  "points, and while it is closed."),
    FIELD(my_board_out, consent, JSON_T_OBJ, 0, .sub = &consent_shape),
    FIELD(my_board_out, months, JSON_T_LIST, 0, .sub = &month_shape, .help = "What one earned, the present month first."), {0}};
const struct json_shape my_board_shape = {"my_board", sizeof(struct my_board_out), my_board_fields};

struct my_board_in {
    struct str pseudonym;
    int64_t consent_version;
    struct str language;
};
static const struct json_field my_board_change_fields[] = {
    {.name = "pseudonym", .type = JSON_T_STR, .off = offsetof(struct my_board_in, pseudonym), .flags = JSON_TRIM | JSON_NULLABLE,
     .max = 400, .help = "2 to 40 characters; left out or null: one's own name."},
    {.name = "consent_version", .type = JSON_T_I64, .off = offsetof(struct my_board_in, consent_version), .flags = JSON_REQUIRED,
     .min = 1, .max = 1000000, .help = "Of the text that was read."},
    {.name = "language", .type = JSON_T_ENUM, .off = offsetof(struct my_board_in, language), .values = languages,
     .help = "In which it was read; the member's unless told."},
    {0}};
const struct json_shape my_board_change_shape = {"my_board_change", sizeof(struct my_board_in), my_board_change_fields};

struct mine_args {
    int64_t person, member, now;
    struct str zone;
};
struct mine {
    struct board_entry entry;
    struct member_info member;
    struct board_month_points months[BOARD_PROGRESS_MONTHS];
};

static enum err mine_read(struct tx *tx, const void *args, void *ret) {
    const struct mine_args *a = args;
    struct mine *m = ret;
    enum err e = board_entry_of(tx, a->person, &m->entry);
    if (!e) {
        e = member_get(tx, a->member, &m->member);
    }
    return e ? e : board_progress(tx, a->person, a->zone, a->now, m->months);
}

static struct json_list months_of(struct arena *a, const struct board_month_points *months) {
    struct month_out *out = arena_array(a, struct month_out, BOARD_PROGRESS_MONTHS);
    for (int i = 0; i < BOARD_PROGRESS_MONTHS; i++) {
        out[i] = (struct month_out){board_month_text(a, months[i].month), months[i].points};
    }
    return (struct json_list){out, BOARD_PROGRESS_MONTHS};
}

static enum err reply_mine(struct rq *rq) {
    struct board_facts facts;
    struct mine m;
    struct rank_place place = {0};
    enum err e = standing_facts(&rq->cx, &facts);
    if (!e) {
        e = db_read(&rq->cx, mine_read, &(struct mine_args){rq->who.person, rq->who.member, rq->now, facts.zone}, &m, sizeof m);
    }
    if (!e && facts.open) {
        e = standing_of(&rq->cx, m.months[0].month, facts.zone, rq->now, rq->who.person, &place);
    }
    if (e) {
        return e;
    }
    struct str language = language_pick(rq->who.language, STR("fr"));
    struct my_board_out out = {
        .open = facts.open, .on_board = m.entry.on, .name = m.entry.name, .pseudonym = m.entry.pseudonym,
        .has_joined = m.entry.on, .joined_at = m.entry.joined_at,
        .own_name = str_trim(arena_printf(rq->arena, "%.*s %.*s", STRF(m.member.first_name), STRF(m.member.last_name))),
        .month = board_month_text(rq->arena, m.months[0].month), .points = m.months[0].points,
        .has_rank = place.rank > 0, .rank = place.rank,
        .consent = {BOARD_CONSENT_VERSION, language, board_consent_text(language)}, .months = months_of(rq->arena, m.months)};
    return reply_json(rq, 200, &my_board_shape, &out);
}

enum err my_board_get(struct rq *rq) {
    return reply_mine(rq);
}

static enum err join_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return board_join(tx, args);
}

enum err my_board_put(struct rq *rq) {
    const struct my_board_in *in = rq->body;
    struct str language = language_pick(in->language.p ? in->language : rq->who.language, STR("fr"));
    struct board_join join = {.person = rq->who.person, .member = rq->who.member, .pseudonym = in->pseudonym.p != NULL,
                              .name = in->pseudonym, .consent_version = in->consent_version, .language = language, .now = rq->now};
    enum err e = db_tx(&rq->cx, join_tx, &join, NULL, 0);
    return e ? e : reply_mine(rq);
}

struct leave_args {
    int64_t person, now;
    struct str language;
};

static enum err leave_tx(struct tx *tx, const void *args, void *ret) {
    const struct leave_args *a = args;
    (void)ret;
    return board_leave(tx, a->person, a->language, a->now);
}

enum err my_board_delete(struct rq *rq) {
    struct leave_args args = {rq->who.person, rq->now, language_pick(rq->who.language, STR("fr"))};
    enum err e = db_tx(&rq->cx, leave_tx, &args, NULL, 0);
    return e ? e : reply_mine(rq);
}
