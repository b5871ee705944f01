/* offer.c: what a share can earn, said beforehand. See points.h. */
#include "app/points/points.h"

#include "app/company/feature.h"
#include "app/company/offered.h"
#include "app/term/term.h"

static struct points_offer offer(const struct points_rules *rules, const struct terms *terms, struct str network, int64_t day_rank, bool before) {
    struct points_offer o = {0};
    if (!terms_value(terms, network, TERM_REWARD, INT64_MAX)) {
        o.reason = "network_terms";
        return o;
    }
    const struct points_rule *own = points_rule_find(rules, RULE_OWN_WORDS, network);
    const struct points_rule *clicks = points_rule_find(rules, RULE_CLICKS, network);
    if (!before) {
        o.share = points_rule_share(points_rule_find(rules, RULE_SHARE, network), day_rank);
        o.own_words = own ? own->amount : 0;
        o.clicks_max = clicks ? clicks->max : 0;
    }
    o.earns = o.share > 0 || o.own_words > 0 || o.clicks_max > 0;
    if (o.share == 0) {
        o.reason = before ? "taken_back" : o.earns ? "day_rank" : "network_terms";
    }
    return o;
}

enum err points_offer(struct tx *tx, struct str network, int64_t day_rank, bool before, int64_t now,
                      struct points_offer *ret) {
    struct points_rules rules;
    struct terms terms;
    unsigned off;
    enum err e = points_rules_at(tx, now, &rules);
    e = e ? e : features_off(tx, &off);
    if (!e) {
        e = terms_read(tx, &terms);
    }
    if (!e) {
        *ret = off & FEATURE_BIT(FEATURE_POINTS) ? (struct points_offer){.reason = "switched_off"}
                                                 : offer(&rules, &terms, network, day_rank, before);
    }
    return e;
}

enum err points_offer_for_feed(struct tx *tx, int64_t now, struct points_offer *ret) {
    struct points_rules rules;
    struct points_offer best = {.reason = "network_terms"};
    const struct network *const *offered;
    struct terms terms;
    size_t offered_n;
    unsigned off = 0;
    enum err e = points_rules_at(tx, now, &rules);
    e = e ? e : features_off(tx, &off);
    if (!e && (off & FEATURE_BIT(FEATURE_POINTS))) {
        *ret = (struct points_offer){.reason = "switched_off"};
        return E_OK;
    }
    if (!e) {
        e = terms_read(tx, &terms);
    }
    if (!e) {
        e = networks_offered(tx, &offered, &offered_n);
    }
    if (e) {
        return e;
    }
    for (size_t i = 0; i < offered_n; i++) {
        struct points_offer o = offer(&rules, &terms, str_of(offered[i]->name), 1, false);
        if (i == 0 || o.share + o.own_words > best.share + best.own_words) {
            best = o;
        }
    }
    *ret = best;
    return E_OK;
}
