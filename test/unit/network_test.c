/* network_test.c: the table of networks and that of their terms: complete, consistent, and what is asked of them. */
#include "network/network.h"
#include "network/terms.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static struct arena *a;

static const struct network *net(const char *name) {
    const struct network *n = network_find(str_of(name));
    assert_non_null(n);
    return n;
}

static void rows_are_complete(void **state) {
    (void)state;
    for (size_t i = 0; i < network_count; i++) {
        const struct network *n = networks[i];
        assert_ptr_equal(network_find(str_of(n->name)), n);
        bool placeless = n->caps & (NETWORK_MESSAGE | NETWORK_COPY);
        assert_true(n->title[0] && n->hosts && n->link_join);
        assert_int_equal(n->hosts[0] == NULL, placeless || (n->caps & NETWORK_INSTANCE) != 0);
        assert_int_equal(n->is_post_path == NULL, placeless);
        assert_int_equal((n->caps & NETWORK_COPY) != 0, n->intent == NULL);
        assert_int_equal((n->caps & NETWORK_INTENT) != 0, n->intent != NULL);
        const struct text_limit *limit = network_limit(n);
        assert_non_null(limit);
        assert_true(limit->limit > 0);
        for (int t = 0; t < TERM_COUNT; t++) {
            assert_non_null(term_find(str_of(n->name), (enum term)t));
        }
    }
    assert_null(network_find(STR("LinkedIn")));
    assert_null(network_find(STR("")));
}

static void clauses_are_complete(void **state) {
    (void)state;
    for (size_t i = 0; i < term_clause_count; i++) {
        const struct term_clause *c = &term_clauses[i];
        assert_true(strlen(c->en) > 20 && strlen(c->fr) > 20);
        assert_true(c->en[strlen(c->en) - 1] == '.' && c->fr[strlen(c->fr) - 1] == '.');
        bool read = *c->source;
        assert_true(read ? strncmp(c->source, "https://", 8) == 0 : *c->checked == '\0');
        assert_true(!read || (strlen(c->checked) == 10 && c->checked[4] == '-' && c->checked[7] == '-'));
        assert_true(read || c->term != TERM_REWARD || !c->value);     /* nothing is paid on what nobody has read */
        assert_ptr_equal(term_find(str_of(c->network), c->term), c);   /* no clause twice */
        assert_true(str_utf8_valid(str_of(c->fr)));
    }
    const char *names[32];
    size_t n = term_networks(names, 32);
    assert_int_equal(n * TERM_COUNT, term_clause_count);
}

static void terms_hold(void **state) {
    (void)state;
    static const char *const forbidden[] = {"x", "facebook", "instagram", "threads", "xing", "whatsapp", "telegram", "email", "copy"};
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++) {
        assert_int_equal(term_value(str_of(forbidden[i]), TERM_REWARD), 0);
    }
    assert_int_equal(term_value(STR("x"), TERM_EDIT_REQUIRED), 1);
    assert_int_equal(term_value(STR("facebook"), TERM_PREFILL), 0);
    assert_int_equal(term_value(STR("linkedin"), TERM_REWARD), 1);
    assert_int_equal(term_value(STR("bluesky"), TERM_REWARD), 1);
    /* A network nobody has read the rules of earns nothing. */
    assert_int_equal(term_value(STR("nowhere"), TERM_REWARD), 0);
    assert_int_equal(term_value(STR("nowhere"), TERM_EDIT_REQUIRED), 1);
    assert_string_equal(term_name(TERM_POSTS_PER_DAY), "posts_per_day");
}

static void hosts_fit(void **state) {
    (void)state;
    static const struct { const char *network, *host; bool fits; } cases[] = {
        {"linkedin", "linkedin.com", true},       {"linkedin", "www.linkedin.com", true},
        {"linkedin", "fr.linkedin.com", true},    {"linkedin", "lnkd.in", true},
        {"linkedin", "evillinkedin.com", false},  {"linkedin", "linkedin.com.evil.example", false},
        {"x", "x.com", true},                     {"x", "mobile.twitter.com", true},
        {"x", "netflix.com", false},              {"x", ".x.com", true},
        {"bluesky", "bsky.app", true},            {"bluesky", "bsky.app.example", false},
        {"bluesky", "linkedin.com", false},       {"x", "", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool got = network_host_fits(net(cases[i].network), str_of(cases[i].host));
        if (got != cases[i].fits) {
            print_message("%s %s\n", cases[i].network, cases[i].host);
        }
        assert_int_equal(got, cases[i].fits);
    }
}

static void post_urls(void **state) {
    (void)state;
    static const struct { const char *network, *url, *out; } cases[] = {   /* out NULL: refused */
        {"linkedin", "https://www.linkedin.com/posts/camille-roussel_dam-activity-7123456789-AbCd?utm_source=share",
         "https://www.linkedin.com/posts/camille-roussel_dam-activity-7123456789-AbCd?utm_source=share"},
        {"linkedin", "https://www.linkedin.com/feed/update/urn:li:share:7123456789/#top",
         "https://www.linkedin.com/feed/update/urn:li:share:7123456789/"},
        {"linkedin", "https://lnkd.in/eAbC123", "https://lnkd.in/eAbC123"},
        {"linkedin", "HTTPS://FR.LinkedIn.com/pulse/a-title/", "https://fr.linkedin.com/pulse/a-title/"},
        {"linkedin", "https://www.linkedin.com/", NULL},
        {"linkedin", "https://www.linkedin.com/feed/", NULL},
        {"linkedin", "https://www.linkedin.com/in/camille-roussel", NULL},
        {"linkedin", "https://www.linkedin.com/sharing/share-offsite/?url=x", NULL},
        {"linkedin", "https://linkedin.com.evil.example/posts/a-b", NULL},
        {"linkedin", "https://x.com/a/status/1", NULL},
        {"linkedin", "javascript:alert(1)//www.linkedin.com/posts/a", NULL},
        {"linkedin", "https://www.linkedin.com@evil.example/posts/a", NULL},
        {"linkedin", "https://user@www.linkedin.com/posts/a", NULL},
        {"linkedin", "https://www.linkedin.com:8443/posts/a", NULL},
        {"linkedin", "ftp://www.linkedin.com/posts/a", NULL},
        {"linkedin", "www.linkedin.com/posts/a", NULL},
        {"linkedin", "not a url", NULL},
        {"linkedin", "", NULL},
        {"x", "https://x.com/acme/status/1780000000000000000?s=20", "https://x.com/acme/status/1780000000000000000?s=20"},
        {"x", "https://twitter.com/i/web/status/17", "https://twitter.com/i/web/status/17"},
        {"x", "https://x.com/acme", NULL},
        {"x", "https://x.com/acme/status/", NULL},
        {"x", "https://x.com/acme/status/abc", NULL},
        {"x", "https://bsky.app/profile/a/post/3k", NULL},
        {"bluesky", "https://bsky.app/profile/acme.bsky.social/post/3kabcdefg",
         "https://bsky.app/profile/acme.bsky.social/post/3kabcdefg"},
        {"bluesky", "https://bsky.app/profile/did:plc:abc/post/3k", "https://bsky.app/profile/did:plc:abc/post/3k"},
        {"bluesky", "https://bsky.app/profile/acme.bsky.social", NULL},
        {"bluesky", "https://bsky.app/profile/acme.bsky.social/post/", NULL},
        {"mastodon", "https://social.example/@camille/112233", "https://social.example/@camille/112233"},
        {"mastodon", "https://social.example/@camille@other.example/112233",
         "https://social.example/@camille@other.example/112233"},
        {"mastodon", "https://social.example/users/camille/statuses/112233",
         "https://social.example/users/camille/statuses/112233"},
        {"mastodon", "https://social.example/@camille", NULL},
        {"mastodon", "https://social.example/share", NULL},
        {"mastodon", "https://127.0.0.1/@camille/112233", NULL},
        {"facebook", "https://www.facebook.com/camille/posts/pfbid0abc", "https://www.facebook.com/camille/posts/pfbid0abc"},
        {"facebook", "https://m.facebook.com/story.php?id=1", "https://m.facebook.com/story.php?id=1"},
        {"facebook", "https://fb.watch/abc/", "https://fb.watch/abc/"},
        {"facebook", "https://www.facebook.com/camille", NULL},
        {"facebook", "https://www.facebook.com/sharer/sharer.php?u=x", NULL},
        {"facebook", "https://notfacebook.com/camille/posts/1", NULL},
        {"threads", "https://www.threads.com/@camille/post/DAbc", "https://www.threads.com/@camille/post/DAbc"},
        {"threads", "https://www.threads.net/t/DAbc", "https://www.threads.net/t/DAbc"},
        {"threads", "https://www.threads.com/@camille", NULL},
        {"threads", "https://www.threads.com/intent/post", NULL},
        {"xing", "https://www.xing.com/discover/detail-activities/1", "https://www.xing.com/discover/detail-activities/1"},
        {"xing", "https://www.xing.com/profile/Camille_Roussel", NULL},
        {"whatsapp", "https://wa.me/1", NULL},
        {"telegram", "https://t.me/a/1", NULL},
        {"email", "https://mail.example/1", NULL},
        {"copy", "https://www.example.com/1", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct problems errs = {.arena = a};
        struct str got = STR_NULL;
        enum err e = network_post_url(net(cases[i].network), str_of(cases[i].url), a, &errs, "/url", &got);
        if (cases[i].out) {
            if (e) {
                print_message("%s: %s\n", cases[i].url, errs.items[0].detail.p);
            }
            assert_int_equal(e, E_OK);
            assert_string_equal(got.p, cases[i].out);
        } else {
            if (!e) {
                print_message("taken: %s\n", cases[i].url);
            }
            assert_int_equal(e, E_INVALID);
            assert_int_equal(errs.n, 1);
            assert_string_equal(errs.items[0].field.p, "/url");
        }
    }
}

static void intents(void **state) {
    (void)state;
    struct str text = STR("Je travaille chez Acmé & Cie. 50 % « oui »\nfin"), link = STR("https://a.example/l/Ab3kX9qAb3k");
    assert_string_equal(net("linkedin")->intent(a, STR(""), text, link).p,
                        "https://www.linkedin.com/sharing/share-offsite/?url=https%3A%2F%2Fa.example%2Fl%2FAb3kX9qAb3k");
    assert_string_equal(net("x")->intent(a, STR(""), STR("a b&c"), link).p,
                        "https://x.com/intent/tweet?text=a%20b%26c&url=https%3A%2F%2Fa.example%2Fl%2FAb3kX9qAb3k");
    assert_string_equal(net("bluesky")->intent(a, STR(""), STR("é\n"), link).p,
                        "https://bsky.app/intent/compose?text=%C3%A9%0A%0A%0Ahttps%3A%2F%2Fa.example%2Fl%2FAb3kX9qAb3k");
#define LINK "https%3A%2F%2Fa.example%2Fl%2FAb3kX9qAb3k"
    static const struct { const char *network, *text, *out; } more[] = {
        {"facebook", "never carried", "https://www.facebook.com/sharer/sharer.php?u=" LINK},
        {"xing", "never carried", "https://www.xing.com/spi/shares/new?url=" LINK},
        {"mastodon", "é &#", "https://social.example/share?text=%C3%A9%20%26%23%0A%0A" LINK},
        {"threads", "", "https://www.threads.com/intent/post?url=" LINK},
        {"threads", "a+b", "https://www.threads.com/intent/post?text=a%2Bb&url=" LINK},
        {"whatsapp", "oui ?\nnon", "https://wa.me/?text=oui%20%3F%0Anon%0A%0A" LINK},
        {"telegram", "50 %", "https://t.me/share/url?url=" LINK "&text=50%20%25"},
        {"email", "a+b & c\n?subject=x", "mailto:?body=a%2Bb%20%26%20c%0D%0A%3Fsubject%3Dx%0D%0A%0D%0A" LINK},
    };
    for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
        assert_string_equal(net(more[i].network)->intent(a, STR("social.example"), str_of(more[i].text), link).p,
                            more[i].out);
    }
    assert_null(net("copy")->intent);
    struct str x = net("x")->intent(a, STR(""), text, link);
    for (size_t i = 0; i < x.n; i++) {
        assert_true(x.p[i] > ' ' && x.p[i] < 127);
    }
}

static void instances(void **state) {
    (void)state;
    static const struct { const char *given, *out; } cases[] = {   /* out NULL: refused */
        {"mastodon.social", "mastodon.social"}, {"Social.Example", "social.example"},
        {"bücher.example", "xn--bcher-kva.example"},
        {"", NULL}, {"localhost", NULL}, {"mastodon", NULL}, {"127.0.0.1", NULL}, {"2130706433", NULL},
        {"[::1]", NULL}, {"a.example:8443", NULL}, {"a.example/x", NULL}, {"a.example?x", NULL}, {"a.example#", NULL},
        {"user@a.example", NULL}, {"https://a.example", NULL}, {"a b.example", NULL}, {"a..example", NULL},
        {"a.example.", NULL}, {"printer.local", NULL}, {"a.example\nb", NULL}, {"a\"b.example", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct problems errs = {.arena = a};
        struct str got = STR_NULL;
        enum err e = network_instance(str_of(cases[i].given), a, &errs, "/instance", &got);
        if (e != (cases[i].out ? E_OK : E_INVALID)) {
            print_message("%s\n", cases[i].given);
        }
        assert_int_equal(e, cases[i].out ? E_OK : E_INVALID);
        if (cases[i].out) {
            assert_string_equal(got.p, cases[i].out);
        } else {
            assert_string_equal(errs.items[0].field.p, "/instance");
        }
    }
}

static void lengths(void **state) {
    (void)state;
    struct text_length len;
    assert_int_equal(network_length(net("x"), STR("voir https://example.com/a/very/long/path/that/does/not/count"), &len), 0);
    assert_int_equal(len.length, 5 + 23);
    assert_int_equal(network_length(net("bluesky"), STR("👩‍👩‍👧"), &len), 0);
    assert_int_equal(len.length, 1);
    assert_int_equal(network_limit(net("linkedin"))->limit, 3000);
}

static int setup(void **state) {
    (void)state;
    a = arena_create(16 * 1024 * 1024);
    return 0;
}

static int teardown(void **state) {
    (void)state;
    arena_free(a);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_complete), cmocka_unit_test(clauses_are_complete), cmocka_unit_test(terms_hold),
        cmocka_unit_test(hosts_fit),         cmocka_unit_test(post_urls),            cmocka_unit_test(intents),
        cmocka_unit_test(instances),       cmocka_unit_test(lengths),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
