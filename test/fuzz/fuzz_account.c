/* fuzz_account.c: what networks answer about an account's posts. The first byte chooses the network. Every text that comes out is
 * well-formed, every address http(s), every post has an id and a page. What follows a line end is read as what somebody typed. */
#include "json/json.h"
#include "network/bluesky_read.h"
#include "network/mastodon_read.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool cond) {
    if (!cond) {
        abort();
    }
}

static void text(struct str s) {
    must(!s.p || str_utf8_valid(s));
}

static void address(struct str s) {
    text(s);
    must(!s.p || str_starts(s, STR("http://")) || str_starts(s, STR("https://")));
}

static void item(const struct remote_item *i) {
    must(i->id.n > 0 && i->url.n > 0 && i->text.n <= REMOTE_POST_MAX && i->pictures_n <= REMOTE_PICTURES_MAX);
    text(i->id);
    text(i->version);
    text(i->title);
    text(i->text);
    text(i->language);
    text(i->card_title);
    text(i->card_text);
    address(i->url);
    address(i->card_url);
    address(i->card_image);
    must(!i->sensitive || (i->pictures_n == 0 && !i->card_image.p));
    must(i->published_at >= 0 && i->edited_at >= 0);
    for (size_t k = 0; k < i->pictures_n; k++) {
        must(i->pictures[k].url.n > 0);
        address(i->pictures[k].url);
        text(i->pictures[k].alt);
    }
}

/* What was typed, once written by a network, is written so by it again. */
static void typed(struct arena *a, struct str s) {
    if (!str_utf8_valid(s) || s.n > REMOTE_URL_MAX) {
        return;
    }
    struct str b = bluesky_account_in(a, s), m = mastodon_account_in(a, s);
    text(b);
    address(m);
    if (m.p) {
        must(str_eq(mastodon_account_in(a, m), m));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) {
        return 0;
    }
    struct arena *a = arena_create((size_t)256 << 20);
    struct str bytes = {(const char *)data + 1, size - 1};
    const struct json_node *json;
    struct remote_page page = {.n = 0};
    size_t line = str_chr(bytes, '\n');
    typed(a, str_sub(bytes, 0, line));
    if (json_parse(bytes, a, &json) == E_OK) {
        if (data[0] & 1) {
            mastodon_page(a, json, &page);
        } else {
            bluesky_page(a, json, STR("https://pds.example"), STR("did:plc:abc"), &page);
        }
        must(page.n <= REMOTE_PAGE_MAX);
        text(page.next);
        for (size_t i = 0; i < page.n; i++) {
            item(&page.items[i]);
        }
    }
    arena_free(a);
    return 0;
}
