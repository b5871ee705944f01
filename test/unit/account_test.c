/* account_test.c: what people type for an account, and what networks answer about its posts. */
#include "json/json.h"
#include "network/bluesky_read.h"
#include "network/mastodon_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct arena *a;

static void is(struct str got, const char *want, const char *of) {
    if (!want ? got.p != NULL : !got.p || !str_is(got, want)) {
        fail_msg("%s: \"%.*s\", not %s", of, STRF(got), want ? want : "nothing");
    }
}

static void typed_for_mastodon(void **state) {
    static const char *const cases[][2] = {
        {"@acme@social.example", "https://social.example/@acme"},
        {"acme@social.example", "https://social.example/@acme"},
        {" acct:acme@social.example ", "https://social.example/@acme"},
        {"@Acme_1@SOCIAL.example", "https://social.example/@Acme_1"},
        {"@acme@social.example:8443", "https://social.example:8443/@acme"},
        {"@acme@métro.example", "https://xn--mtro-bpa.example/@acme"},
        {"https://social.example/@acme", "https://social.example/@acme"},
        {"https://social.example/@acme/", "https://social.example/@acme"},
        {"https://social.example/users/acme", "https://social.example/@acme"},
        {"http://127.0.0.1:3000/@acme", "http://127.0.0.1:3000/@acme"},
        {"social.example/@acme", "https://social.example/@acme"},
        {"https://mine.example/@acme@social.example", "https://social.example/@acme"},
        {"https://social.example/@acme.rss", NULL},
        {"https://social.example/@acme/115", NULL},
        {"https://social.example/@acme?x=1", NULL},
        {"https://me@social.example/@acme", NULL},
        {"@acme@social", NULL},
        {"@acme@social.example/x", NULL},
        {"@a b@social.example", NULL},
        {"@@social.example", NULL},
        {"@acme", NULL},
        {"acme.example", NULL},
        {"https://acme.example/", NULL},
        {"ftp://social.example/@acme", NULL},
        {"", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        is(mastodon_account_in(a, str_of(cases[i][0])), cases[i][1], cases[i][0]);
    }
}

static void typed_for_bluesky(void **state) {
    static const char *const cases[][2] = {
        {"@acme.com", "acme.com"},
        {"acme.bsky.social", "acme.bsky.social"},
        {"https://acme.bsky.social/", "acme.bsky.social"},
        {"did:plc:ewvi7nxzyoun6zhxrhs64oiz", "did:plc:ewvi7nxzyoun6zhxrhs64oiz"},
        {"did:web:acme.com", "did:web:acme.com"},
        {"at://acme.com", "acme.com"},
        {"https://bsky.app/profile/acme.com", "acme.com"},
        {"https://bsky.app/profile/acme.com/", "acme.com"},
        {"bsky.app/profile/did:plc:abc", "did:plc:abc"},
        {"https://bsky.app/profile/acme.com/rss", NULL},
        {"https://bsky.app/profile/acme.com/post/3k", NULL},
        {"https://bsky.app/", NULL},
        {"acme.com", NULL},
        {"@acme", NULL},
        {"@.acme.com", NULL},
        {"@acme..com", NULL},
        {"did:plc:", NULL},
        {"did:web:acme.com/x", NULL},
        {"did:key:abc", NULL},
        {"@acme@social.example", NULL},
        {"", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        is(bluesky_account_in(a, str_of(cases[i][0])), cases[i][1], cases[i][0]);
    }
}

static struct remote_page read_as(bool mastodon, const char *text) {
    const struct json_node *json = NULL;
    struct remote_page page;
    assert_int_equal(json_parse(str_of(text), a, &json), E_OK);
    if (mastodon) {
        mastodon_page(a, json, &page);
    } else {
        bluesky_page(a, json, STR("https://pds.example"), STR("did:plc:abc"), &page);
    }
    return page;
}

static void a_status(void **state) {
    (void)state;
    struct remote_page p = read_as(true,
        "[{\"id\":\"115\",\"created_at\":\"2026-11-30T10:00:00.000Z\",\"edited_at\":\"2026-11-30T11:00:00.000Z\",\"language\":\"fr\","
        "\"url\":\"https://s.example/@acme/115\",\"content\":\"<p>Un &amp; deux<br>trois</p><p><a href='https://a.example/b'><span class='invisible'>"
        "https://</span><span class='ellipsis'>a.exa</span><span class='invisible'>mple/b</span></a></p>\",\"spoiler_text\":\" Attention \","
        "\"media_attachments\":[{\"type\":\"unknown\",\"url\":null},{\"type\":\"image\",\"url\":\"https://f.example/1.png\",\"description\":\"Un barrage\"},"
        "{\"type\":\"gifv\",\"url\":\"https://f.example/2.mp4\",\"preview_url\":\"https://f.example/2.png\"}]}]");
    assert_int_equal(p.n, 1);
    const struct remote_item *i = &p.items[0];
    is(i->text, "Un & deux\ntrois\n\nhttps://a.example/b", "text");
    is(i->title, "Attention", "title");
    is(i->version, "2026-11-30T11:00:00.000Z", "version");
    is(i->language, "fr", "language");
    assert_int_equal(i->pictures_n, 2);
    is(i->pictures[0].alt, "Un barrage", "alt");
    is(i->pictures[1].url, "https://f.example/2.png", "preview");
    assert_false(i->video || i->reply || i->repost || i->sensitive);
    assert_int_equal(i->published_at, INT64_C(1796032800000000));
    assert_int_equal(p.oldest_at, i->published_at);
    is(p.next, "115", "next");
}

/* GoToSocial, Pleroma and whoever: only id and page are needed, and nothing else is believed. */
static void sparse_statuses(void **state) {
    (void)state;
    struct remote_page p = read_as(true,
        "[{\"id\":\"1\",\"uri\":\"https://a.example/o/1\"},{\"id\":2,\"url\":\"https://a.example/2\"},{},null,[],\"x\","
        "{\"id\":\"3\",\"url\":\"javascript:alert(1)\"},{\"id\":\"4\",\"url\":\"https://a.example/4\",\"visibility\":\"direct\"},"
        "{\"id\":\"5\",\"url\":\"https://a.example/5\",\"sensitive\":true,\"reblog\":{},\"in_reply_to_id\":\"3\",\"content\":7,"
        "\"media_attachments\":[{\"type\":\"image\",\"url\":\"https://a.example/i.png\"}],\"card\":{\"image\":\"https://a.example/c.png\"}}]");
    assert_int_equal(p.n, 2);
    is(p.items[0].url, "https://a.example/o/1", "uri for url");
    is(p.items[0].text, "", "no text");
    assert_true(p.items[1].reply && p.items[1].repost && p.items[1].sensitive);
    assert_int_equal(p.items[1].pictures_n, 0);
    is(p.items[1].card_image, NULL, "folded card");
    assert_int_equal(read_as(true, "{\"error\":\"x\"}").n, 0);
    assert_int_equal(read_as(true, "7").n, 0);
}

static void a_record(void **state) {
    (void)state;
    struct remote_page p = read_as(false,
        "{\"records\":[{\"uri\":\"at://did:plc:abc/app.bsky.feed.post/3k\",\"cid\":\"bafy\",\"value\":{\"$type\":\"app.bsky.feed.post\","
        "\"text\":\"é lire a.example/b… et ici\",\"createdAt\":\"2026-11-30T10:00:00Z\",\"langs\":[\"fr\",\"en\"],\"facets\":["
        "{\"index\":{\"byteStart\":26,\"byteEnd\":29},\"features\":[{\"$type\":\"app.bsky.richtext.facet#link\",\"uri\":\"https://a.example/ici\"}]},"
        "{\"index\":{\"byteStart\":8,\"byteEnd\":22},\"features\":[{\"$type\":\"app.bsky.richtext.facet#link\",\"uri\":\"https://a.example/bcd\"}]}],"
        "\"embed\":{\"$type\":\"app.bsky.embed.recordWithMedia\",\"media\":{\"$type\":\"app.bsky.embed.images\",\"images\":["
        "{\"alt\":\"Un barrage\",\"image\":{\"ref\":{\"$link\":\"bafk\"}}},{\"alt\":\"\",\"image\":{\"cid\":\"old\"}},{\"image\":{}}]}}}}],\"cursor\":\"3k\"}");
    assert_int_equal(p.n, 1);
    const struct remote_item *i = &p.items[0];
    is(i->text, "é lire https://a.example/bcd et ici", "text");
    is(i->url, "https://bsky.app/profile/did:plc:abc/post/3k", "url");
    is(i->version, "bafy", "version");
    is(i->language, "fr", "language");
    assert_int_equal(i->pictures_n, 2);
    is(i->pictures[0].url, "https://pds.example/xrpc/com.atproto.sync.getBlob?did=did%3Aplc%3Aabc&cid=bafk", "picture");
    is(i->pictures[0].alt, "Un barrage", "alt");
    is(i->pictures[1].alt, NULL, "no alt");
    is(p.next, "3k", "cursor");
}

static void hostile_records(void **state) {
    (void)state;
    struct remote_page p = read_as(false,
        "{\"records\":[{\"uri\":\"at://did:plc:other/app.bsky.feed.post/a\",\"value\":{}},{\"uri\":\"at://did:plc:abc/app.bsky.feed.post/../x\",\"value\":{}},"
        "{\"uri\":\"at://did:plc:abc/app.bsky.feed.like/a\",\"value\":{}},{\"uri\":\"at://did:plc:abc/app.bsky.feed.post/a\"},7,"
        "{\"uri\":\"at://did:plc:abc/app.bsky.feed.post/b\",\"value\":{\"text\":\"é… é…\",\"reply\":{},\"labels\":{\"values\":[{\"val\":\"porn\"}]},"
        "\"embed\":{\"$type\":\"app.bsky.embed.external\",\"external\":{\"uri\":\"javascript:x\",\"title\":\"t\",\"thumb\":{\"ref\":{\"$link\":\"b\"}}}},"
        "\"facets\":[{\"index\":{\"byteStart\":-1,\"byteEnd\":99}},{\"index\":{\"byteStart\":1,\"byteEnd\":5},\"features\":[{\"$type\":"
        "\"app.bsky.richtext.facet#link\",\"uri\":\"https://a.example\"}]},{\"index\":{\"byteStart\":0,\"byteEnd\":5},\"features\":[{\"$type\":"
        "\"app.bsky.richtext.facet#link\",\"uri\":\"javascript:x\"}]}]}}]}");
    assert_int_equal(p.n, 1);
    is(p.items[0].text, "é… é…", "facets that are none");
    assert_true(p.items[0].reply && p.items[0].sensitive);
    is(p.items[0].card_url, NULL, "card that is none");
    is(p.items[0].card_image, NULL, "labelled");
    assert_int_equal(read_as(false, "{\"records\":7}").n, 0);
    assert_int_equal(read_as(false, "[]").n, 0);
}

static int setup(void **state) {
    (void)state;
    a = arena_create(64 * 1024 * 1024);
    return 0;
}

static int teardown(void **state) {
    (void)state;
    arena_free(a);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(typed_for_mastodon), cmocka_unit_test(typed_for_bluesky), cmocka_unit_test(a_status),
        cmocka_unit_test(sparse_statuses),    cmocka_unit_test(a_record),          cmocka_unit_test(hostile_records),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
