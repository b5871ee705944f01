/* service.c: see service.h. */
#include "app/link/service.h"

#include "app/link/codes.h"
#include "app/link/link.h"
#include "app/link/lookup.h"
#include "app/link/projector.h"
#include "app/link/visitor.h"
#include "base/clock.h"

static const int64_t trust_us = 3 * US_PER_S;

static struct {
    struct link_options opt;
    struct click_store *store;
    struct projector *projector;
} service;

static void on_committed(void *ud) {
    (void)ud;
    projector_wake(service.projector);
}

/* The projector is there before the first click can be, so on_committed always finds it. */
static enum err start_store(struct problems *errs) {
    struct click_store_options store = {.db = service.opt.db, .data_dir = service.opt.data_dir,
                                        .durable = service.opt.durable, .committed = on_committed};
    enum err e = click_store_open(&store, errs, &service.store);
    if (!e) {
        struct projector_options projector = {service.opt.db, service.store, service.opt.loop};
        e = projector_start(&projector, errs, &service.projector);
    }
    return e;
}

enum err link_start(const struct link_options *opt, struct problems *errs) {
    service.opt = *opt;
    classify_init();
    enum err e = link_load_codes(opt->db, errs);
    if (!e) {
        e = start_store(errs);
    }
    if (!e) {
        e = lookup_start(errs);
    }
    if (e) {
        link_stop();
    }
    return e;
}

void link_stop(void) {
    lookup_stop();
    click_store_stop(service.store);
    projector_stop(service.projector);
    click_store_close(service.store);
    service.store = NULL;
    service.projector = NULL;
    codes_clear();
    visitor_forget();
}

struct click_store *link_store(void) {
    return service.store;
}

bool link_fresh(void) {
    return !service.opt.loop || event_loop_age(service.opt.loop) < trust_us;
}

void link_stats_get(struct link_stats *ret) {
    *ret = (struct link_stats){.codes = (int64_t)codes_count(), .asked = lookup_count()};
    if (service.store) {
        click_store_stats_get(service.store, &ret->clicks);
    }
}
