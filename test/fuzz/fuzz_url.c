/* fuzz_url.c: addresses. What was read must read back as itself, whatever it was; keys and counting parameters hold.
 * The first line is the address, the second its base. */
#include "text/url.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool cond) {
    if (!cond) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *a = arena_create(64 << 20);
    struct str text = {(const char *)data, size};
    size_t nl = str_chr(text, '\n');
    struct str base = str_sub(text, nl + 1, text.n);
    text = str_sub(text, 0, nl);
    struct url u, again;
    const char *why = NULL;
    if (url_parse(a, text, NULL, &why, &u) == E_OK) {
        struct str once = url_text(a, &u);
        if (once.n <= URL_MAX && url_is_web(&u)) {
            must(url_parse(a, once, NULL, NULL, &again) == E_OK);
            must(str_eq(url_text(a, &again), once));
            must(u.kind == again.kind && str_eq(u.host, again.host) && url_port(&u) == url_port(&again));
            must(str_eq(url_key(a, text), url_key(a, once)));
            struct str counted = url_with_utm(a, text, STR("s"), STR("m&n"), STR("c d"));
            must(counted.n > URL_MAX || url_parse(a, counted, NULL, NULL, &again) == E_OK);
        }
    } else {
        must(why != NULL);
    }
    struct str full = url_resolve(a, base, text);
    must(!full.p || str_utf8_valid(full));
    (void)url_key(a, text);
    (void)url_host(a, text);
    arena_free(a);
    return 0;
}
