/* static.c: the web app. Files come from the table inside the program; every other path of the app (not /api/, not /l/)
 * that a browser opens gets index.html, since the app finds its own way from there.
 *
 * index.html carries __PV_NONCE__ where the nonce of this answer's policy belongs, and __PV_MEMBER__ where it says in which language the
 * app will speak to who is signed in (nothing: nobody is), so that their texts and posts are on their way before the app is. It is made
 * for each request and never cached. The other files may be kept: those with a hash in their name for ever, the rest by ETag. */
#include "http/server.h"

#include "http/builtin.h"
#include "http/web.h"

enum { INDEX_MAX = 256 * 1024 };

static const struct web_file *files = web_files;
static const size_t *file_n = &web_file_count;
static size_t test_n;

static const char not_built[] =
    "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Portevoix</title>"
    "<p>This program was built without its web app. Run <code>script/bootstrap</code> and build again; the API answers "
    "under <a href=\"/api/v1/openapi.json\">/api/v1</a>.</p></html>";

void web_files_use(const struct web_file *table, size_t n) {
    test_n = n;
    files = table ? table : web_files;
    file_n = table ? &test_n : &web_file_count;
}

const struct web_file *web_file_find(struct str path) {
    size_t lo = 0, hi = *file_n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int c = str_cmp(str_of(files[mid].path), path);
        if (c == 0) {
            return &files[mid];
        }
        if (c < 0) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return NULL;
}

/* RFC 9110 12.5.3, as far as real clients go: named and not with q=0. */
static bool accepts(struct str header, struct str coding) {
    struct str rest = header, one;
    while (str_split(&rest, ',', &one)) {
        size_t semi = str_chr(one, ';');
        if (str_ieq(str_trim(str_sub(one, 0, semi)), coding)) {
            struct str q = str_trim(str_sub(one, semi + 1, one.n));
            return !(str_is(q, "q=0") || str_starts(q, STR("q=0.0")));
        }
    }
    return false;
}

static enum err send_file(struct rq *rq, const struct web_file *f) {
    struct str coding = rq_header(rq, "Accept-Encoding"), body = f->bytes;
    const char *suffix = "";
    if (f->brotli.n && accepts(coding, STR("br"))) {
        body = f->brotli;
        suffix = "-br";
        reply_header(rq, "Content-Encoding", STR("br"));
    } else if (f->gzip.n && accepts(coding, STR("gzip"))) {
        body = f->gzip;
        suffix = "-gz";
        reply_header(rq, "Content-Encoding", STR("gzip"));
    }
    if (f->gzip.n || f->brotli.n) {
        reply_header(rq, "Vary", STR("Accept-Encoding"));
    }
    reply_header(rq, "Cache-Control",
                 f->immutable ? STR("public, max-age=31536000, immutable") : STR("public, no-cache"));
    if (reply_etag(rq, arena_printf(rq->arena, "%s%s", f->etag, suffix))) {
        return reply_empty(rq, 304);
    }
    return reply_shared(rq, 200, f->content_type, body, NULL, NULL);
}

/* What index.html holds of each request: the mark and what comes in its place. */
static enum err send_index(struct rq *rq, const struct web_file *index) {
    struct { struct str mark, value; } fills[] = {{STR("__PV_NONCE__"), rq_nonce(rq)}, {STR("__PV_MEMBER__"), rq_member_language(rq)}};
    struct str rest = index->bytes, start = STR("__PV_");
    struct buf b;
    buf_init(&b, rq->arena, INDEX_MAX);
    while (rest.n) {
        size_t at = str_find(rest, start), skip = at < rest.n ? start.n : 0;
        struct str value = skip ? start : STR("");
        for (size_t i = 0; skip && i < sizeof fills / sizeof *fills; i++) {
            if (str_starts(str_sub(rest, at, rest.n), fills[i].mark)) {
                value = fills[i].value;
                skip = fills[i].mark.n;
            }
        }
        buf_str(&b, str_sub(rest, 0, at));
        buf_str(&b, value);
        rest = str_sub(rest, at + skip, rest.n);
    }
    return reply_buf(rq, 200, "text/html; charset=utf-8", &b);
}

/* A page is what a browser navigates to: it asks for text/html by name. A client that takes anything gets the page only
 * where no file can be meant. */
static bool wants_page(struct rq *rq, struct str path) {
    struct str accept = rq_header(rq, "Accept");
    if (str_find(accept, STR("text/html")) < accept.n) {
        return true;
    }
    bool anything = accept.n == 0 || str_find(accept, STR("*/*")) < accept.n;
    return anything && str_chr(path, '.') == path.n;
}

enum err web_file_reply(struct rq *rq, struct str path) {
    const struct web_file *f = web_file_find(path);
    return f ? send_file(rq, f) : E_NOT_FOUND;
}

enum err web_get(struct rq *rq) {
    struct str path = arena_printf(rq->arena, "/%.*s", STRF(rq->param[0]));
    if (rq_on_short_host(rq)) {
        return E_NOT_FOUND;
    }
    if (str_starts(path, STR("/l/")) || str_starts(path, STR("/assets/")) || str_starts(path, STR("/scim/"))) {
        const struct web_file *f = web_file_find(path);
        return f ? send_file(rq, f) : E_NOT_FOUND;
    }
    const struct web_file *f = web_file_find(path), *index = web_file_find(STR("/index.html"));
    if (f && f != index) {
        return send_file(rq, f);
    }
    if (!f && !wants_page(rq, path)) {
        return E_NOT_FOUND;
    }
    if (!index) {
        return reply_shared(rq, 503, "text/html; charset=utf-8", STR(not_built), NULL, NULL);
    }
    return send_index(rq, index);
}
