/* fuzz_guard.c: the outbound guard. First line: address; then what the resolver says, one per line. Whatever the
 * address looks like, what is allowed must be http or https to global unicast, checked here by independent means. */
#include "net/guard.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool cond) {
    if (!cond) {
        abort();
    }
}

static enum err from_lines(void *ud, struct str host, int timeout_ms, struct guard_addr *ret, size_t *ret_n) {
    struct str rest = *(struct str *)ud;
    struct str line;
    size_t n = 0;
    (void)host;
    (void)timeout_ms;
    while (n < GUARD_ADDRS_MAX && str_split(&rest, '\n', &line)) {
        ret[n] = (struct guard_addr){0};
        (void)guard_addr_parse(line, &ret[n]);
        n++;
    }
    *ret_n = n;
    return n ? E_OK : E_NET;
}

static bool plainly_private(const struct guard_addr *g) {
    uint32_t v4 = ntohl(*(const uint32_t *)(const void *)g->b);
    if (g->family == AF_INET) {
        return v4 >> 24 == 10 || v4 >> 24 == 127 || v4 >> 24 == 0 || v4 >> 20 == 0xac1 || v4 >> 16 == 0xc0a8 ||
               v4 >> 16 == 0xa9fe || v4 >> 28 >= 14 || v4 >> 22 == 0x191;
    }
    return g->b[0] == 0xfc || g->b[0] == 0xfd || g->b[0] == 0xfe || g->b[0] == 0xff ||
           (g->b[0] == 0x20 && g->b[1] == 0x02);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct guard none;
    struct arena *a = arena_create(64 << 20);
    struct str text = {(const char *)data, size};
    size_t nl = str_chr(text, '\n');
    struct str answers = nl < text.n ? str_sub(text, nl + 1, text.n) : STR_NULL;
    struct guard_resolver resolver = {from_lines, &answers};
    struct guard_verdict v;
    struct guard g = {.n = 0};
    guard_check_url(a, &none, str_sub(text, 0, nl), &resolver, 0, &v);
    must(v.allow == (v.reason[0] == '\0'));
    if (v.allow) {
        must(v.n > 0 && (str_starts(v.text, STR("http://")) || str_starts(v.text, STR("https://"))));
        for (size_t i = 0; i < v.n; i++) {
            must(!plainly_private(&v.addrs[i]));
        }
        must(str_chr(v.text, '\n') == v.text.n && str_chr(v.text, ' ') == v.text.n);
    }
    (void)!guard_allow(&g, str_sub(text, 0, nl));
    arena_free(a);
    return 0;
}
