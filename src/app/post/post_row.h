/* post_row.h: from the rows of post.sql to struct post. Inside the room only.
 *
 * The statements name their columns alike, so one macro reads the two kinds of rows there are. */
#ifndef PV_APP_POST_POST_ROW_H
#define PV_APP_POST_POST_ROW_H

#include "app/post/post.h"
#include "sql_gen.h"

#define POST_OF(r)                                                                                                     \
    ((struct post){.id = (r).id, .brand_id = (r).brand_id, .brand_name = (r).brand_name,                               \
                   .source_id = (r).source_id_null ? 0 : (r).source_id, .source_title = (r).source_title,              \
                   .imported = (r).imported,                                                                           \
                   .kind = (r).kind, .status = (r).status, .network = (r).network, .audience = (r).audience,           \
                   .language = (r).language, .title = (r).title, .body = (r).body, .url = (r).url,                     \
                   .url_key = (r).url_key, .image_url = (r).image_url, .image_alt = (r).image_alt,                     \
                   .author = (r).author, .promotional = (r).promotional, .issued_at = (r).issued_at,                   \
                   .published_at = (r).published_at_null ? 0 : (r).published_at,                                       \
                   .dropped_at = (r).dropped_at_null ? 0 : (r).dropped_at, .version = (r).version,                     \
                   .created_at = (r).created_at, .image_id = (r).image_id_null ? 0 : (r).image_id,                     \
                   .image_width = (r).image_width_null ? 0 : (r).image_width,                                          \
                   .image_height = (r).image_height_null ? 0 : (r).image_height,                                       \
                   .image_colour = (r).image_colour, .image_fault = (r).image_fault, .step_from = (r).step_from,       \
                   .scheduled_at = (r).scheduled_at_null ? 0 : (r).scheduled_at,                                       \
                   .expires_at = (r).expires_at_null ? 0 : (r).expires_at,                                             \
                   .featured_at = (r).featured_at_null ? 0 : (r).featured_at,                                          \
                   .pinned_at = (r).pinned_at_null ? 0 : (r).pinned_at,                                                \
                   .must_read_at = (r).must_read_at_null ? 0 : (r).must_read_at, .details = (r).details,               \
                   .article_words = (r).article_words, .image_credit = (r).image_credit,                               \
                   .image_licence = (r).image_licence, .file_id = (r).file_id_null ? 0 : (r).file_id,                  \
                   .file_name = (r).file_name, .file_size = (r).file_size_null ? 0 : (r).file_size})

/* The rows that carry the first caption and the number of origins as well. */
static inline struct post post_of_row(const struct sql_post_row *r) {
    struct post p = POST_OF(*r);
    p.caption = (struct caption){.id = r->caption_id_null ? 0 : r->caption_id, .post = r->id,
                                 .network = r->caption_network, .language = r->caption_language,
                                 .text = r->caption_text};
    p.origins = r->origins;
    return p;
}

#endif
