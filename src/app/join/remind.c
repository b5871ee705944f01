/* remind.c: see remind.h. The claim and the mail's job are one transaction: nobody is reminded twice. */
#include "app/join/remind.h"

#include "app/company/settings.h"
#include "app/join/policy.h"
#include "app/session/session.h"
#include "app/session/token_mail.h"
#include "app/work/work.h"
#include "base/clock.h"
#include "sql_gen.h"

enum { BATCH = 100 };

struct step_args {
    int64_t now, after, after_id;
};

struct step {
    int64_t after, after_id;
    bool more;
};

static enum err remind(struct tx *tx, const struct sql_join_remind_list_row *m, int64_t now) {
    struct work *work = arena_new(tx->arena, struct work);
    bool open = false;
    int64_t n = 0;
    enum err e = work_of(tx, m->id, m->time_zone, work);
    if (e || !hours_open(&work->hours, now)) {
        return e;
    }
    e = pilot_allows(tx, m->id, &open);
    if (e || !open) {
        return e;
    }
    e = sql_join_remind_claim(tx, m->id, now, &n);
    return e || !n ? e : token_mail_enqueue(tx, m->id, TOKEN_REMINDER, now);
}

static enum err step_tx(struct tx *tx, const void *args, void *ret) {
    const struct step_args *a = args;
    struct step *s = ret;
    struct sql_join_remind_list_row *rows;
    size_t n = 0;
    bool wanted = false;
    enum err e = company_setting_bool(tx, "join.reminder", &wanted);
    if (e || !wanted) {
        return e;
    }
    e = sql_join_remind_list(tx, &(struct sql_join_remind_list_in){
        .from = a->now - REMIND_UNTIL_S * US_PER_S, .to = a->now - REMIND_AFTER_S * US_PER_S, .after = a->after,
        .after_id = a->after_id, .limit = BATCH}, &rows, &n);
    for (size_t i = 0; !e && i < n; i++) {
        e = remind(tx, &rows[i], a->now);
    }
    if (!e && n == BATCH) {
        *s = (struct step){rows[n - 1].invited_at, rows[n - 1].id, true};
    }
    return e;
}

enum err remind_all(const struct db_cx *cx, int64_t now) {
    struct step_args a = {now, 0, 0};
    struct step s;
    enum err e;
    do {
        e = db_tx(cx, step_tx, &a, &s, sizeof s);
        a.after = s.after;
        a.after_id = s.after_id;
    } while (!e && s.more);
    return e;
}
