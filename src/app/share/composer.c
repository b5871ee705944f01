/* composer.c: see composer.h. */
#include "app/share/composer.h"

#include "app/company/company.h"
#include "app/company/offered.h"
#include "base/clock.h"
#include "sql_gen.h"

static enum err find_caption(struct tx *tx, const struct composer_ask *ask, struct composer *c) {
    struct caption_ask card = {
        .post = ask->post, .person = ask->person, .network = ask->network, .base_url = ask->base_url, .next = ask->next,
        .language = share_language(ask->language, STR(""), c->post.language, ask->member_language), .now = ask->now};
    enum err e = ask->deal ? caption_deal(tx, &card, &c->dealt) : caption_held(tx, &card, &c->dealt);
    c->language = share_language(ask->language, c->dealt.caption.language, c->post.language, ask->member_language);
    return e;
}

static enum err find_guards(struct tx *tx, const struct composer_ask *ask, struct composer *c) {
    enum err e = terms_read(tx, &c->terms);
    if (!e) {
        struct share_try t = {ask->person, ask->post, ask->network, &c->terms, ask->time_zone,
                              ask->work ? &ask->work->hours : NULL, ask->now, 0};
        e = share_hold_of(tx, &t, &c->hold);
    }
    return e;
}

static enum err find_points(struct tx *tx, const struct composer_ask *ask, struct composer *c) {
    struct share next = {.id = INT64_MAX, .person = ask->person, .post = ask->post,
                         .network = str_of(ask->network->name)};
    struct points_offer first;
    int64_t made;
    bool before;
    enum err e = share_count_day(tx, ask->person, time_local_day(ask->time_zone, ask->now), &made);
    if (!e) {
        e = share_verified_before(tx, &next, &before);
    }
    if (!e) {
        e = points_offer(tx, next.network, made + 1, before, ask->now, &c->offer);
    }
    if (!e) {
        e = points_offer(tx, next.network, 1, false, ask->now, &first);
    }
    if (!e) {
        c->incentive = first.earns ? STR("reward") : STR("none");
    }
    return e;
}

static enum err find_disclosure(struct tx *tx, const struct composer_ask *ask, struct composer *c) {
    struct company_info company;
    struct caption_frame frame;
    enum err e = company_get(tx, &company);
    if (!e) {
        e = caption_frame_read(tx, ask->base_url, &frame);
    }
    if (!e && str_is(c->incentive, "none")) {
        e = share_waiver(tx, &c->waiver);
    }
    if (e) {
        return e;
    }
    c->relation = ask->work ? ask->work->relation : frame.relation;
    struct disclosure_case which = {c->language, c->relation, c->incentive, str_of(ask->network->name), company.name};
    c->wordings_n = disclosure_options(tx->arena, &which, c->wordings);
    c->link_placeholder = frame.link;
    return E_OK;
}

static enum err find_networks(struct tx *tx, const struct composer_ask *ask, struct composer *c) {
    struct sql_share_networks_row *rows;
    struct sql_share_standing_row *standing;
    const struct network *const *offered;
    size_t n, standing_n, offered_n;
    enum err e = sql_share_networks(tx, ask->person, ask->post, &rows, &n);
    if (!e) {
        e = sql_share_standing(tx, ask->person, ask->post, str_of(ask->network->name), &standing, &standing_n);
    }
    if (!e) {
        e = networks_offered(tx, &offered, &offered_n);
    }
    if (!e) {
        e = share_instance(tx, ask->person, ask->network, &c->instance);
    }
    if (e) {
        return e;
    }
    for (size_t i = 0; i < offered_n && i < COMPOSER_NETWORKS_MAX; i++) {
        c->networks[i] = (struct composer_network){.network = offered[i]};
        for (size_t k = 0; k < n; k++) {
            c->networks[i].shared |= str_is(rows[k].network, offered[i]->name);
        }
        c->networks_n = i + 1;
    }
    if (standing_n) {
        e = share_view_one(tx, ask->person, ask->base_url, standing[0].id, &c->share);
        c->has_share = !e && !str_is(c->share.share.status, SHARE_PUBLISHED);
    }
    return e;
}

/* The linked account, and when a share through it had best go out: from when the guards allow it. */
static enum err find_account(struct tx *tx, const struct composer_ask *ask, struct composer *c) {
    const struct remote_api *remote = ask->network->remote;
    if (!remote || !(remote->can & REMOTE_PUBLISH)) {
        return E_OK;
    }
    enum err e = connection_of(tx, ask->person, str_of(ask->network->name), &c->account);
    c->has_account = !e;
    if (e && e != E_NOT_FOUND) {
        return e;
    }
    int64_t from = c->hold.kind && c->hold.until > ask->now ? c->hold.until : ask->now;
    e = share_best_moment(tx, ask->person, ask->work ? &ask->work->hours : NULL, from, &c->best_at);
    if (!e && !post_shareable(&c->post, c->best_at)) {
        c->best_at = 0;                  /* the post ends before that */
    }
    return e;
}

/* The network asked for, or the first; refused when the company has switched it off. */
static enum err choose_network(struct tx *tx, struct composer_ask *ask) {
    const struct network *const *offered;
    size_t n;
    if (ask->network) {
        return network_check_offered(tx, ask->network, "?network");
    }
    enum err e = networks_offered(tx, &offered, &n);
    if (!e && n == 0) {
        return err_set(tx->errs, E_STATE, "", "this company offers no network to share on");
    }
    if (!e) {
        ask->network = offered[0];
    }
    return e;
}

enum err composer_of(struct tx *tx, const struct composer_ask *asked, struct composer *ret) {
    struct composer_ask copy = *asked, *ask = &copy;
    struct composer *c = arena_new(tx->arena, struct composer);
    enum err e = audience_check(tx, &(struct audience_who){ask->member, ask->person, ask->member_language}, ask->post);
    e = e ? e : post_get(tx, ask->post, &c->post);
    if (!e) {
        e = post_check_share(tx, &c->post, ask->now);
    }
    if (!e) {
        e = choose_network(tx, ask);
        c->network = ask->network;
    }
    enum err (*const steps[])(struct tx *, const struct composer_ask *, struct composer *) = {
        find_caption, find_points, find_disclosure, find_guards, find_networks, find_account};
    for (size_t i = 0; !e && i < sizeof steps / sizeof *steps; i++) {
        e = steps[i](tx, ask, c);
    }
    if (!e) {
        *ret = *c;
    }
    return e;
}
