/* html.h: foreign HTML to plain text, and the few things looked for in it.
 *
 * A tokenizer after WHATWG HTML section 13.2.5: no tree, no network, no script, linear in time and constant in stack.
 * (libxml2's HTML parser was left: by its code, 2.9 compares each attribute with all before it and each stray end
 * tag with all open ones, which is quadratic in hostile input.) The result is text and nothing but text: tags,
 * scripts, styles and comments are gone; blocks become line breaks, so that a caption keeps its paragraphs. */
#ifndef PV_TEXT_HTML_H
#define PV_TEXT_HTML_H

#include "base/buf.h"
#include "base/err.h"

enum { HTML_ATTRS_MAX = 32 };

/* One start tag. Names are lower case; values are decoded. Valid during the call only. */
struct html_tag {
    struct str name;
    struct { struct str name, value; } attrs[HTML_ATTRS_MAX];
    size_t n;
    bool closed;                 /* written as <x/>, which closes it in SVG and MathML only */
    bool foreign;                /* of SVG or MathML */
};

/* Receives what is in a document; any of them may be NULL. Return false from `start` to stop reading. */
struct html_sink {
    bool (*start)(void *ud, const struct html_tag *tag);
    void (*end)(void *ud, struct str name);
    void (*text)(void *ud, struct str text);     /* decoded, in pieces; never of script, style, iframe and their like */
    void (*raw)(void *ud, struct str name, struct str text);  /* the text of those, as written */
    void *ud;
};

/* Walks a document or fragment of HTML in UTF-8 (ill-formed bytes become U+FFFD). */
void html_walk(struct str html, const struct html_sink *sink);
/* Value of an attribute, STR_NULL when absent. */
struct str html_attr(const struct html_tag *tag, const char *name);
/* Plain text: white space collapsed, blocks and list items on lines of their own, an empty line between paragraphs and
 * headings, images dropped. At most `max` bytes (cut at a code point). */
struct str html_to_text(struct arena *a, struct str html, size_t max);
/* Plain text of something that may be text or HTML (an RSS title or description): as HTML when it has tags known to
 * HTML or entities, else as it is with white space tidied and its line breaks kept. */
struct str html_or_text(struct arena *a, struct str s, size_t max);
/* html_to_text on one line. */
struct str html_to_line(struct arena *a, struct str html, size_t max);
/* html_or_text on one line. A text that consists of a tag's name ("<title>") is not lost. */
struct str html_or_line(struct arena *a, struct str s, size_t max);
/* Undoes character references (also &eacute without ";") in text that has no tags. */
struct str html_decode(struct arena *a, struct str s);
/* Ill-formed bytes, NUL and U+FFFE/FFFF as U+FFFD; the same bytes when there are none. */
struct str html_utf8(struct arena *a, struct str s);
/* Address (as written) of the first image that is not a tracking pixel (width or height known and below 64, and
 * data: addresses, are passed over). One known to be below 200 is taken only when there is no other. STR_NULL when
 * there is none. */
struct str html_first_image(struct arena *a, struct str html);

#endif
