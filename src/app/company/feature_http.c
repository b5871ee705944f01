/* feature_http.c: see feature_http.h. */
#include "app/company/feature_http.h"

#include "app/company/feature.h"

static enum err off_tx(struct tx *tx, const void *args, void *ret) {
    (void)args;
    return features_off(tx, ret);
}

/* Which features a route belongs to; 0 for nearly all. */
static unsigned features_of(const struct route *route) {
    unsigned bits = 0;
    for (size_t i = 0; i < FEATURE_COUNT; i++) {
        for (const char *const *path = features[i].routes; path < features[i].routes + FEATURE_ROUTES_MAX && *path; path++) {
            bits |= strcmp(*path, route->path) == 0 ? FEATURE_BIT(i) : 0;
        }
    }
    return bits;
}

enum err feature_route_on(struct rq *rq) {
    unsigned bits = features_of(rq->route), off = 0;
    if (!bits || !rq->space.company) {
        return E_OK;
    }
    enum err e = db_read(&rq->cx, off_tx, NULL, &off, sizeof off);
    return e ? e : bits & off ? E_FEATURE_OFF : E_OK;
}

static void print_list(struct buf *b, const char *name, const char *const *list, size_t max) {
    buf_printf(b, ",\"%s\":[", name);
    for (size_t i = 0; i < max && list[i]; i++) {
        buf_printf(b, "%s\"%s\"", i ? "," : "", list[i]);
    }
    buf_ch(b, ']');
}

void features_print(struct buf *b) {
    for (size_t i = 0; i < FEATURE_COUNT; i++) {
        buf_printf(b, "{\"name\":\"%s\",\"setting\":\"feature.%s\"", features[i].name, features[i].name);
        print_list(b, "routes", features[i].routes, FEATURE_ROUTES_MAX);
        print_list(b, "places", features[i].places, FEATURE_PLACES_MAX);
        print_list(b, "kinds", &features[i].kind, 1);
        buf_c(b, "}\n");
    }
}
