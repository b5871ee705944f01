/* hosts.c: see hosts.h. A sorted table of names behind a read-write lock, replaced as a whole. */
#include "app/company/hosts.h"

#include "app/company/company.h"
#include "base/clock.h"
#include "base/heap.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#define KEEP_US (60 * US_PER_S)  /* another node's change is told by its event; this is the net under it */
#define RETRY_US US_PER_S        /* an unknown name asks the database at most once in this time */

struct name {
    struct str text;             /* heap */
    int64_t company;
    bool short_host;
    struct str host;             /* heap; the company's own host, "" if it has none */
};

static struct {
    pthread_rwlock_t lock;
    struct name *names;
    size_t name_count;
    size_t companies;
    int64_t only;                /* the one company without a host, which any host is for; else 0 */
    int64_t loaded_at;           /* clock_mono, 0 = never */
    uint64_t change;             /* the last one that was told before the table was read */
} hosts = {.lock = PTHREAD_RWLOCK_INITIALIZER};

/* Changes told so far. A table read before the last of them is not used, not even while another thread reads a new one. */
static _Atomic uint64_t changes = 1;

static int by_text(const void *a, const void *b) {
    return str_cmp(((const struct name *)a)->text, ((const struct name *)b)->text);
}

static void names_free(struct name *names, size_t n) {
    for (size_t i = 0; i < n; i++) {
        heap_free((void *)names[i].text.p);
        heap_free((void *)names[i].host.p);
    }
    heap_free(names);
}

struct listing {
    struct company_route *routes;
    size_t n;
};

static enum err listing_read(struct tx *tx, const void *args, void *ret) {
    (void)args;
    struct listing *l = ret;
    return company_routes(tx, &l->routes, &l->n);
}

static void put(struct name *at, const struct company_route *r, bool short_host) {
    *at = (struct name){.text = heap_dup(short_host ? r->short_host : r->host), .company = r->id,
                        .short_host = short_host, .host = heap_dup(r->host.p ? r->host : STR(""))};
}

static void install(const struct listing *l, uint64_t change) {
    struct name *names = heap_calloc(l->n * 2 + 1, sizeof *names);
    size_t n = 0;
    for (size_t i = 0; i < l->n; i++) {
        if (l->routes[i].host.p) {
            put(&names[n++], &l->routes[i], false);
        }
        if (l->routes[i].short_host.p) {
            put(&names[n++], &l->routes[i], true);
        }
    }
    qsort(names, n, sizeof *names, by_text);
    pthread_rwlock_wrlock(&hosts.lock);
    if (change < hosts.change) {     /* a later reading was quicker */
        pthread_rwlock_unlock(&hosts.lock);
        names_free(names, n);
        return;
    }
    struct name *old = hosts.names;
    size_t old_n = hosts.name_count;
    hosts.names = names;
    hosts.name_count = n;
    hosts.companies = l->n;
    hosts.only = l->n == 1 && !l->routes[0].host.p ? l->routes[0].id : 0;
    hosts.loaded_at = clock_mono();
    hosts.change = change;
    pthread_rwlock_unlock(&hosts.lock);
    names_free(old, old_n);
}

static enum err load(const struct db_cx *cx) {
    struct db_cx router = {.db = cx->db, .role = DB_ROUTER, .arena = cx->arena, .errs = cx->errs};
    struct listing l;
    uint64_t change = atomic_load(&changes);   /* before reading: what changes meanwhile is read again */
    enum err e = db_read(&router, listing_read, NULL, &l, sizeof l);
    if (!e) {
        install(&l, change);
    }
    return e;
}

/* Younger than `keep` and nothing has changed since. */
static bool fresh(int64_t keep) {
    pthread_rwlock_rdlock(&hosts.lock);
    bool ok = hosts.loaded_at && clock_mono() - hosts.loaded_at < keep && hosts.change == atomic_load(&changes);
    pthread_rwlock_unlock(&hosts.lock);
    return ok;
}

static bool lookup(struct str host, struct arena *arena, struct host_match *ret) {
    pthread_rwlock_rdlock(&hosts.lock);
    struct name key = {.text = host};
    const struct name *found =
        hosts.name_count ? bsearch(&key, hosts.names, hosts.name_count, sizeof key, by_text) : NULL;
    bool ok = true;
    if (found) {
        *ret = (struct host_match){found->company, arena_dup(arena, found->host), found->short_host};
    } else if (hosts.only) {
        *ret = (struct host_match){hosts.only, STR(""), false};
    } else {
        ok = false;
    }
    pthread_rwlock_unlock(&hosts.lock);
    return ok;
}

static struct str plain_host(struct arena *arena, struct str host) {
    if (host.n && host.p[host.n - 1] == '.') {
        host.n--;
    }
    char *p = arena_alloc(arena, host.n + 1);
    for (size_t i = 0; i < host.n; i++) {
        p[i] = host.p[i] >= 'A' && host.p[i] <= 'Z' ? (char)(host.p[i] - 'A' + 'a') : host.p[i];
    }
    return (struct str){p, host.n};
}

enum err hosts_find(const struct db_cx *cx, struct str host, struct host_match *ret) {
    if (host.n > COMPANY_HOST_MAX + 1) {
        return E_UNKNOWN_HOST;
    }
    host = plain_host(cx->arena, host);
    if (fresh(KEEP_US) && lookup(host, cx->arena, ret)) {
        return E_OK;
    }
    if (fresh(RETRY_US)) {
        return E_UNKNOWN_HOST;
    }
    enum err e = load(cx);
    if (e) {
        return e;
    }
    return lookup(host, cx->arena, ret) ? E_OK : E_UNKNOWN_HOST;
}

enum err hosts_count(const struct db_cx *cx, size_t *ret) {
    if (!fresh(RETRY_US)) {
        enum err e = load(cx);
        if (e) {
            return e;
        }
    }
    pthread_rwlock_rdlock(&hosts.lock);
    *ret = hosts.companies;
    pthread_rwlock_unlock(&hosts.lock);
    return E_OK;
}

void hosts_forget(void) {
    atomic_fetch_add(&changes, 1);
}

void hosts_on_event(int64_t company, const struct event *ev) {
    (void)company;
    if (ev->kind == EV_COMPANY_CREATED || ev->kind == EV_COMPANY_CHANGED) {
        hosts_forget();
    }
}
