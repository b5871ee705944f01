/* composer_api.c: GET /posts/{id}/composer as JSON. See composer.h and share_api.h. */
#include "app/image/image.h"
#include "app/share/composer.h"
#include "app/share/share_api.h"
#include "app/share/share_json.h"
#include "network/terms.h"
#include "text/url.h"

struct composer_query {
    struct str network, language;
};
static const struct json_field composer_query_fields[] = {
    {.name = "network", .type = JSON_T_STR, .off = offsetof(struct composer_query, network), .max = 40,
     .help = "Default: the first one that is offered."},
    {.name = "language", .type = JSON_T_STR, .off = offsetof(struct composer_query, language), .max = 35,
     .help = "Of the text; default: the post's."},
    {0}};
const struct json_shape composer_query_shape = {"composer_query", sizeof(struct composer_query), composer_query_fields};

struct wording_out {
    struct str key, text;
};
struct disclosure_out {
    struct str key, text, incentive, relation;
    struct json_list options;
};
struct limits_out {
    struct str unit;
    int64_t max, max_bytes, url_length;
};
struct preview_out {
    struct str title, host, image_url, image_alt;
};
struct clause_out {
    struct str term, text, source, checked_at;
    int64_t value;
};
struct terms_out {
    bool reward, prefill, edit_required, similar_text;
    struct str note, source, checked_at;
    struct json_list clauses;
};
struct offer_out {
    int64_t share, own_words, clicks_max;
    bool earns;
    struct str reason;
};
struct network_out {
    struct str name, title;
    bool shared, earns;
};
struct composer_out {
    struct str network, language, text, link_placeholder, link_join;
    int64_t caption_id;
    bool has_caption_id, has_share, text_in_intent, opens_page, message, needs_instance;
    struct str instance;
    struct disclosure_out disclosure;
    struct limits_out limits;
    struct preview_out preview;
    struct terms_out terms;
    struct offer_out points;
    struct json_list networks;
    struct share_out share;
};

#define FIELD(T, member, kind, more, ...)                                                                              \
    {.name = #member, .type = (kind), .off = offsetof(struct T, member), .flags = JSON_REQUIRED | (more), __VA_ARGS__}
#define TEXT(T, member, ...) FIELD(T, member, JSON_T_STR, 0, __VA_ARGS__)
#define MAYBE(T, member, ...) FIELD(T, member, JSON_T_STR, JSON_NULLABLE, __VA_ARGS__)
#define NUMBER(T, member, ...) FIELD(T, member, JSON_T_I64, 0, __VA_ARGS__)
#define FLAG(T, member, ...) FIELD(T, member, JSON_T_BOOL, 0, __VA_ARGS__)

static const struct json_field wording_fields[] = {
    TEXT(wording_out, key, .help = "To hand back with the share."), TEXT(wording_out, text), {0}};
static const struct json_shape wording_shape = {"disclosure_wording", sizeof(struct wording_out), wording_fields};

static const struct json_field disclosure_fields[] = {
    TEXT(disclosure_out, key, .help = "Of the default wording."),
    TEXT(disclosure_out, text, .help = "Comes first in the text and counts in its length."),
    FIELD(disclosure_out, options, JSON_T_LIST, 0, .sub = &wording_shape),
    TEXT(disclosure_out, incentive, .help = "none, chance or reward: reward when the share can earn points."),
    TEXT(disclosure_out, relation, .help = "employee, director, contractor or agency."),
    {0}};
static const struct json_shape disclosure_shape = {"disclosure", sizeof(struct disclosure_out), disclosure_fields};

static const struct json_field limits_fields[] = {
    TEXT(limits_out, unit, .help = "weighted (X), grapheme, threads or utf16."),
    NUMBER(limits_out, max, .help = "Of the whole text, disclosure and link included."),
    NUMBER(limits_out, max_bytes, .help = "A second limit in UTF-8 bytes; 0: none."),
    NUMBER(limits_out, url_length, .help = "What a link counts as; 0: its own length."),
    {0}};
static const struct json_shape limits_shape = {"composer_limits", sizeof(struct limits_out), limits_fields};

static const struct json_field preview_fields[] = {
    TEXT(preview_out, title), TEXT(preview_out, host, .help = "Of the shared page."),
    MAYBE(preview_out, image_url), MAYBE(preview_out, image_alt), {0}};
static const struct json_shape preview_shape = {"composer_preview", sizeof(struct preview_out), preview_fields};

static const struct json_field clause_fields[] = {
    TEXT(clause_out, term, .help = "reward, prefill, similar_text, edit_required, posts_per_day or mode."),
    NUMBER(clause_out, value), TEXT(clause_out, text, .help = "What the rule says, in the member's language."),
    TEXT(clause_out, source), TEXT(clause_out, checked_at, .help = "Date it was read, YYYY-MM-DD."), {0}};
static const struct json_shape clause_shape = {"term", sizeof(struct clause_out), clause_fields};

static const struct json_field terms_fields[] = {
    FLAG(terms_out, reward, .help = "Posting may be rewarded."),
    FLAG(terms_out, prefill, .help = "The text may be filled in."),
    FLAG(terms_out, edit_required, .help = "A ready text must be changed before it is shared."),
    FLAG(terms_out, similar_text, .help = "Several accounts may post the same text."),
    MAYBE(terms_out, note, .help = "What a member has to know, if anything."),
    TEXT(terms_out, source, .help = "Of the note, else of the clause on rewards; empty: a rule of ours, or one not read yet."),
    TEXT(terms_out, checked_at, .help = "Date it was read, YYYY-MM-DD."),
    FIELD(terms_out, clauses, JSON_T_LIST, 0, .sub = &clause_shape),
    {0}};
static const struct json_shape terms_shape = {"terms", sizeof(struct terms_out), terms_fields};

static const struct json_field offer_fields[] = {
    NUMBER(offer_out, share, .help = "Once verified, as the next share of today."),
    NUMBER(offer_out, own_words, .help = "More, in own words."),
    NUMBER(offer_out, clicks_max, .help = "More, by clicks, at most."),
    FLAG(offer_out, earns),
    MAYBE(offer_out, reason, .help = "Why `share` is 0: network_terms, day_rank or taken_back."),
    {0}};
static const struct json_shape offer_shape = {"composer_points", sizeof(struct offer_out), offer_fields};

static const struct json_field network_fields[] = {
    TEXT(network_out, name), TEXT(network_out, title),
    FLAG(network_out, shared, .help = "The member's share of this post stands there."),
    FLAG(network_out, earns, .help = "The network's terms allow points."), {0}};
static const struct json_shape network_shape = {"composer_network", sizeof(struct network_out), network_fields};

static const struct json_field composer_fields[] = {
    TEXT(composer_out, network),
    TEXT(composer_out, language, .help = "Of text and disclosure."),
    TEXT(composer_out, text, .help = "The caption to begin with; empty when there is none."),
    FIELD(composer_out, caption_id, JSON_T_ID, JSON_NULLABLE, .has = JSON_HAS(composer_out, has_caption_id)),
    FIELD(composer_out, disclosure, JSON_T_OBJ, 0, .sub = &disclosure_shape),
    FIELD(composer_out, limits, JSON_T_OBJ, 0, .sub = &limits_shape),
    TEXT(composer_out, link_placeholder, .help = "As long as the link will be."),
    TEXT(composer_out, link_join, .help = "What will stand between text and link."),
    FLAG(composer_out, text_in_intent,
         .help = "The network's page opens with the text; else it goes over the clipboard."),
    FLAG(composer_out, opens_page, .help = "There is a page to open; else the text is taken along by hand."),
    FLAG(composer_out, message, .help = "It goes to people the member chooses, not to a public place."),
    FLAG(composer_out, needs_instance, .help = "The member has to say on which server their account is."),
    MAYBE(composer_out, instance, .help = "The server said last time; null: none yet."),
    FIELD(composer_out, preview, JSON_T_OBJ, 0, .sub = &preview_shape),
    FIELD(composer_out, terms, JSON_T_OBJ, 0, .sub = &terms_shape),
    FIELD(composer_out, points, JSON_T_OBJ, 0, .sub = &offer_shape),
    FIELD(composer_out, networks, JSON_T_LIST, 0, .sub = &network_shape),
    FIELD(composer_out, share, JSON_T_OBJ, JSON_NULLABLE, .sub = &share_shape, .has = JSON_HAS(composer_out, has_share),
          .help = "The share that is open on this network."),
    {0}};
const struct json_shape composer_shape = {"composer", sizeof(struct composer_out), composer_fields};

/* What a member has to know: no reward first, then the edit. */
static struct terms_out terms_of(struct arena *a, struct str network, struct str language) {
    struct terms_out t = {.reward = term_value(network, TERM_REWARD), .prefill = term_value(network, TERM_PREFILL),
                          .edit_required = term_value(network, TERM_EDIT_REQUIRED),
                          .similar_text = term_value(network, TERM_SIMILAR_TEXT)};
    struct clause_out *out = arena_array(a, struct clause_out, TERM_COUNT);
    size_t n = 0;
    for (int i = 0; i < TERM_COUNT; i++) {
        const struct term_clause *c = term_find(network, (enum term)i);
        if (c) {
            out[n++] = (struct clause_out){str_of(term_name(c->term)), term_wording(c, language), str_of(c->source),
                                           str_of(c->checked), c->value};
        }
    }
    const struct term_clause *main_one = term_find(network, TERM_REWARD);
    if (t.reward && t.edit_required) {
        main_one = term_find(network, TERM_EDIT_REQUIRED);
    }
    t.source = str_of(main_one ? main_one->source : "");
    t.checked_at = str_of(main_one ? main_one->checked : "");
    t.note = main_one && (!t.reward || t.edit_required) ? term_wording(main_one, language) : STR_NULL;
    t.clauses = (struct json_list){out, n};
    return t;
}

static struct disclosure_out disclosure_of(struct arena *a, const struct composer *c) {
    struct wording_out *options = arena_array(a, struct wording_out, c->wordings_n + 1);
    for (size_t i = 0; i < c->wordings_n; i++) {
        options[i] = (struct wording_out){c->wordings[i].key, c->wordings[i].text};
    }
    return (struct disclosure_out){options[0].key, options[0].text, c->incentive, c->relation,
                                   {options, c->wordings_n}};
}

static struct json_list networks_of(struct arena *a, const struct composer *c) {
    struct network_out *out = arena_array(a, struct network_out, c->networks_n + 1);
    for (size_t i = 0; i < c->networks_n; i++) {
        const struct network *n = c->networks[i].network;
        out[i] = (struct network_out){str_of(n->name), str_of(n->title), c->networks[i].shared,
                                      term_value(str_of(n->name), TERM_REWARD) != 0};
    }
    return (struct json_list){out, c->networks_n};
}

static struct limits_out limits_of(const struct network *n) {
    const struct text_limit *l = network_limit(n);
    return l ? (struct limits_out){str_of(l->unit), l->limit, l->max_bytes, l->url_length}
             : (struct limits_out){.unit = STR("")};
}

static void fill(struct rq *rq, const struct network *n, const struct composer *c, struct composer_out *out) {
    struct str host = url_host(rq->arena, post_target(rq->arena, &c->post));
    *out = (struct composer_out){
        .network = str_of(n->name), .language = c->language, .text = c->caption.text, .caption_id = c->caption.id,
        .has_caption_id = c->caption.id != 0, .disclosure = disclosure_of(rq->arena, c), .limits = limits_of(n),
        .link_placeholder = c->link_placeholder, .link_join = str_of(n->link_join),
        .text_in_intent = n->caps & NETWORK_INTENT_TEXT && term_value(str_of(n->name), TERM_PREFILL),
        .opens_page = n->caps & NETWORK_INTENT, .message = n->caps & NETWORK_MESSAGE,
        .needs_instance = n->caps & NETWORK_INSTANCE, .instance = c->instance.n ? c->instance : STR_NULL,
        .preview = {c->post.title, host.p ? host : STR(""), 
                    picture_or(rq->arena, c->post.image_width ? c->post.image_id : 0, c->post.image_url), c->post.image_alt},
        .terms = terms_of(rq->arena, str_of(n->name), rq->who.language),
        .points = {c->offer.share, c->offer.own_words, c->offer.clicks_max, c->offer.earns,
                   c->offer.reason ? str_of(c->offer.reason) : STR_NULL},
        .networks = networks_of(rq->arena, c), .has_share = c->has_share};
    if (c->has_share) {
        share_out_fill(&c->share, &out->share);
    }
}

static enum err composer_tx(struct tx *tx, const void *args, void *ret) {
    return composer_of(tx, args, ret);
}

enum err composer_get(struct rq *rq) {
    const struct composer_query *in = rq->query;
    const struct network *n = str_empty(in->network) ? NULL : network_find(in->network);
    if (in->network.n && !n) {
        return err_set(&rq->errs, E_INVALID, "?network", "unknown network");
    }
    struct composer_ask ask = {.member = rq->who.member, .person = rq->who.person, .post = rq->id[0], .network = n, .language = in->language,
                               .member_language = rq->who.language, .time_zone = rq->who.time_zone,
                               .base_url = rq_base_url(rq), .now = rq->now};
    struct composer c = {0};
    enum err e = db_read(&rq->cx, composer_tx, &ask, &c, sizeof c);
    if (e) {
        return e;
    }
    struct composer_out out;
    fill(rq, c.network, &c, &out);
    return reply_json(rq, 200, &composer_shape, &out);
}
