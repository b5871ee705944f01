/* mix.c: see mix.h. */
#include "app/post/mix.h"

/* The first that waits; MIX_END when none does. */
static size_t release(struct mix *m) {
    while (m->held < m->at) {
        size_t pos = m->held++;
        if (m->promo(m->ud, pos) && m->shown(m->ud, pos)) {
            m->last = true;
            return pos;
        }
    }
    return MIX_END;
}

/* Nothing waits before `pos`, and it does not either. */
static void pass(struct mix *m, size_t pos) {
    if (m->held == pos) {
        m->held = m->at;
    }
}

size_t mix_next(struct mix *m) {
    if (!m->last) {
        size_t pos = release(m);
        if (pos != MIX_END) {
            return pos;
        }
    }
    while (m->at < m->end) {
        size_t pos = m->at++;
        bool shown = m->shown(m->ud, pos), promo = m->promo(m->ud, pos);
        if (shown && promo && m->last) {
            continue;            /* waits */
        }
        pass(m, pos);
        if (shown) {
            m->last = promo;
            return pos;
        }
    }
    return MIX_END;
}
