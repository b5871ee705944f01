/* caption.c: what curators do with the captions of a post. See caption.h. */
#include "app/caption/caption.h"

#include "base/clock.h"
#include "base/id.h"
#include "sql_gen.h"
#include "text/lang.h"

#define CAPTION_OF(r)                                                                                                  \
    ((struct caption){.id = (r).id, .post = (r).post_id, .network = (r).network, .language = (r).language,             \
                      .text = (r).text, .locked = (r).locked, .lock_reason = (r).lock_reason, .version = (r).version,  \
                      .changed_at = (r).changed_at})

enum err caption_list(struct tx *tx, int64_t post, struct caption **ret, size_t *ret_n) {
    struct sql_caption_list_row *rows;
    size_t n;
    enum err e = sql_caption_list(tx, post, &rows, &n);
    if (e) {
        return e;
    }
    struct caption *out = arena_array(tx->arena, struct caption, n + 1);
    for (size_t i = 0; i < n; i++) {
        out[i] = CAPTION_OF(rows[i]);
    }
    *ret = out;
    *ret_n = n;
    return E_OK;
}

enum err caption_get(struct tx *tx, int64_t id, struct caption *ret) {
    struct sql_caption_get_row row;
    enum err e = sql_caption_get(tx, id, &row);
    if (!e) {
        *ret = CAPTION_OF(row);
    }
    return e;
}

/* ---- checks ---- */

static enum err check_lock(struct tx *tx, const struct caption *c) {
    const struct network *n = network_find(c->network);
    size_t reason = str_utf8_count(c->lock_reason);
    if (!c->locked) {
        return E_OK;
    }
    if (n && !caption_may_lock(n)) {
        return err_set(tx->errs, E_INVALID, "/locked",
                       "%s does not allow the same text from several accounts: it stays free to be changed", n->title);
    }
    if (reason < CAPTION_REASON_MIN || reason > CAPTION_REASON_MAX) {
        return err_set(tx->errs, E_INVALID, "/lock_reason", "say in %d to %d characters why nobody may change it",
                       CAPTION_REASON_MIN, CAPTION_REASON_MAX);
    }
    return E_OK;
}

static enum err check_length(struct tx *tx, const struct caption *c, struct str base_url) {
    const struct network *n = network_find(c->network);
    struct caption_frame frame;
    struct text_length len;
    size_t signs = str_utf8_count(c->text);
    if (signs == 0 || signs > CAPTION_MAX) {
        return err_set(tx->errs, E_INVALID, "/text", signs ? "longer than %d characters" : "a text is needed", CAPTION_MAX);
    }
    enum err e = n ? caption_frame_read(tx, base_url, &frame) : E_OK;
    if (e || !n) {
        return e;
    }
    e = caption_length(tx->arena, &frame, c, n, &len);
    if (!e && !len.valid) {
        return err_set(tx->errs, E_INVALID, "/text", "too long for %s: %lld of %lld with disclosure and link", n->title,
                       (long long)len.length, (long long)len.limit);
    }
    return e;
}

static enum err check(struct tx *tx, const struct caption *c, struct str base_url) {
    if (!str_empty(c->network) && !network_find(c->network)) {
        return err_set(tx->errs, E_INVALID, "/network", "unknown network");
    }
    if (!str_empty(c->language) && str_empty(lang_primary(tx->arena, c->language))) {
        return err_set(tx->errs, E_INVALID, "/language", "not a language tag (BCP 47)");
    }
    enum err e = check_length(tx, c, base_url);
    return e ? e : check_lock(tx, c);
}

/* No second one of the same words for the same place: a deck with twins deals the same text to neighbours. */
static enum err check_twin(struct tx *tx, const struct caption *c, bool fresh) {
    struct caption *all;
    size_t n;
    enum err e = caption_list(tx, c->post, &all, &n);
    if (!e && fresh && n >= CAPTION_PER_POST) {
        return err_set(tx->errs, E_LIMIT, "", "a post holds at most %d captions", CAPTION_PER_POST);
    }
    for (size_t i = 0; !e && i < n; i++) {
        bool place = str_eq(all[i].network, c->network) && str_eq(all[i].language, c->language);
        if (all[i].id != c->id && place && str_eq(all[i].text, c->text)) {
            return err_set(tx->errs, E_EXISTS, "/text", "this caption is there already");
        }
    }
    return e;
}

/* ---- writing ---- */

static enum err record(struct tx *tx, int64_t post, int64_t now) {
    return event_record(tx, &(struct event){.kind = EV_CAPTION_CHANGED, .at = now, .subject = post});
}

/* Keeps the text in its history. */
static enum err keep(struct tx *tx, int64_t id, struct str text, int64_t member, int64_t now) {
    struct sql_caption_revision_last_row *last;
    size_t n;
    enum err e = sql_caption_revision_last(tx, id, &last, &n);
    bool same = !e && n && member && !last[0].member_id_null && last[0].member_id == member &&
                now - last[0].started_at < CAPTION_REVISION_S * US_PER_S;
    if (e || same) {
        return e ? e : sql_caption_revision_update(tx, id, last[0].id, text, now);
    }
    e = sql_caption_revision_insert(tx, &(struct sql_caption_revision_insert_in){
        .caption = id, .id = id_new(), .member = member ? &member : NULL, .text = text, .now = now});
    return e ? e : sql_caption_revision_trim(tx, id, CAPTION_REVISIONS);
}

/* All of it without a check. */
static enum err insert(struct tx *tx, const struct caption *c, int64_t member, int64_t now, int64_t *ret_id) {
    *ret_id = id_new();
    enum err e = sql_caption_insert(tx, &(struct sql_caption_insert_in){
        .id = *ret_id, .post = c->post, .network = c->network, .language = c->language, .text = c->text,
        .locked = c->locked, .reason = c->locked ? c->lock_reason : STR(""), .now = now});
    if (!e) {
        e = keep(tx, *ret_id, c->text, member, now);
    }
    return e ? e : record(tx, c->post, now);
}

enum err caption_create(struct tx *tx, const struct caption *in, struct str base_url, int64_t member, int64_t now,
                        struct caption *ret) {
    struct caption c = *in;
    int64_t id = 0;
    c.id = 0;
    enum err e = check(tx, &c, base_url);
    if (!e) {
        e = check_twin(tx, &c, true);
    }
    if (!e) {
        e = insert(tx, &c, member, now, &id);
    }
    return e ? e : caption_get(tx, id, ret);
}

static enum err update(struct tx *tx, const struct caption *c, int64_t now) {
    int64_t changed = 0;
    enum err e = sql_caption_update(tx, &(struct sql_caption_update_in){
        .id = c->id, .version = c->version, .network = c->network, .language = c->language, .text = c->text,
        .locked = c->locked, .reason = c->locked ? c->lock_reason : STR(""), .now = now}, &changed);
    return e || changed ? e : err_set(tx->errs, E_CONFLICT, "/version", "somebody else changed this caption meanwhile");
}

static struct caption applied(struct caption c, const struct caption_change *by) {
    c.network = by->has_network ? by->network : c.network;
    c.language = by->has_language ? by->language : c.language;
    c.text = by->has_text ? by->text : c.text;
    c.locked = by->has_locked ? by->locked : c.locked;
    c.lock_reason = !c.locked ? STR("") : by->has_reason ? by->reason : c.lock_reason;
    return c;
}

enum err caption_change(struct tx *tx, int64_t id, const struct caption_change *by, struct caption *ret) {
    struct caption old;
    enum err e = caption_get(tx, id, &old);
    if (e) {
        return e;
    }
    if (by->version && by->version != old.version) {
        return err_set(tx->errs, E_CONFLICT, "/version", "somebody else changed this caption meanwhile: it is at version %lld",
                       (long long)old.version);
    }
    struct caption next = applied(old, by);
    bool text = !str_eq(next.text, old.text);
    if (!text && str_eq(next.network, old.network) && str_eq(next.language, old.language) && next.locked == old.locked &&
        str_eq(next.lock_reason, old.lock_reason)) {
        *ret = old;
        return E_OK;
    }
    e = check(tx, &next, by->base_url);
    if (!e) {
        e = check_twin(tx, &next, false);
    }
    if (!e) {
        e = update(tx, &next, by->now);
    }
    if (!e && text) {
        e = keep(tx, id, next.text, by->member, by->now);
    }
    if (!e) {
        e = record(tx, old.post, by->now);
    }
    return e ? e : caption_get(tx, id, ret);
}

static enum err discard(struct tx *tx, const struct caption *c) {
    enum err e = sql_caption_delete(tx, c->id);
    if (!e) {
        e = sql_caption_delete_deck(tx, c->post, c->id);
    }
    if (!e) {
        e = sql_caption_delete_deals(tx, c->post, c->id);
    }
    return e ? e : sql_caption_delete_revisions(tx, c->id);
}

enum err caption_delete(struct tx *tx, int64_t id, int64_t now) {
    struct caption c;
    enum err e = caption_get(tx, id, &c);
    if (!e) {
        e = discard(tx, &c);
    }
    return e ? e : record(tx, c.post, now);
}

enum err caption_revisions(struct tx *tx, int64_t id, struct caption_revision **ret, size_t *ret_n) {
    struct caption c;
    struct sql_caption_revision_list_row *rows;
    size_t n;
    enum err e = caption_get(tx, id, &c);
    if (!e) {
        e = sql_caption_revision_list(tx, id, &rows, &n);
    }
    if (e) {
        return e;
    }
    struct caption_revision *out = arena_array(tx->arena, struct caption_revision, n + 1);
    for (size_t i = 0; i < n; i++) {
        struct str name = rows[i].first_name.p ? arena_printf(tx->arena, "%.*s %.*s", STRF(rows[i].first_name),
                                                              STRF(rows[i].last_name))
                                               : STR_NULL;
        out[i] = (struct caption_revision){rows[i].id, rows[i].saved_at, name, rows[i].text};
    }
    *ret = out;
    *ret_n = n;
    return E_OK;
}

/* ---- the one that is edited along with its post ---- */

enum err caption_first(struct tx *tx, int64_t post, struct caption *ret) {
    struct sql_caption_first_row *rows;
    size_t n;
    enum err e = sql_caption_first(tx, post, &rows, &n);
    if (!e) {
        *ret = n ? CAPTION_OF(rows[0]) : (struct caption){.post = post};
    }
    return e;
}

enum err caption_set_first(struct tx *tx, int64_t post, struct str language, struct str text, int64_t now) {
    struct caption old;
    int64_t id;
    enum err e = caption_first(tx, post, &old);
    if (e) {
        return e;
    }
    if (old.locked && !str_eq(old.text, text)) {
        return err_set(tx->errs, E_CAPTION_LOCKED, "/caption", "this caption is locked: unlock it first");
    }
    if (str_empty(text)) {
        return old.id ? caption_delete(tx, old.id, now) : E_OK;
    }
    if (!old.id) {
        return insert(tx, &(struct caption){.post = post, .network = STR(""), .language = language, .text = text}, 0, now, &id);
    }
    struct caption next = old;
    next.language = language;
    next.text = text;
    e = update(tx, &next, now);
    if (!e && !str_eq(old.text, text)) {
        e = keep(tx, old.id, text, 0, now);
    }
    return e ? e : record(tx, post, now);
}

enum err caption_delete_post(struct tx *tx, int64_t post) {
    enum err (*const parts[])(struct tx *, int64_t) = {sql_caption_delete_post_revisions, sql_caption_delete_post_decks,
                                                       sql_caption_delete_post_deals, sql_caption_delete_post};
    enum err e = E_OK;
    for (size_t i = 0; !e && i < sizeof parts / sizeof *parts; i++) {
        e = parts[i](tx, post);
    }
    return e;
}

/* ---- upkeep ---- */

enum err caption_forget(struct tx *tx, int64_t now, int64_t *ret_forgotten) {
    return sql_caption_forget(tx, now - CAPTION_DEAL_DAYS * US_PER_DAY, CAPTION_FORGET_BATCH, ret_forgotten);
}

enum err caption_on_erased(struct tx *tx, const struct event *ev) {
    return ev->person > 0 ? sql_caption_erase(tx, ev->person) : E_OK;
}
