/* share_open.c: accepting a share, by intent or through a linked account, all of it in one transaction. See share.h.
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
#include "app/connection/connection.h"
#include "app/link/link.h"
#include "app/post/post.h"
#include "app/share/echo.h"
#include "app/share/others.h"
#include "base/clock.h"
#include "base/id.h"
#include "network/disclosure.h"
#include "sql_gen.h"
#include "text/url.h"

/* When it goes out: guards and caps are those of that moment. */
static int64_t moment(const struct share_new *in) {
    return in->at ? in->at : in->now;
}

/* What is found out on the way. */
struct draft {
    const struct share_new *in;
    struct str network;          /* its name */
    struct post post;
    struct str text, language;
    struct disclosure disclosure;
    bool waived;                 /* without a disclosure */
    struct terms terms;
    struct caption caption;      /* it began with; .id 0: none */
    struct others others;        /* texts that are not the member's own */
    struct share_hold hold;
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
    return post_check_share(tx, &d->post, moment(d->in));
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
    if (d->in->connection && str_is(s.status, SHARE_OPEN)) {
        return err_set(tx->errs, E_EXISTS, "/network", "you have opened it on %s yourself: say what became of it, or take it back",
                       d->in->network->title);
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

static enum err choose_caption(struct tx *tx, struct draft *d) {
    if (!d->in->caption) {
        return E_OK;
    }
    enum err e = caption_get(tx, d->in->caption, &d->caption);
    bool fits = !e && d->caption.post == d->in->post && caption_is_for(&d->caption, d->in->network) &&
                (!d->caption.locked || caption_may_lock(d->in->network));
    if (e == E_NOT_FOUND || (!e && !fits)) {
        return err_set(tx->errs, E_INVALID, "/caption_id", "not a caption of this post for this network");
    }
    return e;
}

static enum err choose_language(struct tx *tx, struct draft *d) {
    if (d->in->language.n && !language_tag(d->in->language)) {
        return err_set(tx->errs, E_INVALID, "/language", "not a language tag such as fr or en-GB");
    }
    d->language = share_language(d->in->language, d->caption.language, d->post.language, d->in->member_language);
    return E_OK;
}

enum err share_waiver(struct tx *tx, struct str *ret) {
    return company_setting_text(tx, "disclosure.waiver", ret);
}

/* It may be left out only where the company says why, and never where there is a counterpart: that is the law's. */
static enum err waive(struct tx *tx, struct draft *d) {
    struct str reason;
    enum err e = share_waiver(tx, &reason);
    if (!e && str_empty(reason)) {
        e = err_set(tx->errs, E_INVALID, "/disclosure", "the disclosure cannot be left out");
    }
    if (!e && !str_is(d->in->incentive, "none")) {
        e = err_set(tx->errs, E_INVALID, "/disclosure", "a share that can earn points says who speaks");
    }
    d->waived = !e;
    d->disclosure = (struct disclosure){STR(SHARE_NO_DISCLOSURE), STR("")};
    return e;
}

static enum err choose_disclosure(struct tx *tx, struct draft *d) {
    struct company_info company;
    struct str relation = d->in->relation;
    if (str_is(d->in->disclosure, SHARE_NO_DISCLOSURE)) {
        return waive(tx, d);
    }
    enum err e = company_get(tx, &company);
    if (!e && str_empty(relation)) {
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

static enum err read_others(struct tx *tx, struct draft *d) {
    return others_of(tx, &d->post, d->in->person, d->in->now, &d->others);
}

/* The network wants no two accounts to say the same (terms.c): the text must not be a ready one as it stands. */
static enum err check_edit(struct tx *tx, const struct draft *d) {
    const char *title = d->in->network->title;
    if (!terms_value(&d->terms, d->network, TERM_EDIT_REQUIRED, INT64_MAX)) {
        return E_OK;
    }
    if (str_empty(d->text)) {
        return err_set(tx->errs, E_INVALID, "/text", "%s wants your own words: write something before sharing", title);
    }
    for (size_t i = 0; i < d->others.captions_n + 2; i++) {
        if (d->others.texts[i].n && same_words(tx->arena, d->text, d->others.texts[i])) {
            return err_set(tx->errs, E_INVALID, "/text",
                           "%s does not allow the same text from several accounts: change it before sharing", title);
        }
    }
    return E_OK;
}

/* A locked caption goes out word for word, whether it is named or only taken over; words of one's own are always free. */
static enum err check_locked(struct tx *tx, const struct draft *d) {
    for (size_t i = 0; i < d->others.captions_n && caption_may_lock(d->in->network); i++) {
        const struct caption *c = &d->others.captions[i];
        bool named = c->id == d->caption.id;
        if (!c->locked || !caption_is_for(c, d->in->network) || caption_kept(c->text, d->text)) {
            continue;
        }
        if (named || echo_band(tx->arena, d->text, &c->text, 1) == BAND_ECHO) {
            return err_set(tx->errs, E_CAPTION_LOCKED, "/text",
                           "this text is locked: share it word for word, or write your own");
        }
    }
    return E_OK;
}

static enum err check_text(struct tx *tx, const struct draft *d) {
    size_t end;
    if (caption_blank(d->text, 0, &end) < d->text.n) {
        return err_set(tx->errs, E_BLANK, "/text", "fill the blank (____) with your own words first");
    }
    enum err e = check_locked(tx, d);
    return e ? e : check_edit(tx, d);
}

static enum err check_often(struct tx *tx, struct draft *d) {
    const struct share_new *in = d->in;
    struct share_try t = {in->person, in->post, in->network, &d->terms, in->time_zone, in->hours, moment(in), 0};
    enum err e = share_hold_of(tx, &t, &d->hold);
    return e ? e : share_hold_refuse(tx, &t, &d->hold);
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
    int64_t id = id_new(), due = moment(in);
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
    enum band band = echo_band(tx->arena, d->text, d->others.texts, d->others.n);
    e = sql_share_insert(tx, &(struct sql_share_insert_in){
        .id = id, .person = in->person, .post = in->post, .network = d->network, .action = STR("share"),
        .mode = in->connection ? STR("connection") : STR("intent"), .due = in->connection ? &due : NULL,
        .status = in->connection ? STR(SHARE_SCHEDULED) : STR(SHARE_OPEN), .own_text = d->text, .final_text = final_text,
        .own_words = band == BAND_YOURS && !echo_short(tx->arena, d->text), .band = str_of(band_name(band)),
        .language = d->language,
        .caption = in->caption ? &in->caption : NULL, .disclosure = d->disclosure.text,
        .disclosure_state = d->waived ? STR("waived") : in->connection ? STR("disclosed") : STR("offered"), .day = d->hold.day, .day_rank = d->hold.made + 1,
        .link = link.id, .now = in->now});
    if (!e) {
        e = event_record(tx, &(struct event){
            .kind = in->connection ? EV_SHARE_SCHEDULED : EV_SHARE_OPENED, .at = in->now, .subject = id, .person = in->person});
    }
    return e ? e : share_get(tx, id, ret);
}

static enum err check_connection(struct tx *tx, struct draft *d) {
    const struct share_new *in = d->in;
    struct connection c;
    enum err e = connection_of(tx, in->person, d->network, &c);
    if (e == E_NOT_FOUND) {
        return err_set(tx->errs, E_STATE, "/mode", "you have linked no account of %s", in->network->title);
    }
    if (!e && !str_is(c.status, "active")) {
        return err_set(tx->errs, E_STATE, "/mode", "link your account of %s again first", in->network->title);
    }
    return e || !in->at ? e : share_check_moment(tx, in->person, 0, in->at, in->now);
}

/* All that is left to find out and to check, in the order in which it is refused. */
static enum err accept(struct tx *tx, struct draft *d, struct share *ret) {
    enum err (*const steps[])(struct tx *, struct draft *) = {choose_caption, choose_language, choose_disclosure, read_others};
    enum err e = terms_read(tx, &d->terms);
    for (size_t i = 0; !e && i < sizeof steps / sizeof *steps; i++) {
        e = steps[i](tx, d);
    }
    if (!e) {
        e = check_text(tx, d);
    }
    if (!e) {
        e = d->in->connection ? check_connection(tx, d) : share_instance_given(tx, d->in);
    }
    if (!e) {
        e = check_often(tx, d);
    }
    return e ? e : create(tx, d, ret);
}

static bool possible(const struct share_new *in) {
    const struct remote_api *remote = in->network->remote;
    return in->connection ? remote && (remote->can & REMOTE_PUBLISH) : (in->network->caps & (NETWORK_INTENT | NETWORK_COPY)) != 0;
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
    if (!e && !possible(in)) {
        e = in->connection ? err_set(tx->errs, E_INVALID, "/mode", "%s takes no shares through a linked account", in->network->title)
                           : err_set(tx->errs, E_INVALID, "/network", "%s has no page to share to", in->network->title);
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
    return accept(tx, &d, &ret->share);
}
