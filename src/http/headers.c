/* headers.c: the security headers, by kind of answer (decisions 13). An answer without a body gets none of those that only
 * tell a browser how to treat one. */
#include "http/server.h"

#define CSP_START "default-src 'none'; script-src 'self'; style-src 'self'"
#define CSP_REST                                                                                                       \
    "; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'" \
    "; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"                                 \
    "; require-trusted-types-for 'script'; trusted-types default"

static void for_html(struct call *c, void (*put)(void *ud, const char *name, const char *value), void *ud) {
    const char *policy = CSP_START CSP_REST;
    if (c->nonce.n) {
        policy = arena_printf(c->rq.arena, CSP_START " 'nonce-%.*s'" CSP_REST, STRF(c->nonce)).p;
    }
    put(ud, "Content-Security-Policy", policy);
    put(ud, "Cross-Origin-Opener-Policy", "same-origin");
    put(ud, "Permissions-Policy",
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), "
        "midi=(), payment=(), usb=()");
}

void security_headers(struct call *c, void (*put)(void *ud, const char *name, const char *value), void *ud) {
    const char *type = c->reply.content_type;
    if (c->rq.secure) {
        put(ud, "Strict-Transport-Security", "max-age=31536000");
    }
    if (!type) {
        return;
    }
    put(ud, "X-Content-Type-Options", "nosniff");
    put(ud, "Referrer-Policy", "same-origin");
    put(ud, "Cross-Origin-Resource-Policy", "same-origin");
    if (strncmp(type, "text/html", 9) == 0) {
        for_html(c, put, ud);
    } else if (strncmp(type, "text/javascript", 15) == 0) {
        /* Of all scripts only a worker heeds the policy it came with; ours asks this server alone. */
        put(ud, "Content-Security-Policy", "default-src 'none'; connect-src 'self'; frame-ancestors 'none'");
    } else {
        put(ud, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    }
}
