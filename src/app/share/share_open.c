/* share_open.c: accepting a share by intent, all of it in one transaction. See share.h.
 *
 * What may be refused, in this order: who (charter), what (post), where (network, once only), the text (blank, own
 * edit, length), how often (day cap, network's cap, clone guard). Nothing that one colleague did is told to another:
 * the clone guard says "shared often just now" and counts rows without reading whose they are. Counting and
 * inserting hold together because writing transactions are serial (one writer on SQLite, SERIALIZABLE on
 * PostgreSQL). */
#include "app/share/share.h"

#include "app/charter/charter.h"
#include "app/company/company.h"
#include "app/company/offered.h"
#include "app/company/settings.h"
#include "app/link/link.h"
#include "app/post/post.h"
#include "app/share/own_words.h"
#include "base/clock.h"
#include "base/id.h"
#include "network/disclosure.h"
#include "network/terms.h"
#include "sql_gen.h"
#include "text/url.h"

/* What is found out on the way. */
struct draft {
    const struct share_new *in;
    struct str network;          /* its name */
    struct post post;
    struct str text, language;
    struct disclosure disclosure;
    struct str *ready;           /* texts that are not the member's own: captions, title, body */
    size_t ready_n;
    int64_t day, day_rank;
};

static enum err check_person(struct tx *tx, const struct share_new *in) {
    struct participation p;
    enum err e = participation_of(tx, in->person, &p);
    if (e || p.may_share) {
        return e;
    }
    if (p.ambassador) {
        return err_set(tx->errs, E_NOT_AMBASSADOR, "", "the charter has changed: accept version %lld first",
                       (long long)p.current_version);
    }
    return E_NOT_AMBASSADOR;
}

static enum err check_post(struct tx *tx, struct draft *d) {
    enum err e = audience_check(tx, &(struct audience_who){d->in->member, d->in->person, d->in->member_language}, d->in->post);
    e = e ? e : post_get(tx, d->in->post, &d->post);
    if (e) {
        return e;
    }
    return post_check_share(tx, &d->post, d->in->now);
}

/* Sets ret->repeated when the same share is open still. */
static enum err check_once(struct tx *tx, const struct draft *d, struct share_opened *ret) {
    struct sql_share_standing_row *rows;
    size_t n;
    struct share s;
    enum err e = sql_share_standing(tx, d->in->person, d->in->post, d->network, &rows, &n);
    if (e || n == 0) {
        return e;
    }
    e = share_get(tx, rows[0].id, &s);
    if (e) {
        return e;
    }
    if (!str_is(s.status, SHARE_OPEN)) {
        return err_set(tx->errs, E_EXISTS, "/network", "you have shared this post on %s already",
                       d->in->network->title);
    }
    ret->share = s;
    ret->repeated = true;
    return E_OK;
}

static bool language_tag(struct str s) {
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-')) {
            return false;
        }
    }
    return s.n >= 2 && s.n <= 35;
}

static enum err choose_language(struct tx *tx, struct draft *d) {
    struct sql_share_caption_row caption = {.language = STR("")};
    if (d->in->language.n && !language_tag(d->in->language)) {
        return err_set(tx->errs, E_INVALID, "/language", "not a language tag such as fr or en-GB");
    }
    if (d->in->caption) {
        enum err e = sql_share_caption(tx, d->in->caption, d->in->post, &caption);
        bool fits = !e && (str_empty(caption.network) || str_eq(caption.network, d->network));
        if (e == E_NOT_FOUND || (!e && !fits)) {
            return err_set(tx->errs, E_INVALID, "/caption_id", "not a caption of this post for this network");
        }
        if (e) {
            return e;
        }
    }
    d->language = share_language(d->in->language, caption.language, d->post.language, d->in->member_language);
    return E_OK;
}

static enum err choose_disclosure(struct tx *tx, struct draft *d) {
    struct company_info company;
    struct str relation;
    enum err e = company_get(tx, &company);
    if (!e) {
        e = company_setting_text(tx, "disclosure.relation", &relation);
    }
    if (e) {
        return e;
    }
    struct disclosure_case c = {d->language, relation, d->in->incentive, d->network, company.name};
    if (!disclosure_find(tx->arena, &c, d->in->disclosure, &d->disclosure)) {
        return err_set(tx->errs, E_INVALID, "/disclosure",
                       "not one of the wordings offered for this network and language");
    }
    return E_OK;
}

static enum err read_ready(struct tx *tx, struct draft *d) {
    struct sql_share_ready_texts_row *rows;
    size_t n;
    enum err e = sql_share_ready_texts(tx, d->in->post, &rows, &n);
    if (e) {
        return e;
    }
    d->ready = arena_array(tx->arena, struct str, n + 2);
    for (size_t i = 0; i < n; i++) {
        d->ready[i] = rows[i].text;
    }
    d->ready[n] = d->post.title;
    d->ready[n + 1] = d->post.body;
    d->ready_n = n + 2;
    return E_OK;
}

/* The network wants no two accounts to say the same (terms.c): the text must not be a ready one as it stands. */
static enum err check_edit(struct tx *tx, const struct draft *d) {
    const char *title = d->in->network->title;
    if (!term_value(d->network, TERM_EDIT_REQUIRED)) {
        return E_OK;
    }
    if (str_empty(d->text)) {
        return err_set(tx->errs, E_INVALID, "/text", "%s wants your own words: write something before sharing", title);
    }
    for (size_t i = 0; i < d->ready_n; i++) {
        if (d->ready[i].n && same_words(tx->arena, d->text, d->ready[i])) {
            return err_set(tx->errs, E_INVALID, "/text",
                           "%s does not allow the same text from several accounts: change it before sharing", title);
        }
    }
    return E_OK;
}

static enum err check_text(struct tx *tx, const struct draft *d) {
    if (share_has_blank(d->text)) {
        return err_set(tx->errs, E_INVALID, "/text", "fill the blank (____) with your own words first");
    }
    return check_edit(tx, d);
}

/* Seconds to the next midnight of the zone. */
static int64_t to_midnight(struct str zone, int64_t day, int64_t now) {
    int64_t at = (day + 1) * US_PER_DAY;
    at -= time_zone_offset(zone, at - time_zone_offset(zone, now) * US_PER_S) * US_PER_S;
    return at > now ? (at - now + US_PER_S - 1) / US_PER_S : 1;
}

static void retry_after(struct tx *tx, int64_t seconds) {
    if (tx->errs) {
        tx->errs->retry_after_s = seconds;
    }
}

static enum err check_day(struct tx *tx, struct draft *d) {
    struct sql_share_day_count_row made;
    int64_t cap;
    d->day = time_local_day(d->in->time_zone, d->in->now);
    enum err e = company_setting_i64(tx, "share.daily_cap", &cap);
    if (!e) {
        e = sql_share_day_count(tx, d->in->person, d->day, d->network, &made);
    }
    if (e) {
        return e;
    }
    int on_network = term_value(d->network, TERM_POSTS_PER_DAY);
    d->day_rank = made.total + 1;
    if (made.total >= cap) {
        retry_after(tx, to_midnight(d->in->time_zone, d->day, d->in->now));
        return err_set(tx->errs, E_LIMIT, "", "%lld shares a day are enough: the next one is possible tomorrow",
                       (long long)cap);
    }
    if (on_network && made.on_network >= on_network) {
        retry_after(tx, to_midnight(d->in->time_zone, d->day, d->in->now));
        return err_set(tx->errs, E_LIMIT, "/network", "%s takes %d such posts a day", d->in->network->title, on_network);
    }
    return E_OK;
}

/* At most so many shares of one post within the window, company-wide (product 3.4). */
static enum err check_burst(struct tx *tx, const struct draft *d) {
    struct sql_share_burst_row *rows;
    size_t n;
    int64_t cap, window;
    enum err e = company_setting_i64(tx, "share.clone_cap", &cap);
    if (!e) {
        e = company_setting_i64(tx, "share.clone_window_s", &window);
    }
    if (!e) {
        e = sql_share_burst(tx, d->in->post, d->in->now - window * US_PER_S, cap, &rows, &n);
    }
    if (e || n == 0 || (int64_t)n < cap) {
        return e;
    }
    int64_t wait = rows[n - 1].created_at + window * US_PER_S - d->in->now;
    retry_after(tx, wait > 0 ? (wait + US_PER_S - 1) / US_PER_S : 1);
    return err_set(tx->errs, E_LIMIT, "", "this post was shared often just now: choose a later moment");
}

/* Where the link leads. The campaign is the post, never the person. */
static struct str target(struct arena *a, const struct draft *d) {
    struct str page = post_target(a, &d->post);
    struct str utm = url_with_utm(a, page, d->network, STR("employee_advocacy"), id_text(a, d->post.id));
    return utm.p ? utm : page;
}

static enum err check_length(struct tx *tx, const struct draft *d, struct str final_text) {
    struct text_length len;
    const struct text_limit *limit = network_limit(d->in->network);
    enum err e = network_length(d->in->network, final_text, &len);
    if (e || len.valid) {
        return e;
    }
    if (len.length > len.limit) {
        return err_set(tx->errs, E_INVALID, "/text", "too long: %lld of %lld with disclosure and link",
                       (long long)len.length, (long long)len.limit);
    }
    return err_set(tx->errs, E_INVALID, "/text", "too long: more than %lld bytes with disclosure and link",
                   (long long)(limit ? limit->max_bytes : 0));
}

static enum err create(struct tx *tx, struct draft *d, struct share *ret) {
    const struct share_new *in = d->in;
    struct link link;
    int64_t id = id_new();
    enum err e = link_create(tx, id, in->post, target(tx->arena, d), in->now, &link);
    if (e) {
        return e;
    }
    struct str url;
    e = link_url(tx, in->base_url, link.code, &url);
    if (e) {
        return e;
    }
    struct str final_text = share_final(tx->arena, in->network, d->disclosure.text, d->text, url);
    e = check_length(tx, d, final_text);
    if (e) {
        return e;
    }
    e = sql_share_insert(tx, &(struct sql_share_insert_in){
        .id = id, .person = in->person, .post = in->post, .network = d->network, .action = STR("share"),
        .mode = STR("intent"), .own_text = d->text, .final_text = final_text,
        .own_words = own_words(tx->arena, d->text, d->ready, d->ready_n), .language = d->language,
        .caption = in->caption ? &in->caption : NULL, .disclosure = d->disclosure.text,
        .disclosure_state = STR("offered"), .day = d->day, .day_rank = d->day_rank, .link = link.id, .now = in->now});
    if (!e) {
        e = event_record(tx, &(struct event){
            .kind = EV_SHARE_OPENED, .at = in->now, .subject = id, .person = in->person});
    }
    return e ? e : share_get(tx, id, ret);
}

enum err share_open(struct tx *tx, const struct share_new *in, struct share_opened *ret) {
    struct draft d = {.in = in, .network = str_of(in->network->name), .text = share_clean(tx->arena, in->text)};
    enum err e = check_person(tx, in);
    if (!e) {
        e = check_post(tx, &d);
    }
    if (!e) {
        e = network_check_offered(tx, in->network, "/network");
    }
    if (!e && !(in->network->caps & (NETWORK_INTENT | NETWORK_COPY))) {
        e = err_set(tx->errs, E_INVALID, "/network", "%s has no page to share to", in->network->title);
    }
    if (!e) {
        e = check_once(tx, &d, ret);
    }
    if (!e && ret->repeated && in->instance.n) {
        return share_instance_given(tx, in);   /* a mistyped server is put right by sharing again */
    }
    if (e || ret->repeated) {
        return e;
    }
    enum err (*const steps[])(struct tx *, struct draft *) = {choose_language, choose_disclosure, read_ready};
    for (size_t i = 0; !e && i < sizeof steps / sizeof *steps; i++) {
        e = steps[i](tx, &d);
    }
    if (!e) {
        e = check_text(tx, &d);
    }
    if (!e) {
        e = share_instance_given(tx, in);
    }
    if (!e) {
        e = check_day(tx, &d);
    }
    if (!e) {
        e = check_burst(tx, &d);
    }
    return e ? e : create(tx, &d, &ret->share);
}
