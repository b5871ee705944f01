/* share_json.h: what one share looks like in every answer. */
#ifndef PV_APP_SHARE_SHARE_JSON_H
#define PV_APP_SHARE_SHARE_JSON_H

#include "app/share/mine.h"
#include "json/json.h"

struct share_post_out {
    int64_t id;
    struct str title, image_url;
};

struct clicks_out {
    int64_t human, bot, preview, self, repeat;
};

struct share_out {
    int64_t id;
    struct share_post_out post;
    struct str network, action, mode, status, evidence, language, text, final_text, disclosure, link, intent_url,
        declared_url, remote_url, fault, fault_text;
    struct str band;
    bool own_words, takes_url;
    int64_t created_at, declared_at, verified_at, retracted_at, due_at;
    bool has_declared_at, has_verified_at, has_retracted_at, has_due_at;
    struct clicks_out clicks;
    int64_t points;
};

extern const struct json_shape share_shape, clicks_shape;
extern const char *const share_actions[], *const share_modes[];

void share_out_fill(const struct share_view *v, struct share_out *ret);

#endif
