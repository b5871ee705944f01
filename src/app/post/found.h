/* found.h: why a post was found: where the words that were asked for stand in it. Inside the room only. */
#ifndef PV_APP_POST_FOUND_H
#define PV_APP_POST_FOUND_H

#include "app/post/post.h"
#include "app/search/search.h"
#include "json/json.h"

/* Lists of struct search_mark. */
struct post_found {
    int64_t id;
    struct json_list title, body;
    struct str excerpt;          /* NULL: title or text say it */
    bool has_excerpt;
    struct json_list excerpt_marks;
};
extern const struct json_shape post_found_shape;

enum err post_found_of(struct tx *tx, const struct search_query *q, const struct post *p, struct post_found *ret) MUST_USE;

#endif
