/* markdown.h: the pictures that a Markdown text names, ![words](address "credit"). The web app reads the same in
 * web/src/base/markdown.ts; what it takes for a picture is one here too. Pure. */
#ifndef PV_TEXT_MARKDOWN_H
#define PV_TEXT_MARKDOWN_H

#include "base/arena.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

struct markdown_picture {
    struct str alt, url, credit;         /* alt and credit trimmed, "" when there is none */
};
struct markdown_pictures {
    struct str text;
    size_t at;                           /* where reading goes on */
};
/* The next one; false at the end. */
bool markdown_next_picture(struct markdown_pictures *m, struct markdown_picture *ret);

#endif
