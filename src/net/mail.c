/* mail.c: see mail.h. */
#include "net/mail.h"

#include "base/clock.h"
#include "base/rnd.h"
#include "net/mail_mime.h"
#include "text/url.h"

#include <curl/curl.h>

enum { ADDRESS_MAX = 254, LOCAL_MAX = 64, MESSAGE_MAX = 1024 * 1024, TIMEOUT_MS = 30000, CONNECT_MS = 10000 };

static bool one_line(struct str s) {
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f) {
            return false;
        }
    }
    return str_utf8_valid(s);
}

static struct str domain_of(struct str address) {
    size_t at = str_chr(address, '@');
    return str_sub(address, at < address.n ? at + 1 : address.n, address.n);
}

bool mail_address_ok(struct str address) {
    size_t at = str_chr(address, '@');
    if (address.n > ADDRESS_MAX || at == 0 || at > LOCAL_MAX || at + 1 >= address.n || !one_line(address)) {
        return false;
    }
    for (size_t i = 0; i < address.n; i++) {
        if (strchr(" \"(),:;<>[\\]", address.p[i]) || (i != at && address.p[i] == '@')) {
            return false;
        }
    }
    if (address.p[0] == '.' || address.p[at - 1] == '.' || str_find(address, STR("..")) < at) {
        return false;
    }
    struct arena *a = arena_create(64 * 1024);
    bool ok = url_host_ascii(a, domain_of(address)).p != NULL;
    arena_free(a);
    return ok;
}

/* "Name <address>" or "address". */
static void split_from(struct str from, struct str *ret_name, struct str *ret_address) {
    size_t open = str_chr(from, '<');
    *ret_name = STR_NULL;
    *ret_address = str_trim(from);
    if (open < from.n && from.p[from.n - 1] == '>') {
        struct str name = str_trim(str_sub(from, 0, open));
        if (name.n >= 2 && name.p[0] == '"' && name.p[name.n - 1] == '"') {
            name = str_sub(name, 1, name.n - 1);
        }
        *ret_name = name;
        *ret_address = str_sub(from, open + 1, from.n - 1);
    }
}

/* With the domain in ASCII, as servers without SMTPUTF8 need it. */
static struct str wire_address(struct arena *a, struct str address) {
    struct str domain = url_host_ascii(a, domain_of(address));
    return arena_printf(a, "%.*s@%.*s", STRF(str_sub(address, 0, str_chr(address, '@'))), STRF(domain));
}

static void add_mailbox(struct buf *b, struct arena *a, const char *header, struct str name, struct str address) {
    struct str wire = wire_address(a, address);
    buf_printf(b, "%s: ", header);
    if (name.n > 0) {
        mail_add_name(b, name);
        buf_c(b, "\r\n ");
    }
    buf_printf(b, name.n > 0 ? "<%.*s>\r\n" : "%.*s\r\n", STRF(wire));
}

static enum err check(const struct mail_settings *s, const struct mail *m, struct problems *errs) {
    struct str name;
    struct str address;
    split_from(s->from, &name, &address);
    if (!mail_address_ok(address) || !one_line(name)) {
        return err_set(errs, E_INVALID, "", "the sender is not a mail address");
    }
    if (!mail_address_ok(m->to)) {
        return err_set(errs, E_INVALID, "", "the recipient is not a mail address");
    }
    const struct str lines[] = {m->to_name, m->subject, m->language, m->message_id};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        if (!one_line(lines[i])) {
            return err_set(errs, E_INVALID, "", "a line break or control character in a mail header");
        }
    }
    if (!str_utf8_valid(m->text) || !str_utf8_valid(m->html) || m->text.n + m->html.n > MESSAGE_MAX / 4) {
        return err_set(errs, E_INVALID, "", "the mail's text is not UTF-8 or too long");
    }
    if (m->picture.n > MAIL_PICTURE_MAX) {
        return err_set(errs, E_INVALID, "", "the mail's picture is too large");
    }
    return E_OK;
}

static void add_headers(const struct mail_settings *s, const struct mail *m, struct arena *a, struct buf *out) {
    struct str name;
    struct str address;
    split_from(s->from, &name, &address);
    struct str date = time_http(a, m->date ? m->date : clock_now());
    buf_printf(out, "Date: %.*s +0000\r\n", (int)(date.n - 4), date.p);      /* without " GMT" (RFC 5322 section 3.3) */
    add_mailbox(out, a, "From", name, address);
    add_mailbox(out, a, "To", m->to_name, m->to);
    buf_c(out, "Subject: ");
    mail_add_words(out, m->subject);
    struct str id = m->message_id.n > 0 ? m->message_id
                                        : arena_printf(a, "<%.*s@%.*s>", STRF(rnd_base62(a, 24)),
                                                       STRF(domain_of(wire_address(a, address))));
    buf_printf(out, "\r\nMessage-ID: %.*s\r\nMIME-Version: 1.0\r\nAuto-Submitted: auto-generated\r\n", STRF(id));
    if (m->language.n > 0) {
        buf_printf(out, "Content-Language: %.*s\r\n", STRF(m->language));
    }
}

/* What shows the HTML: it alone, or with its picture (multipart/related, RFC 2387; Content-ID, RFC 2392). */
static void add_html(const struct mail *m, struct arena *a, struct buf *out) {
    if (!m->picture.p) {
        mail_add_part(out, "text/html", m->html);
        return;
    }
    struct str boundary = rnd_base62(a, 30);
    buf_printf(out, "Content-Type: multipart/related; type=\"text/html\";\r\n boundary=\"%.*s\"\r\n\r\n--%.*s\r\n", STRF(boundary), STRF(boundary));
    mail_add_part(out, "text/html", m->html);
    buf_printf(out, "\r\n--%.*s\r\n", STRF(boundary));
    mail_add_picture(out, MAIL_PICTURE, m->picture);
    buf_printf(out, "\r\n--%.*s--\r\n", STRF(boundary));
}

enum err mail_compose(const struct mail_settings *s, const struct mail *m, struct arena *a, struct problems *errs,
                      struct buf *out) {
    enum err e = check(s, m, errs);
    if (e) {
        return e;
    }
    add_headers(s, m, a, out);
    if (!m->html.p) {
        mail_add_part(out, "text/plain", m->text);
        return out->over ? err_set(errs, E_INVALID, "", "the mail is too long") : E_OK;
    }
    struct str boundary = rnd_base62(a, 30);
    buf_printf(out, "Content-Type: multipart/alternative; boundary=\"%.*s\"\r\n\r\n--%.*s\r\n", STRF(boundary),
               STRF(boundary));
    mail_add_part(out, "text/plain", m->text);
    buf_printf(out, "\r\n--%.*s\r\n", STRF(boundary));
    add_html(m, a, out);
    buf_printf(out, "\r\n--%.*s--\r\n", STRF(boundary));
    return out->over ? err_set(errs, E_INVALID, "", "the mail is too long") : E_OK;
}

struct upload {
    struct str rest;
};

static size_t on_read(char *to, size_t size, size_t n, void *ud) {
    struct upload *u = ud;
    size_t take = u->rest.n < size * n ? u->rest.n : size * n;
    if (take > 0) {
        memcpy(to, u->rest.p, take);
    }
    u->rest = str_sub(u->rest, take, u->rest.n);
    return take;
}

/* The server runs on this machine, so that TLS to it protects nothing. */
static bool is_local(struct str url) {
    CURLU *u = curl_url();
    char *host = NULL;
    bool local = false;
    if (u && curl_url_set(u, CURLUPART_URL, url.p, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK &&
        curl_url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK) {
        struct str h = str_of(host);
        local = str_is(h, "localhost") || str_starts(h, STR("127.")) || str_is(h, "[::1]");
    }
    curl_free(host);
    curl_url_cleanup(u);
    return local;
}

/* The name said in EHLO is the URL's path to curl; without one it would be this machine's own name. */
static struct str with_ehlo_name(struct arena *a, struct str url, struct str domain) {
    size_t at = str_find(url, STR("://"));
    struct str rest = str_sub(url, at < url.n ? at + 3 : url.n, url.n);
    if (str_chr(rest, '/') < rest.n) {
        return arena_dup(a, url);
    }
    return arena_printf(a, "%.*s/%.*s", STRF(url), STRF(domain));
}

static enum err explain(CURLcode rc, long code, struct problems *errs) {
    if (code >= 400 && code < 500) {
        return err_set(errs, E_PEER_BUSY, "", "the mail server says to try later (%ld)", code);
    }
    if (code >= 500 && code < 600) {
        return err_set(errs, E_PEER, "", "the mail server refuses (%ld)", code);
    }
    int n = (int)rc;
    switch (n) {
    case CURLE_OPERATION_TIMEDOUT:
        return err_set(errs, E_NET_TIMEOUT, "", "the mail server did not answer in time");
    case CURLE_USE_SSL_FAILED:
        return err_set(errs, E_PEER, "", "the mail server offers no TLS");
    case CURLE_LOGIN_DENIED:
        return err_set(errs, E_PEER, "", "the mail server refuses the sign-in");
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
        return err_set(errs, E_CONFIG, "", "the mail server's address is not smtp:// or smtps://");
    default:
        return err_set(errs, E_NET, "", "no exchange with the mail server: %s", curl_easy_strerror(rc));
    }
}

static void set_options(CURL *h, const struct mail_settings *s, struct str url, struct str from, struct upload *up) {
    curl_easy_setopt(h, CURLOPT_URL, url.p);
    curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(h, CURLOPT_PROXY, "");
    curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(h, CURLOPT_USE_SSL, is_local(url) ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
    curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    curl_easy_setopt(h, CURLOPT_TIMEOUT_MS, (long)(s->timeout_ms ? s->timeout_ms : TIMEOUT_MS));
    curl_easy_setopt(h, CURLOPT_MAIL_FROM, from.p);
    curl_easy_setopt(h, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(h, CURLOPT_READFUNCTION, on_read);
    curl_easy_setopt(h, CURLOPT_READDATA, up);
}

enum err mail_send(const struct mail_settings *s, const struct mail *m, struct arena *a, struct problems *errs,
                   struct mail_result *ret) {
    struct buf message;
    buf_init(&message, a, MESSAGE_MAX);
    enum err e = mail_compose(s, m, a, errs, &message);
    if (e) {
        return e;
    }
    CURL *h = curl_easy_init();
    if (!h) {
        return err_set(errs, E_NET, "", "curl gave no handle");
    }
    struct str name;
    struct str address;
    split_from(s->from, &name, &address);
    struct str from = wire_address(a, address);
    struct upload up = {buf_view(&message)};
    struct curl_slist *to = curl_slist_append(NULL, wire_address(a, m->to).p);
    set_options(h, s, with_ehlo_name(a, s->url, domain_of(from)), from, &up);
    curl_easy_setopt(h, CURLOPT_MAIL_RCPT, to);
    if (s->user.n > 0) {
        curl_easy_setopt(h, CURLOPT_USERNAME, arena_dup(a, s->user).p);
        curl_easy_setopt(h, CURLOPT_PASSWORD, s->password.p ? arena_dup(a, s->password).p : "");
    }
    CURLcode rc = curl_easy_perform(h);
    long code = 0;
    curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &code);
    curl_easy_cleanup(h);
    curl_slist_free_all(to);
    if (ret) {
        *ret = (struct mail_result){.code = (int)code, .ambiguous = rc != CURLE_OK && code < 400 && up.rest.n == 0};
    }
    return rc == CURLE_OK ? E_OK : explain(rc, code, errs);
}
