/* classify.h: who is behind a click, from the headers of one request only.
 *
 * Three answers come from here; `self` and `repeat` are found later by the projector, which knows the person and the day.
 * Nothing is stored and nothing is asked of the visitor: no script, no cookie, no address. About 0.3 µs a call. */
#ifndef PV_APP_LINK_CLASSIFY_H
#define PV_APP_LINK_CLASSIFY_H

#include "base/str.h"

/* Stored in click.class: never renumber. */
enum click_class { CLICK_NONE = 0, CLICK_HUMAN = 1, CLICK_BOT = 2, CLICK_PREVIEW = 3 };

/* What the classifier looks at. Absent headers are empty. */
struct click_headers {
    struct str user_agent;   /* RFC 9110 section 10.1.5 */
    struct str sec_purpose;  /* "prefetch", "prefetch;prerender" (fetch.spec.whatwg.org) */
    struct str purpose;      /* "prefetch", the older name of Chromium */
    struct str x_purpose;    /* "preview": Safari's top sites */
    struct str x_moz;        /* "prefetch": Firefox before Sec-Purpose */
    bool head;               /* HEAD: asked for the headers alone */
};

/* Class of one request. HEAD and prefetch are previews: nobody has seen the page. No User-Agent is a bot. Thread-safe. */
enum click_class classify(const struct click_headers *h);
/* Builds the automaton (also done by the first call of classify). */
void classify_init(void);

#endif
