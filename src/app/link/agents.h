/* agents.h: what User-Agent headers give away, as data.
 *
 * A row is a lower-case piece of text and what it means when it stands in the header. '^' at the front ties it to the
 * start, '$' at the end to the end. Where several rows end at the same place the longest one counts, so a longer AGENT_NOTHING row
 * takes back a shorter one ("cubot" is a telephone, "bot" is not). classify.c makes one automaton of the table. */
#ifndef PV_APP_LINK_AGENTS_H
#define PV_APP_LINK_AGENTS_H

#include <stddef.h>

enum agent_mark {
    AGENT_NOTHING = 0,
    AGENT_ENGINE = 1,   /* a layout engine: browsers that say Mozilla name one */
    AGENT_BROWSER = 2,  /* a start that browsers have; anything without one is a program */
    AGENT_BOT = 4,      /* crawler, monitor, library, automated browser */
    AGENT_PREVIEW = 8   /* fetches a page to draw a card of it for the people who see the link */
};

struct agent_row {
    const char *text;
    enum agent_mark mark;
    const char *source; /* who says so */
};

extern const struct agent_row agent_rows[];
extern const size_t agent_row_count;

#endif
