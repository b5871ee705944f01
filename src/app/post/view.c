/* view.c: see view.h. */
#include "app/post/view.h"

#include "base/heap.h"
#include "base/id.h"

#include <pthread.h>

struct views {
    pthread_mutex_t lock;        /* all below */
    struct view *list[VIEWS_MAX];
    size_t n, bytes;
    uint64_t clock;
    /* Which ids posts name, by axis: of a reader no more than these matter. Made once, at first use. */
    bool named;
    int64_t *ids[AUDIENCE_AXES];
    size_t ids_n[AUDIENCE_AXES];
};

struct views *views_new(void) {
    struct views *v = heap_alloc(sizeof *v);
    pthread_mutex_init(&v->lock, NULL);
    return v;
}

void view_release(struct view *v) {
    if (!v || atomic_fetch_sub_explicit(&v->refs, 1, memory_order_acq_rel) != 1) {
        return;
    }
    for (size_t i = 0; i < v->channels_n; i++) {
        heap_free(v->channels[i].tab.at);
    }
    heap_free(v->channels);
    heap_free((void *)v->channels_json.p);
    tab_set_free(&v->tabs);
    heap_free(v->all.at);
    heap_free(v->key);
    heap_free(v);
}

void views_free(struct views *v) {
    if (!v) {
        return;
    }
    for (size_t i = 0; i < v->n; i++) {
        view_release(v->list[i]);
    }
    for (int axis = 0; axis < AUDIENCE_AXES; axis++) {
        heap_free(v->ids[axis]);
    }
    pthread_mutex_destroy(&v->lock);
    heap_free(v);
}

size_t views_count(const struct snapshot *s, size_t *ret_bytes) {
    pthread_mutex_lock(&s->views->lock);
    size_t n = s->views->n;
    *ret_bytes = s->views->bytes;
    pthread_mutex_unlock(&s->views->lock);
    return n;
}

/* ---- its key ---- */

static void name_ids(struct views *v, const struct snapshot *s) {
    for (int axis = 0; axis < AUDIENCE_AXES; axis++) {
        size_t n = 0;
        for (size_t i = 0; i < s->n; i++) {
            n += s->items[i].f->audience.of[axis].n;
        }
        v->ids[axis] = heap_calloc(n, sizeof(int64_t));
        n = 0;
        for (size_t i = 0; i < s->n; i++) {
            struct id_set of = s->items[i].f->audience.of[axis];
            for (size_t k = 0; k < of.n; k++) {
                v->ids[axis][n++] = of.p[k];
            }
        }
        v->ids_n[axis] = id_set_of(v->ids[axis], n).n;
    }
    v->named = true;
}

enum { KEY_ON_STACK = 256 };

/* Those of the reader that posts name. Both lists rise. Returns how many there would be; writes no more than `max`. */
static size_t key_of(const struct views *v, const struct audience *reader, int64_t *out, size_t max) {
    size_t n = 0;
    for (int axis = 0; axis < AUDIENCE_AXES; axis++) {
        struct id_set of = reader->of[axis];
        size_t i = 0, k = 0;
        while (i < of.n && k < v->ids_n[axis]) {
            if (of.p[i] == v->ids[axis][k]) {
                if (n < max) {
                    out[n] = of.p[i];
                }
                n++;
                i++;
                k++;
            } else if (of.p[i] < v->ids[axis][k]) {
                i++;
            } else {
                k++;
            }
        }
        if (n < max) {
            out[n] = 0;
        }
        n++;
    }
    return n;
}

static uint64_t key_hash(const int64_t *key, size_t n) {
    uint64_t h = n;
    for (size_t i = 0; i < n; i++) {
        h = hash_mix(h, (uint64_t)key[i]);
    }
    return h;
}

/* ---- making one ---- */

static void make_all(const struct snapshot *s, const struct audience *reader, struct view *v) {
    v->all.at = heap_calloc(s->n, sizeof *v->all.at);
    for (size_t i = 0; i < s->n; i++) {
        if (audience_sees(&s->items[i].f->audience, reader)) {
            v->all.at[v->all.n++] = (uint32_t)i;
        }
    }
}

static void make_channels(const struct snapshot *s, const struct audience *reader, struct view *v) {
    struct buf b;
    buf_init(&b, NULL, 256 * 1024);
    buf_ch(&b, '[');
    v->channels = heap_calloc(s->channels_n, sizeof *v->channels);
    for (size_t c = 0; c < s->channels_n; c++) {
        int64_t id = s->channels[c].id;
        struct view_channel *vc = &v->channels[v->channels_n];
        if (!id_set_has(reader->of[AUDIENCE_CHANNEL], id)) {
            continue;
        }
        *vc = (struct view_channel){.id = id, .tab = {.at = heap_calloc(v->all.n, sizeof(uint32_t))}};
        for (size_t i = 0; i < v->all.n; i++) {
            if (id_set_has(s->items[v->all.at[i]].f->audience.of[AUDIENCE_CHANNEL], id)) {
                vc->tab.at[vc->tab.n++] = v->all.at[i];
            }
        }
        if (vc->tab.n == 0) {
            heap_free(vc->tab.at);
            continue;
        }
        vc->tab.at = heap_realloc(vc->tab.at, vc->tab.n * sizeof(uint32_t));
        char text[ID_TEXT_LEN + 1];
        id_format(id, text);
        buf_printf(&b, "%s{\"id\":\"%.*s\",\"name\":", v->channels_n ? "," : "", ID_TEXT_LEN, text);
        buf_json(&b, s->channels[c].name);
        buf_ch(&b, '}');
        v->channels_n++;
    }
    buf_ch(&b, ']');
    v->channels_json = heap_dup(buf_view(&b));
    buf_done(&b);
}

static size_t bytes_of(const struct view *v) {
    size_t bytes = sizeof *v + v->key_n * sizeof(int64_t) + 2 * v->all.n * sizeof(uint32_t) + v->tabs.json.n + v->channels_json.n;
    for (size_t i = 0; i < v->channels_n; i++) {
        bytes += sizeof *v->channels + v->channels[i].tab.n * sizeof(uint32_t);
    }
    return bytes;
}

static struct view *make(const struct snapshot *s, const struct audience *reader, const int64_t *key, size_t key_n, uint64_t hash) {
    struct view *v = heap_alloc(sizeof *v);
    atomic_init(&v->refs, 1);
    v->hash = hash;
    v->key_n = key_n;
    v->key = heap_calloc(key_n, sizeof *v->key);
    memcpy(v->key, key, key_n * sizeof *key);
    make_all(s, reader, v);
    tab_set_make(s, &v->all, &v->tabs);
    make_channels(s, reader, v);
    v->tabs_hash = hash_mix(str_hash(v->tabs.json), str_hash(v->channels_json));
    v->bytes = bytes_of(v);
    return v;
}

/* ---- keeping them ---- */

static struct view *look(struct views *vs, const int64_t *key, size_t key_n, uint64_t hash) {
    for (size_t i = 0; i < vs->n; i++) {
        struct view *v = vs->list[i];
        if (v->hash == hash && v->key_n == key_n && memcmp(v->key, key, key_n * sizeof *key) == 0) {
            v->used = ++vs->clock;
            atomic_fetch_add_explicit(&v->refs, 1, memory_order_relaxed);
            return v;
        }
    }
    return NULL;
}

static void drop_oldest(struct views *vs) {
    size_t oldest = 0;
    for (size_t i = 1; i < vs->n; i++) {
        oldest = vs->list[i]->used < vs->list[oldest]->used ? i : oldest;
    }
    vs->bytes -= vs->list[oldest]->bytes;
    view_release(vs->list[oldest]);
    vs->list[oldest] = vs->list[--vs->n];
}

static void keep(struct views *vs, struct view *v) {
    if (v->bytes > VIEWS_BYTES) {
        return;
    }
    while (vs->n == VIEWS_MAX || (vs->n && vs->bytes + v->bytes > VIEWS_BYTES)) {
        drop_oldest(vs);
    }
    v->used = ++vs->clock;
    atomic_fetch_add_explicit(&v->refs, 1, memory_order_relaxed);
    vs->list[vs->n++] = v;
    vs->bytes += v->bytes;
}

/* Made under the lock: of many readers that come at once one makes it, the others wait for that. */
struct view *view_get(const struct snapshot *s, const struct audience *reader) {
    struct views *vs = s->views;
    int64_t short_key[KEY_ON_STACK], *key = short_key;
    if (!vs) {
        return NULL;
    }
    pthread_mutex_lock(&vs->lock);
    if (!vs->named) {
        name_ids(vs, s);
    }
    size_t n = key_of(vs, reader, key, KEY_ON_STACK);
    if (n > KEY_ON_STACK) {
        key = heap_calloc(n, sizeof *key);
        key_of(vs, reader, key, n);
    }
    uint64_t hash = key_hash(key, n);
    struct view *v = look(vs, key, n, hash);
    if (!v) {
        v = make(s, reader, key, n, hash);
        keep(vs, v);
    }
    pthread_mutex_unlock(&vs->lock);
    if (key != short_key) {
        heap_free(key);
    }
    return v;
}

const struct snapshot_tab *view_channel_find(const struct view *v, int64_t channel) {
    for (size_t i = 0; v && i < v->channels_n; i++) {
        if (v->channels[i].id == channel) {
            return &v->channels[i].tab;
        }
    }
    return NULL;
}
