/* campaign.c: see campaign.h. */
#include "app/campaign/campaign.h"

#include "app/post/post.h"
#include "base/clock.h"
#include "base/id.h"
#include "sql_gen.h"

const char *const campaign_objectives[] = {"visibility", "recruitment", "selling", "image", "event", NULL};

/* ---- days ---- */

struct str day_text(struct arena *a, int64_t day) {
    int y, m, d;
    civil_of_day(day, &y, &m, &d);
    return arena_printf(a, "%04d-%02d-%02d", y, m, d);
}

bool day_read(struct str text, int64_t *ret) {
    static const char form[] = "dddd-dd-dd";
    int part[3] = {0, 0, 0}, at = 0, y, m, d;
    if (text.n != sizeof form - 1) {
        return false;
    }
    for (size_t i = 0; i < text.n; i++) {
        bool digit = text.p[i] >= '0' && text.p[i] <= '9';
        if (digit != (form[i] == 'd') || (!digit && text.p[i] != '-')) {
            return false;
        }
        at += !digit;
        part[at] = digit ? part[at] * 10 + text.p[i] - '0' : part[at];
    }
    *ret = day_of_civil(part[0], part[1], part[2]);
    civil_of_day(*ret, &y, &m, &d);      /* February 30th comes back as another day */
    return part[0] > 0 && y == part[0] && m == part[1] && d == part[2];
}

/* ---- reading ---- */

static enum err with_progress(struct tx *tx, struct campaign *c) {
    struct sql_campaign_progress_row p;
    enum err e = sql_campaign_progress(tx, c->id, &p);
    c->coming = e ? 0 : p.coming;
    c->out = e ? 0 : p.out;
    return e;
}

#define CAMPAIGN_OF(r)                                                                                                 \
    (struct campaign){.id = (r).id, .name = (r).name, .objective = (r).objective, .note = (r).note, .starts_on = (r).starts_on, \
                      .ends_on = (r).ends_on, .target_posts = (r).target_posts_null ? 0 : (r).target_posts,            \
                      .closed_at = (r).closed_at_null ? 0 : (r).closed_at, .version = (r).version}

enum err campaign_list(struct tx *tx, const struct campaign_filter *f, struct campaign_page *ret) {
    struct sql_campaign_page_row *rows;
    size_t n;
    struct str state = f->state.p ? f->state : STR("");
    enum err e = sql_campaign_page(tx, state, f->before, f->before_id, f->limit + 1, &rows, &n);
    if (e) {
        return e;
    }
    struct campaign_page page = {arena_array(tx->arena, struct campaign, n + 1), 0, (int64_t)n > f->limit};
    for (size_t i = 0; !e && i < n && (int64_t)i < f->limit; i++) {
        page.items[page.n] = CAMPAIGN_OF(rows[i]);
        e = with_progress(tx, &page.items[page.n++]);
    }
    if (!e) {
        *ret = page;
    }
    return e;
}

enum err campaign_get(struct tx *tx, int64_t id, struct campaign *ret) {
    struct sql_campaign_get_row row;
    enum err e = sql_campaign_get(tx, id, &row);
    if (e) {
        return e;
    }
    struct campaign c = CAMPAIGN_OF(row);
    e = with_progress(tx, &c);
    if (!e) {
        *ret = c;
    }
    return e;
}

/* ---- writing ---- */

static enum err check_days(struct tx *tx, int64_t starts_on, int64_t ends_on) {
    if (ends_on < starts_on) {
        return err_set(tx->errs, E_INVALID, "/ends_on", "is before the first day");
    }
    if (ends_on - starts_on >= CAMPAIGN_DAYS_MAX) {
        return err_set(tx->errs, E_INVALID, "/ends_on", "is more than %d days after the first day", CAMPAIGN_DAYS_MAX - 1);
    }
    return E_OK;
}

static const int64_t *target_of(const int64_t *n) {
    return *n ? n : NULL;
}

enum err campaign_create(struct tx *tx, const struct campaign *in, int64_t now, int64_t *ret_id) {
    struct sql_campaign_count_row count;
    int64_t id = id_new();
    enum err e = check_days(tx, in->starts_on, in->ends_on);
    e = e ? e : sql_campaign_count(tx, &count);
    if (!e && count.n >= CAMPAIGNS_MAX) {
        return err_set(tx->errs, E_LIMIT, "", "a company has at most %d campaigns; delete old ones", CAMPAIGNS_MAX);
    }
    e = e ? e : sql_campaign_insert(tx, &(struct sql_campaign_insert_in){
        .id = id, .name = in->name, .objective = in->objective, .note = in->note, .starts_on = in->starts_on, .ends_on = in->ends_on,
        .target_posts = target_of(&in->target_posts), .now = now});
    if (!e) {
        *ret_id = id;
    }
    return e;
}

static enum err changed_meanwhile(struct tx *tx) {
    return err_set(tx->errs, E_CONFLICT, "/version", "somebody else changed this campaign meanwhile");
}

enum err campaign_change(struct tx *tx, int64_t id, const struct campaign_change *c, int64_t now) {
    struct campaign was;
    enum err e = campaign_get(tx, id, &was);
    if (!e && c->version && c->version != was.version) {
        e = changed_meanwhile(tx);
    }
    if (e) {
        return e;
    }
    struct campaign to = was;
    to.name = c->has_name ? c->name : was.name;
    to.objective = c->has_objective ? c->objective : was.objective;
    to.note = c->has_note ? c->note : was.note;
    to.starts_on = c->has_starts ? c->starts_on : was.starts_on;
    to.ends_on = c->has_ends ? c->ends_on : was.ends_on;
    to.target_posts = c->has_target ? c->target_posts : was.target_posts;
    to.closed_at = !c->has_closed ? was.closed_at : !c->closed ? 0 : was.closed_at ? was.closed_at : now;
    int64_t n = 0;
    e = check_days(tx, to.starts_on, to.ends_on);
    e = e ? e : sql_campaign_update(tx, &(struct sql_campaign_update_in){
        .id = id, .version = was.version, .name = to.name, .objective = to.objective, .note = to.note, .starts_on = to.starts_on,
        .ends_on = to.ends_on, .target_posts = target_of(&to.target_posts), .closed_at = target_of(&to.closed_at)}, &n);
    return e || n ? e : changed_meanwhile(tx);
}

enum err campaign_delete(struct tx *tx, int64_t id) {
    int64_t n = 0;
    enum err e = sql_campaign_posts_clear(tx, id);
    e = e ? e : sql_campaign_delete(tx, id, &n);
    return e || n ? e : E_NOT_FOUND;
}

/* ---- posts ---- */

#define PLANNED_OF(r)                                                                                                  \
    (struct planned_post){.id = (r).id, .title = (r).title, .kind = (r).kind, .network = (r).network, .status = (r).status, .at = (r).at, \
                          .expires_at = (r).expires_at_null ? 0 : (r).expires_at,                                      \
                          .campaign = (r).campaign_id_null ? 0 : (r).campaign_id, .version = (r).version, .promotional = (r).promotional}

enum err campaign_posts(struct tx *tx, int64_t id, int64_t scope, struct planned_post **ret, size_t *ret_n) {
    struct sql_campaign_get_row there;
    struct sql_campaign_posts_row *rows;
    size_t n;
    enum err e = sql_campaign_get(tx, id, &there);
    e = e ? e : sql_campaign_posts(tx, id, CAMPAIGN_POSTS_MAX, scope ? &scope : NULL, &rows, &n);
    if (e) {
        return e;
    }
    struct planned_post *out = arena_array(tx->arena, struct planned_post, n + 1);
    for (size_t i = 0; i < n; i++) {
        out[i] = PLANNED_OF(rows[i]);
    }
    *ret = out;
    *ret_n = n;
    return E_OK;
}

enum err calendar_posts(struct tx *tx, const struct calendar_span *span, struct planned_post **ret, size_t *ret_n, bool *ret_more) {
    struct sql_calendar_posts_row *rows;
    size_t n;
    enum err e = sql_calendar_posts(tx, span->since, span->until, CALENDAR_POSTS_MAX + 1, span->scope ? &span->scope : NULL, &rows, &n);
    if (e) {
        return e;
    }
    *ret_more = n > CALENDAR_POSTS_MAX;
    n = *ret_more ? CALENDAR_POSTS_MAX : n;
    struct planned_post *out = arena_array(tx->arena, struct planned_post, n + 1);
    for (size_t i = 0; i < n; i++) {
        out[i] = PLANNED_OF(rows[i]);
    }
    *ret = out;
    *ret_n = n;
    return E_OK;
}

enum err campaign_of(struct tx *tx, int64_t post, int64_t *ret) {
    struct sql_campaign_of_post_row *rows;
    size_t n;
    enum err e = sql_campaign_of_post(tx, post, &rows, &n);
    if (!e) {
        *ret = n ? rows[0].campaign_id : 0;
    }
    return e;
}

/* Whether the campaign takes one more post. */
static enum err check_room(struct tx *tx, int64_t campaign) {
    struct sql_campaign_get_row c;
    struct sql_campaign_post_count_row count;
    enum err e = sql_campaign_get(tx, campaign, &c);
    if (e == E_NOT_FOUND) {
        return err_set(tx->errs, E_INVALID, "/campaign", "there is no such campaign");
    }
    e = e ? e : sql_campaign_post_count(tx, campaign, &count);
    if (e) {
        return e;
    }
    if (!c.closed_at_null) {
        return err_set(tx->errs, E_STATE, "/campaign", "this campaign is closed");
    }
    if (count.n >= CAMPAIGN_POSTS_MAX) {
        return err_set(tx->errs, E_LIMIT, "/campaign", "a campaign has at most %d posts", CAMPAIGN_POSTS_MAX);
    }
    return E_OK;
}

enum err campaign_take(struct tx *tx, int64_t post, int64_t campaign, int64_t now) {
    struct post p;
    int64_t present = 0;
    enum err e = post_get(tx, post, &p);
    e = e ? e : campaign_of(tx, post, &present);
    if (e || present == campaign) {
        return e;
    }
    if (!campaign) {
        return sql_campaign_post_drop(tx, post);
    }
    if (str_is(p.status, "dropped")) {
        return err_set(tx->errs, E_STATE, "", "a dropped post serves no campaign");
    }
    e = check_room(tx, campaign);
    return e ? e : sql_campaign_post_put(tx, post, campaign, now);
}

enum err campaign_forget_post(struct tx *tx, int64_t post) {
    return sql_campaign_post_drop(tx, post);
}
