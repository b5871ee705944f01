/* sample_api.c: see sample_api.h. */
#include "app/sample/sample_api.h"

#include "app/sample/sample.h"

struct samples_out {
    int64_t published;
};
static const struct json_field samples_fields[] = {
    {.name = "published", .type = JSON_T_I64, .off = offsetof(struct samples_out, published), .flags = JSON_REQUIRED,
     .help = "Sample posts in the feed now."},
    {0}};
const struct json_shape samples_shape = {"samples", sizeof(struct samples_out), samples_fields};

static enum err count_tx(struct tx *tx, const void *args, void *ret) {
    (void)args;
    return samples_count(tx, &((struct samples_out *)ret)->published);
}

static enum err put_tx(struct tx *tx, const void *args, void *ret) {
    enum err e = samples_put(tx, *(const int64_t *)args);
    return e ? e : count_tx(tx, NULL, ret);
}

static enum err take_tx(struct tx *tx, const void *args, void *ret) {
    enum err e = samples_take(tx, *(const int64_t *)args);
    return e ? e : count_tx(tx, NULL, ret);
}

enum err samples_get(struct rq *rq) {
    struct samples_out out;
    enum err e = db_read(&rq->cx, count_tx, NULL, &out, sizeof out);
    return e ? e : reply_json(rq, 200, &samples_shape, &out);
}

static enum err change(struct rq *rq, db_fn fn) {
    struct samples_out out;
    enum err e = db_tx(&rq->cx, fn, &rq->now, &out, sizeof out);
    return e ? e : reply_json(rq, 200, &samples_shape, &out);
}

enum err samples_post(struct rq *rq) {
    return change(rq, put_tx);
}

enum err samples_delete(struct rq *rq) {
    return change(rq, take_tx);
}
