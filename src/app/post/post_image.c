/* post_image.c: posts and the pictures they show. See post.h. */
#include "app/post/post.h"

#include "app/image/image.h"
#include "sql_gen.h"

enum err post_on_image(struct tx *tx, const struct event *ev) {
    struct sql_post_of_image_row *rows;
    size_t n;
    enum err e = sql_post_of_image(tx, ev->subject, &rows, &n);
    for (size_t i = 0; !e && i < n; i++) {
        e = event_record(tx, &(struct event){.kind = EV_POST_PICTURED, .at = ev->at, .subject = rows[i].id});
    }
    return e;
}

enum err post_lend_image(struct tx *tx, int64_t id, struct str url, int64_t now) {
    int64_t image = 0;
    int64_t changed = 0;
    enum err e = picture_want(tx, &(struct picture_ask){.url = url}, now, &image);
    if (e || image == 0) {
        return e;
    }
    e = sql_post_set_image(tx, id, image, &changed);
    if (e || changed == 0) {
        return e;
    }
    return event_record(tx, &(struct event){.kind = EV_POST_PICTURED, .at = now, .subject = id});
}
