/* service.c: see service.h. */
#include "app/link/service.h"

#include "app/link/codes.h"
#include "app/link/link.h"
#include "app/link/lookup.h"
#include "app/link/projector.h"
#include "app/link/visitor.h"
#include "base/clock.h"
#include "base/log.h"

#include <pthread.h>
#include <time.h>

enum { REFRESH_FIRST_S = 2, REFRESH_S = 600 };
static const int64_t trust_us = 3 * US_PER_S;

static struct {
    struct link_options opt;
    struct click_store *store;
    struct projector *projector;
    pthread_t refresher;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool refreshing, stop;
} service = {.lock = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER};

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

/* ---- reading all codes again ----
 * A change between the first reading and the event loop's first turn is heard by neither, so the codes are read once more when
 * the loop surely runs; after that now and then, as the net under it. */

static bool rest(int seconds) {
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += seconds;
    pthread_mutex_lock(&service.lock);
    while (!service.stop && pthread_cond_timedwait(&service.wake, &service.lock, &until) == 0) {
    }
    bool go_on = !service.stop;
    pthread_mutex_unlock(&service.lock);
    return go_on;
}

static void *refresh(void *arg) {
    (void)arg;
    pthread_setname_np(pthread_self(), "pv-codes");
    for (int seconds = REFRESH_FIRST_S; rest(seconds); seconds = REFRESH_S) {
        enum err e = link_load_codes(service.opt.db, NULL);
        if (e) {
            log_warn("codes not read again", "error=%s", err_info(e)->slug);
        }
    }
    return NULL;
}

static enum err start_refresher(struct problems *errs) {
    service.stop = false;
    service.refreshing = pthread_create(&service.refresher, NULL, refresh, NULL) == 0;
    return service.refreshing ? E_OK : err_set(errs, E_INTERNAL, "", "cannot start the thread that reads codes");
}

static void stop_refresher(void) {
    pthread_mutex_lock(&service.lock);
    service.stop = true;
    pthread_cond_signal(&service.wake);
    pthread_mutex_unlock(&service.lock);
    if (service.refreshing) {
        pthread_join(service.refresher, NULL);
        service.refreshing = false;
    }
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
    if (!e) {
        e = start_refresher(errs);
    }
    if (e) {
        link_stop();
    }
    return e;
}

void link_stop(void) {
    stop_refresher();
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
