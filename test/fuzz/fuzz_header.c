/* fuzz_header.c: header fields that others send: of an answer (what fetch keeps, Link, Retry-After, Cache-Control), of a
 * visitor (what kind of visitor, which language), of a hub (its signature). A line of the input is a line of a header. */
#include "app/link/classify.h"
#include "app/link/notice.h"
#include "app/source/push_sign.h"
#include "net/fetch_head.h"
#include "net/link_header.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool cond) {
    if (!cond) {
        abort();
    }
}

static bool inside(struct str part, struct str whole) {
    return !part.p || part.n == 0 || (part.p >= whole.p && part.p + part.n <= whole.p + whole.n);
}

static void of_answer(struct str text, struct arena *a) {
    struct fetch_head head = {.a = a};
    struct str rest = text, line;
    while (str_split(&rest, '\n', &line)) {
        fetch_head_line(&head, line);
    }
    const struct str kept[] = {head.location, head.date, head.etag, head.last_modified, head.content_type, head.retry_after,
                               head.cache_control};
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        must(kept[i].n <= FETCH_HEADER_MAX);
        must(str_chr(kept[i], '\n') == kept[i].n);
    }
    must(head.link.n <= FETCH_LINK_MAX);
    must(inside(link_header_rel(head.link, STR("hub")), head.link));
    must(inside(link_header_rel(text, STR("self")), text));
    must(fetch_retry_after(head.retry_after.p ? head.retry_after : text, INT64_C(1790000000000000)) >= -1);
    must(fetch_max_age(head.cache_control.p ? head.cache_control : text) >= -1);
    fetch_head_reset(&head);
    must(!head.link.p && !head.etag.p);
}

static void of_visitor(struct str text) {
    struct str agent = text;
    struct click_headers h = {.user_agent = agent, .purpose = agent, .sec_purpose = agent};
    (void)classify(&h);
    const char *language = notice_language(text);
    must(strcmp(language, "fr") == 0 || strcmp(language, "en") == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *a = arena_create(64 << 20);
    struct str text = {(const char *)data, size};
    of_answer(text, a);
    of_visitor(text);
    must(!push_signature_fits(text, STR("a secret nobody guesses"), STR("body")));
    arena_free(a);
    return 0;
}
