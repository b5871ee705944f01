/* article_picture.c: the pictures inside articles. See post.h.
 *
 * The text keeps the address it was written with, as post.image_url does: one of ours, or one of the web, which is fetched once into our
 * own store. So what the reader's browser loads comes from here alone. post_picture says which pictures an article shows, so that who
 * may read it may see them, and which earlier texts did, so that its history can be brought back. */
#include "app/post/post.h"

#include "app/image/image.h"
#include "sql_gen.h"
#include "text/markdown.h"
#include "text/url.h"

static enum err want(struct tx *tx, const struct markdown_picture *m, int no, const struct scope *scope, int64_t now, int64_t *ret_id) {
    int64_t own;
    struct url u;
    bool ours = picture_own(m->url, &own);
    if (!ours && (url_parse(tx->arena, m->url, NULL, NULL, &u) != E_OK || !url_is_web(&u) || u.userinfo.p)) {
        return err_set(tx->errs, E_INVALID, "/article/pictures", "picture %d: upload it, or give an http or https address", no);
    }
    if (m->url.n > PICTURE_URL_MAX) {
        return err_set(tx->errs, E_INVALID, "/article/pictures", "picture %d: its address is longer than %d characters", no, PICTURE_URL_MAX);
    }
    enum err e = picture_want(tx, &(struct picture_ask){m->url, "/article/pictures", scope}, now, ret_id);
    return e || *ret_id ? e : err_set(tx->errs, E_INVALID, "/article/pictures", "picture %d: not a web address", no);
}

enum err article_pictures_set(struct tx *tx, int64_t post, struct str text, const struct scope *scope, int64_t now) {
    struct markdown_pictures m = {text, 0};
    struct markdown_picture p;
    int64_t ids[POST_PICTURES_MAX];
    int n = 0;
    enum err e = E_OK;
    while (!e && markdown_next_picture(&m, &p)) {
        if (n == POST_PICTURES_MAX) {
            return err_set(tx->errs, E_INVALID, "/article/pictures", "more than %d pictures", POST_PICTURES_MAX);
        }
        e = want(tx, &p, n + 1, scope, now, &ids[n]);
        n++;
    }
    e = e ? e : sql_post_picture_retire(tx, post);
    for (int i = 0; !e && i < n; i++) {
        e = sql_post_picture_put(tx, post, ids[i]);
    }
    return e;
}

enum err article_pictures_check(struct tx *tx, int64_t post) {
    struct markdown_pictures m = {0};
    struct markdown_picture p;
    enum err e = post_article(tx, post, &m.text);
    for (int no = 1; !e && markdown_next_picture(&m, &p); no++) {
        if (str_empty(p.alt)) {
            e = err_set(tx->errs, E_INVALID, "/article/alt", "picture %d of the text: say in words what it shows", no);
        }
    }
    return e;
}

/* What we keep of a picture that the text names. */
static void find(const struct sql_post_picture_list_row *rows, size_t n, struct article_picture *io) {
    int64_t id;
    bool ours = picture_own(io->url, &id);
    for (size_t i = 0; i < n; i++) {
        if (ours ? rows[i].id == id : str_eq(rows[i].source_url, io->url)) {
            *io = (struct article_picture){.url = io->url, .fault = rows[i].fault, .id = rows[i].id, .width = rows[i].width,
                                           .height = rows[i].height, .colour = rows[i].colour};
            return;
        }
    }
}

enum err article_pictures(struct tx *tx, int64_t post, struct str text, struct article_picture **ret, size_t *ret_n) {
    struct sql_post_picture_list_row *rows;
    struct markdown_pictures m = {text, 0};
    struct markdown_picture p;
    size_t rows_n, n = 0;
    enum err e = sql_post_picture_list(tx, post, &rows, &rows_n);
    struct article_picture *out = e ? NULL : arena_array(tx->arena, struct article_picture, POST_PICTURES_MAX);
    while (!e && n < POST_PICTURES_MAX && markdown_next_picture(&m, &p)) {
        out[n] = (struct article_picture){.url = p.url};
        find(rows, rows_n, &out[n]);
        n++;
    }
    if (!e) {
        *ret = out;
        *ret_n = n;
    }
    return e;
}
