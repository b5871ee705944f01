/* article.c: the text of an article, and the history of a post's words. See post.h. */
#include "app/post/post.h"

#include "base/clock.h"
#include "base/id.h"
#include "sql_gen.h"

int64_t post_words(struct str text) {
    int64_t n = 0;
    bool inside = false;
    for (size_t i = 0; i < text.n; i++) {
        bool white = (unsigned char)text.p[i] <= ' ';
        n += !white && !inside;
        inside = !white;
    }
    return n;
}

enum err post_article(struct tx *tx, int64_t id, struct str *ret) {
    struct sql_article_get_row *rows;
    size_t n;
    enum err e = sql_article_get(tx, id, &rows, &n);
    if (!e) {
        *ret = n ? rows[0].text : STR("");
    }
    return e;
}

enum err post_article_set(struct tx *tx, int64_t id, struct str text, const struct scope *scope, int64_t now, int64_t *ret_words) {
    *ret_words = post_words(text);
    enum err e = article_pictures_set(tx, id, text, scope, now);
    return e ? e : *ret_words ? sql_article_put(tx, id, text) : sql_article_delete(tx, id);
}

/* Saves of one person that follow close on each other are one revision: an editor that saves by itself would push all
 * others out. */
static bool goes_on(const struct sql_revision_last_row *last, int64_t member, int64_t now) {
    return !last->member_id_null && last->member_id == member && now - last->started_at < POST_REVISION_S * US_PER_S;
}

enum err post_keep(struct tx *tx, const struct post *p, int64_t member, bool apart, int64_t now) {
    struct sql_revision_last_row *last;
    struct str text;
    size_t n;
    enum err e = post_article(tx, p->id, &text);
    if (!e) {
        e = sql_revision_last(tx, p->id, &last, &n);
    }
    if (e) {
        return e;
    }
    if (n && member && !apart && goes_on(&last[0], member, now)) {
        return sql_revision_update(tx, &(struct sql_revision_update_in){
            .post = p->id, .id = last[0].id, .version = p->version, .title = p->title, .body = p->body, .text = text, .now = now});
    }
    e = sql_revision_insert(tx, &(struct sql_revision_insert_in){
        .post = p->id, .id = id_new(), .version = p->version, .member = member ? &member : NULL, .title = p->title,
        .body = p->body, .text = text, .now = now});
    return e ? e : sql_revision_trim(tx, p->id, POST_REVISIONS_MAX);
}

enum err post_keep_first(struct tx *tx, const struct post *p, int64_t now) {
    struct sql_revision_last_row *last;
    size_t n;
    enum err e = sql_revision_last(tx, p->id, &last, &n);
    return e || n ? e : post_keep(tx, p, 0, true, now);
}

enum err post_revisions(struct tx *tx, int64_t id, int64_t wanted, struct post_revision **ret, size_t *ret_n) {
    struct post p;
    struct sql_revision_list_row *rows;
    size_t n;
    enum err e = post_get(tx, id, &p);
    if (!e) {
        e = sql_revision_list(tx, id, wanted, &rows, &n);
    }
    if (e) {
        return e;
    }
    struct post_revision *out = arena_array(tx->arena, struct post_revision, n);
    for (size_t i = 0; i < n; i++) {
        struct str name = rows[i].first_name.p ? arena_printf(tx->arena, "%.*s %.*s", STRF(rows[i].first_name), STRF(rows[i].last_name))
                                               : STR_NULL;
        out[i] = (struct post_revision){rows[i].id, rows[i].version, rows[i].member_id_null ? 0 : rows[i].member_id,
                                        rows[i].saved_at, name, rows[i].title, rows[i].body, rows[i].text};
    }
    *ret = out;
    *ret_n = n;
    return E_OK;
}

enum err post_revert(struct tx *tx, int64_t id, int64_t revision, int64_t version, int64_t member, int64_t now) {
    struct sql_revision_get_row row;
    struct post p;
    enum err e = post_get(tx, id, &p);
    if (!e) {
        e = sql_revision_get(tx, id, revision, &row);
    }
    if (e) {
        return e;
    }
    return post_change(tx, id, &(struct post_change){
        .has_title = true, .title = row.title, .has_body = true, .body = row.body, .has_article = true, .article = row.text,
        .version = version, .member = member, .apart = true}, now);
}
