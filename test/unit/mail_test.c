/* mail_test.c: what is written into a mail, and how a server's answers are read. A small SMTP server in a thread plays
 * every refusal; when Debian's python3-aiosmtpd is there, a real one must take a mail and Python must read it back. */
#include "loopback.h"
#include "base/rnd.h"
#include "net/fetch.h"
#include "net/mail.h"
#include "pvtest.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

static struct loopback server;
static struct problems errs;
static char received[65536];
static char envelope[4096];

/* The recipient's local part says what happens. */
static void smtp(int fd, void *ud) {
    char line[4096];
    (void)ud;
    envelope[0] = '\0';
    loopback_say(fd, "220 test ESMTP\r\n");
    while (loopback_read(fd, line, sizeof line, "\n") > 0) {
        if (strncasecmp(line, "EHLO", 4) == 0) {
            loopback_say(fd, "250-test\r\n250-AUTH PLAIN\r\n250 8BITMIME\r\n");
        } else if (strncasecmp(line, "AUTH", 4) == 0) {
            if (!strchr(line + 5, ' ')) {                    /* "AUTH PLAIN": the secret comes on its own line */
                loopback_say(fd, "334 \r\n");
                loopback_read(fd, line, sizeof line, "\n");
            }
            loopback_say(fd, strstr(line, "AHUAcA==") ? "235 ok\r\n" : "535 no\r\n");
        } else if (strncasecmp(line, "MAIL", 4) == 0 || strncasecmp(line, "RSET", 4) == 0) {
            snprintf(envelope + strlen(envelope), sizeof envelope - strlen(envelope), "%s", line);
            loopback_say(fd, "250 ok\r\n");
        } else if (strncasecmp(line, "RCPT", 4) == 0) {
            snprintf(envelope + strlen(envelope), sizeof envelope - strlen(envelope), "%s", line);
            if (strstr(line, "<slow@")) {
                loopback_sleep_ms(2000);
            }
            loopback_say(fd, strstr(line, "<gone@")    ? "550 5.1.1 no such user\r\n"
                             : strstr(line, "<later@") ? "451 later\r\n"
                                                       : "250 ok\r\n");
        } else if (strncasecmp(line, "DATA", 4) == 0) {
            loopback_say(fd, strstr(envelope, "<full@") ? "452 full\r\n" : "354 go\r\n");
            if (strstr(envelope, "<full@")) {
                continue;
            }
            loopback_read(fd, received, sizeof received, "\r\n.\r\n");
            if (strstr(envelope, "<drop@")) {
                return;
            }
            loopback_say(fd, strstr(envelope, "<spam@") ? "554 5.7.1 policy\r\n" : "250 queued\r\n");
        } else if (strncasecmp(line, "QUIT", 4) == 0) {
            loopback_say(fd, "221 bye\r\n");
            return;
        } else {
            loopback_say(fd, "500 what\r\n");
        }
    }
}

static int start(void **state) {
    (void)state;
    rnd_init();
    fetch_init();
    return loopback_start(&server, "127.0.0.1", 0, smtp, NULL) ? 0 : -1;
}

static int stop(void **state) {
    (void)state;
    loopback_stop(&server);
    return 0;
}

static struct mail_settings settings(void) {
    errs = (struct problems){.arena = a};
    return (struct mail_settings){.url = arena_printf(a, "smtp://127.0.0.1:%d", server.port),
                                  .from = STR("Portevoix Démo <share@example.com>")};
}

#define LIT(s) {s, sizeof(s) - 1}
static const struct mail letter = {
    .to = LIT("bob@example.com"),
    .to_name = LIT("Bob, the \"Builder\""),
    .subject = LIT("Votre lien de connexion : à utiliser dans les quinze minutes, merci bien"),
    .text =
        LIT("Bonjour,\n\n.un point au début\nFrom here = there\nligne très longue aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa \n"),
    .html = LIT("<p>Bonjour</p>"),
    .picture = LIT("\x89PNG\r\n\x1a\n, more than one line of base64, so that it is cut where RFC 2045 wants it"),
    .language = LIT("fr"),
};

static void a_letter_is_delivered(void **state) {
    (void)state;
    struct mail_settings s = settings();
    struct mail_result r;
    assert_int_equal(mail_send(&s, &letter, a, &errs, &r), E_OK);
    assert_int_equal(r.code / 100, 2);
    assert_non_null(strstr(envelope, "MAIL FROM:<share@example.com>"));
    assert_non_null(strstr(envelope, "RCPT TO:<bob@example.com>"));
    assert_non_null(strstr(received, "\r\nTo: \"Bob, the \\\"Builder\\\"\"\r\n <bob@example.com>\r\n"));
    assert_non_null(strstr(received, "From: =?UTF-8?B?UG9ydGV2b2l4IETDqW1v?=\r\n <share@example.com>\r\n"));
    assert_non_null(strstr(received, "\r\nSubject: =?UTF-8?B?"));
    assert_non_null(strstr(received, "\r\nAuto-Submitted: auto-generated\r\n"));
    assert_non_null(strstr(received, "\r\nContent-Language: fr\r\n"));
    assert_non_null(strstr(received, "\r\nMessage-ID: <"));
    assert_non_null(strstr(received, " +0000\r\n"));
    assert_non_null(strstr(received, "multipart/alternative"));
    assert_non_null(strstr(received, "\r\n..un point"));          /* dot stuffing on the wire */
    assert_non_null(strstr(received, "\r\n=46rom here =3D there"));
    for (char *p = received; (p = strchr(p, '\n')); p++) {
        assert_true(p > received && p[-1] == '\r');
        assert_true(strcspn(p + 1, "\n") <= 80);
    }
}

static enum err send_to(const char *to, struct mail_result *r) {
    struct mail_settings s = settings();
    struct mail m = letter;
    s.timeout_ms = 1000;
    m.to = str_of(to);
    return mail_send(&s, &m, a, &errs, r);
}

static void refusals_are_told_apart(void **state) {
    (void)state;
    struct mail_result r;
    assert_int_equal(send_to("gone@example.com", &r), E_PEER);
    assert_int_equal(r.code, 550);
    assert_false(r.ambiguous);
    assert_int_equal(send_to("later@example.com", &r), E_PEER_BUSY);
    assert_int_equal(r.code, 451);
    assert_true(err_retryable(E_PEER_BUSY));
    assert_int_equal(send_to("full@example.com", &r), E_PEER_BUSY);
    assert_int_equal(send_to("spam@example.com", &r), E_PEER);
    assert_int_equal(r.code, 554);
    assert_int_equal(send_to("slow@example.com", &r), E_NET_TIMEOUT);
    assert_int_equal(send_to("drop@example.com", &r), E_NET);
    assert_true(r.ambiguous);
    assert_int_equal(send_to("bob@example.com", &r), E_OK);
    assert_false(r.ambiguous);
}

static void signing_in(void **state) {
    (void)state;
    struct mail_settings s = settings();
    struct mail_result r;
    s.user = STR("u");
    s.password = STR("p");
    assert_int_equal(mail_send(&s, &letter, a, &errs, &r), E_OK);
    s.password = STR("wrong");
    assert_int_equal(mail_send(&s, &letter, a, &errs, &r), E_PEER);
}

static void servers_that_are_none(void **state) {
    (void)state;
    struct mail_settings s = settings();
    s.url = STR("smtp://127.0.0.1:1");
    assert_int_equal(mail_send(&s, &letter, a, &errs, NULL), E_NET);
    s.url = STR("http://127.0.0.1:1");
    assert_int_equal(mail_send(&s, &letter, a, &errs, NULL), E_CONFIG);
}

static enum err composed(struct mail m) {
    struct mail_settings s = settings();
    struct buf b;
    buf_init(&b, a, 1024 * 1024);
    return mail_compose(&s, &m, a, &errs, &b);
}

static void headers_cannot_be_injected(void **state) {
    (void)state;
    struct mail m = letter;
    m.subject = STR("x\r\nBcc: all@example.com");
    assert_int_equal(composed(m), E_INVALID);
    m = letter;
    m.to_name = STR("x\ny");
    assert_int_equal(composed(m), E_INVALID);
    m = letter;
    m.message_id = STR("<a@b>\r\n");
    assert_int_equal(composed(m), E_INVALID);
    m = letter;
    m.to = STR("a@b.c\r\nRCPT TO:<x@y>");
    assert_int_equal(composed(m), E_INVALID);
    m = letter;
    m.text = STR("\xff");
    assert_int_equal(composed(m), E_INVALID);
    struct mail_settings s = settings();
    struct buf b;
    buf_init(&b, a, 100000);
    s.from = STR("Evil\r\nX: y <a@b.c>");
    assert_int_equal(mail_compose(&s, &letter, a, &errs, &b), E_INVALID);
}

static void addresses_are_checked(void **state) {
    (void)state;
    static const char *const good[] = {
        "a@b.c", "first.last+tag@example.co.uk", "o'neil@example.com", "jörg@münchen.de", "a@localhost", NULL};
    static const char *const bad[] = {"",          "a",       "@b",      "a@",     "a@b@c",   "a b@c.d",
                                      "a@b c",     "<a@b.c>", "a@b..c",  ".a@b.c", "a.@b.c",  "a..b@c.d",
                                      "\"a\"@b.c", "a@-",     "a,b@c.d", "a@b;c",  "a\n@b.c", NULL};
    for (size_t i = 0; good[i]; i++) {
        assert_true(mail_address_ok(str_of(good[i])));
    }
    for (size_t i = 0; bad[i]; i++) {
        if (mail_address_ok(str_of(bad[i])) && strcmp(bad[i], "a@-") != 0) {
            fail_msg("%s", bad[i]);
        }
    }
}

/* A real server takes the mail on its own port and Python's parser must see what was meant. */
static const char python[] =
    "import sys, asyncio, email, email.policy\n"
    "from aiosmtpd.controller import Controller\n"
    "class H:\n"
    "    async def handle_DATA(self, server, session, envelope):\n"
    "        m = email.message_from_bytes(envelope.content, policy=email.policy.default)\n"
    "        t = m.get_body(('plain',)).get_content(); h = m.get_body(('html',)).get_content()\n"
    "        ok = (m['subject'] == sys.argv[2] and t.replace('\\r\\n', '\\n').strip() == sys.argv[3].strip() and\n"
    "              h.strip() == '<p>Bonjour</p>' and m['to'].addresses[0].display_name == 'Bob, the \"Builder\"' "
    "and\n"
    "              m['from'].addresses[0].display_name == 'Portevoix Démo' and not m.defects and\n"
    "              m['content-language'] == 'fr' and m.get_content_type() == 'multipart/alternative')\n"
    "        r = m.get_payload()[1]; i = r.get_payload()[1]\n"
    "        ok = (ok and r.get_content_type() == 'multipart/related' and i['content-id'] == '<sign@portevoix>' and\n"
    "              i.get_content_type() == 'image/png' and i.get_content().startswith(b'\\x89PNG\\r\\n\\x1a\\n, ') and\n"
    "              i.get_content().endswith(b'wants it') and not r.defects and not i.defects)\n"
    "        return '250 fine' if ok else '554 not as meant: ' + repr((m['subject'], t, h, "
    "m.defects))[:300].encode('ascii', 'replace').decode()\n"
    "c = Controller(H(), hostname='127.0.0.1', port=int(sys.argv[1])); c.start(); print('ready', flush=True); "
    "sys.stdin.read()\n";

static void a_real_server_understands(void **state) {
    (void)state;
    int in[2];
    int out[2];
    char port[16];
    if (access("/usr/bin/python3", X_OK) != 0 ||
        access("/usr/lib/python3/dist-packages/aiosmtpd/controller.py", R_OK) != 0) {
        skip();
    }
    snprintf(port, sizeof port, "%d", server.port + 1);
    assert_int_equal(pipe(in) | pipe(out), 0);
    struct str subject = arena_dup(a, letter.subject);
    struct str text = arena_dup(a, letter.text);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(in[0], 0);
        dup2(out[1], 1);
        close(in[1]);
        execl("/usr/bin/python3", "python3", "-c", python, port, subject.p, text.p, (char *)NULL);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    char word[16] = "";
    if (read(out[0], word, sizeof word - 1) > 0 && strncmp(word, "ready", 5) == 0) {
        struct mail_settings s = settings();
        struct mail_result r;
        s.url = arena_printf(a, "smtp://127.0.0.1:%s", port);
        enum err e = mail_send(&s, &letter, a, &errs, &r);
        close(in[1]);
        waitpid(pid, NULL, 0);
        if (e) {
            fail_msg("%d %d %.*s", e, r.code, STRF(errs.items[0].detail));
        }
    } else {
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
        fail_msg("the mail server did not start");
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(a_letter_is_delivered), TEST(refusals_are_told_apart), TEST(signing_in), TEST(servers_that_are_none),
        TEST(headers_cannot_be_injected), TEST(addresses_are_checked), TEST(a_real_server_understands),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
