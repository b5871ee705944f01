/* composer_api.c: GET /posts/{id}/composer as JSON. See composer.h and share_api.h. */
#include "app/image/image.h"
#include "app/share/composer.h"
#include "app/share/share_api.h"
#include "app/share/share_json.h"
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
    struct str key, text, incentive, relation, waiver;
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
    struct str override;
};
struct hold_out {
    struct str reason;
    int64_t cap, window_s, until, suggested_at;
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
struct account_out {
    struct str handle, server, status;
};
struct composer_out {
    struct str network, language, text, link_placeholder, link_join;
    int64_t caption_id;
    struct str lock_reason;
    int64_t captions, captions_seen;
    bool locked, has_hold;
    struct hold_out hold;
    bool has_caption_id, has_share, text_in_intent, opens_page, message, needs_instance;
    struct str instance;
    bool has_account, linkable, has_best_at;
    struct account_out account;
    int64_t best_at;
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
    TEXT(disclosure_out, relation, .help = "employee, director, intern, contractor or agency."),
    MAYBE(disclosure_out, waiver, .help = "Why the company lets one leave it out here (key \"none\"); null: it may not be left out."),
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
    TEXT(clause_out, source), TEXT(clause_out, checked_at, .help = "Date it was read, YYYY-MM-DD."),
    MAYBE(clause_out, override, .help = "Why this company does otherwise; null: it does not."), {0}};
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

static const char *const hold_reasons[] = {"day_cap", "network_cap", "clone_guard", NULL};
static const struct json_field hold_fields[] = {
    FIELD(hold_out, reason, JSON_T_ENUM, 0, .values = hold_reasons),
    NUMBER(hold_out, cap, .help = "The number that is full."),
    NUMBER(hold_out, window_s, .help = "clone_guard: within so many seconds; else 0."),
    FIELD(hold_out, until, JSON_T_TIME, 0, .help = "From then on it is possible again."),
    FIELD(hold_out, suggested_at, JSON_T_TIME, 0, .help = "The first moment after that within the member's own hours."),
    {0}};
static const struct json_shape hold_shape = {"composer_hold", sizeof(struct hold_out), hold_fields};

static const char *const account_statuses[] = {"active", "reauth", NULL};
static const struct json_field account_fields[] = {
    TEXT(account_out, handle), TEXT(account_out, server), FIELD(account_out, status, JSON_T_ENUM, 0, .values = account_statuses), {0}};
static const struct json_shape account_shape = {"composer_account", sizeof(struct account_out), account_fields};

static const struct json_field composer_fields[] = {
    TEXT(composer_out, network),
    TEXT(composer_out, language, .help = "Of text and disclosure."),
    TEXT(composer_out, text, .help = "The caption to begin with; empty when there is none."),
    FIELD(composer_out, caption_id, JSON_T_ID, JSON_NULLABLE, .has = JSON_HAS(composer_out, has_caption_id)),
    NUMBER(composer_out, captions, .help = "As many can be handed out here."),
    NUMBER(composer_out, captions_seen, .help = "Of them shown to this member."),
    FLAG(composer_out, locked, .help = "The caption goes out word for word; only its blanks are filled."),
    MAYBE(composer_out, lock_reason),
    FIELD(composer_out, hold, JSON_T_OBJ, JSON_NULLABLE, .sub = &hold_shape, .has = JSON_HAS(composer_out, has_hold),
          .help = "What keeps it from going out now."),
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
    FLAG(composer_out, linkable, .help = "An account can be linked there, which takes shares now or at a moment."),
    FIELD(composer_out, account, JSON_T_OBJ, JSON_NULLABLE, .sub = &account_shape, .has = JSON_HAS(composer_out, has_account),
          .help = "The member's linked account; null: none."),
    FIELD(composer_out, best_at, JSON_T_TIME, JSON_NULLABLE, .has = JSON_HAS(composer_out, has_best_at),
          .help = "The first moment for a share that waits: allowed, within the member's hours, half an hour from others; null: none before the post ends."),
    FIELD(composer_out, preview, JSON_T_OBJ, 0, .sub = &preview_shape),
    FIELD(composer_out, terms, JSON_T_OBJ, 0, .sub = &terms_shape),
    FIELD(composer_out, points, JSON_T_OBJ, 0, .sub = &offer_shape),
    FIELD(composer_out, networks, JSON_T_LIST, 0, .sub = &network_shape),
    FIELD(composer_out, share, JSON_T_OBJ, JSON_NULLABLE, .sub = &share_shape, .has = JSON_HAS(composer_out, has_share),
          .help = "The share on this network that is open, waits, is being sent or of unknown outcome."),
    {0}};
const struct json_shape composer_shape = {"composer", sizeof(struct composer_out), composer_fields};

/* What a member has to know: no reward first, then the edit. */
static struct terms_out terms_of(struct arena *a, const struct terms *terms, struct str network, struct str language) {
    struct clause_out *out = arena_array(a, struct clause_out, TERM_COUNT);
    int value[TERM_COUNT];
    size_t n = 0;
    for (int i = 0; i < TERM_COUNT; i++) {
        const struct term_clause *c = term_find(network, (enum term)i);
        const struct term_change *by = terms_changed(terms, network, (enum term)i);
        value[i] = terms_value(terms, network, (enum term)i, INT64_MAX);
        if (c) {
            out[n++] = (struct clause_out){str_of(term_name(c->term)), term_wording(c, language), str_of(c->source),
                                           str_of(c->checked), value[i], by ? by->reason : STR_NULL};
        }
    }
    struct terms_out t = {.reward = value[TERM_REWARD], .prefill = value[TERM_PREFILL],
                          .edit_required = value[TERM_EDIT_REQUIRED], .similar_text = value[TERM_SIMILAR_TEXT]};
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
                                   c->waiver.n ? c->waiver : STR_NULL, {options, c->wordings_n}};
}

static struct json_list networks_of(struct arena *a, const struct composer *c) {
    struct network_out *out = arena_array(a, struct network_out, c->networks_n + 1);
    for (size_t i = 0; i < c->networks_n; i++) {
        const struct network *n = c->networks[i].network;
        out[i] = (struct network_out){str_of(n->name), str_of(n->title), c->networks[i].shared,
                                      terms_value(&c->terms, str_of(n->name), TERM_REWARD, INT64_MAX) != 0};
    }
    return (struct json_list){out, c->networks_n};
}

static struct limits_out limits_of(const struct network *n) {
    const struct text_limit *l = network_limit(n);
    return l ? (struct limits_out){str_of(l->unit), l->limit, l->max_bytes, l->url_length}
             : (struct limits_out){.unit = STR("")};
}

static void fill(struct rq *rq, const struct network *n, const struct composer *c, struct composer_out *out) {
    struct str text = c->dealt.caption.text;
    struct str host = url_host(rq->arena, post_target(rq->arena, &c->post));
    *out = (struct composer_out){
        .network = str_of(n->name), .language = c->language, .text = text.p ? text : STR(""),
        .caption_id = c->dealt.caption.id, .has_caption_id = c->dealt.caption.id != 0, .captions = c->dealt.n,
        .captions_seen = c->dealt.seen, .locked = c->dealt.caption.locked,
        .lock_reason = c->dealt.caption.locked ? c->dealt.caption.lock_reason : STR_NULL, .disclosure = disclosure_of(rq->arena, c), .limits = limits_of(n),
        .link_placeholder = c->link_placeholder, .link_join = str_of(n->link_join),
        .text_in_intent = n->caps & NETWORK_INTENT_TEXT && terms_value(&c->terms, str_of(n->name), TERM_PREFILL, INT64_MAX),
        .opens_page = n->caps & NETWORK_INTENT, .message = n->caps & NETWORK_MESSAGE,
        .needs_instance = n->caps & NETWORK_INSTANCE, .instance = c->instance.n ? c->instance : STR_NULL,
        .preview = {c->post.title, host.p ? host : STR(""), 
                    picture_or(rq->arena, c->post.image_width ? c->post.image_id : 0, c->post.image_url), c->post.image_alt},
        .terms = terms_of(rq->arena, &c->terms, str_of(n->name), rq->who.language),
        .points = {c->offer.share, c->offer.own_words, c->offer.clicks_max, c->offer.earns,
                   c->offer.reason ? str_of(c->offer.reason) : STR_NULL},
        .networks = networks_of(rq->arena, c), .has_share = c->has_share,
        .linkable = n->remote && (n->remote->can & REMOTE_PUBLISH), .has_account = c->has_account,
        .account = {c->account.handle, c->account.server, c->account.status}, .best_at = c->best_at,
        .has_best_at = c->best_at != 0};
    if (c->hold.kind) {
        out->has_hold = true;
        out->hold = (struct hold_out){str_of(share_hold_name(c->hold.kind)), c->hold.cap, c->hold.window_s, c->hold.until,
                                      c->hold.suggested};
    }
    if (c->has_share) {
        share_out_fill(&c->share, &out->share);
    }
}

struct ask {
    struct composer_ask ask;
    int64_t member;
};

static enum err composer_tx(struct tx *tx, const void *args, void *ret) {
    const struct ask *a = args;
    struct composer_ask ask = a->ask;
    struct work *work = arena_new(tx->arena, struct work);
    enum err e = work_of(tx, a->member, ask.time_zone, work);
    ask.work = work;
    return e ? e : composer_of(tx, &ask, ret);
}

/* Reads; writes only where a caption is to be handed out. */
static enum err answer(struct rq *rq, struct str network, struct str language, bool next) {
    const struct network *n = str_empty(network) ? NULL : network_find(network);
    if (network.n && !n) {
        return err_set(&rq->errs, E_INVALID, next ? "/network" : "?network", "unknown network");
    }
    struct ask args = {.member = rq->who.member,
                       .ask = {.member = rq->who.member, .person = rq->who.person, .post = rq->id[0], .network = n, .language = language,
                               .member_language = rq->who.language, .time_zone = rq->who.time_zone,
                               .base_url = rq_base_url(rq), .deal = next, .next = next, .now = rq->now}};
    struct composer *c = arena_new(rq->arena, struct composer);
    enum err e = next ? E_OK : db_read(&rq->cx, composer_tx, &args, c, sizeof *c);
    if (!e && (next || composer_undealt(c))) {
        args.ask.deal = true;
        e = db_tx(&rq->cx, composer_tx, &args, c, sizeof *c);
    }
    if (e) {
        return e;
    }
    struct composer_out out;
    fill(rq, c->network, c, &out);
    return reply_json(rq, 200, &composer_shape, &out);
}

enum err composer_get(struct rq *rq) {
    const struct composer_query *in = rq->query;
    return answer(rq, in->network, in->language, false);
}

struct composer_next_in {
    struct str network, language;
};
static const struct json_field composer_next_fields[] = {
    {.name = "network", .type = JSON_T_STR, .off = offsetof(struct composer_next_in, network), .flags = JSON_REQUIRED, .min = 1,
     .max = 40},
    {.name = "language", .type = JSON_T_STR, .off = offsetof(struct composer_next_in, language), .flags = JSON_NULLABLE,
     .max = 35},
    {0}};
const struct json_shape composer_next_shape = {"composer_next", sizeof(struct composer_next_in), composer_next_fields};

enum err composer_next_post(struct rq *rq) {
    const struct composer_next_in *in = rq->body;
    return answer(rq, in->network, in->language.p ? in->language : STR(""), true);
}
