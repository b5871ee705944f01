/* cmd_text.c: the counters and the outbound guard at the command line. */
#include "cmd.h"
#include "cmd_lines.h"
#include "cmd_list.h"

#include "net/guard.h"
#include "text/length.h"

#include <stdio.h>

static const char *count_line(void *ud, const struct json_node *line, struct arena *a, struct buf *out) {
    const struct text_limit *limit = ud;
    struct text_length len;
    (void)a;
    struct str text = json_text(json_get(line, "text"));
    if (!text.p) {
        return "\"text\" is missing or no string";
    }
    if (text_length(str_of(limit->network), text, &len)) {
        return "\"text\" is not well-formed";
    }
    buf_c(out, "{\"length\":");
    buf_i64(out, len.length);
    buf_c(out, ",\"limit\":");
    buf_i64(out, len.limit);
    buf_c(out, len.valid ? ",\"valid\":true}" : ",\"valid\":false}");
    return NULL;
}

int cmd_text_length(int argc, char **argv) {
    static const struct cmd_spec spec = {
        .usage = "text length --network N --jsonl",
        .help = "Counts texts as a network counts them. Reads lines {\"text\"}, prints {\"length\",\"limit\",\"valid\"}\n"
                "for each; a bad line prints {\"error\"} and the exit code is 1 at the end.\n"
                "Networks: linkedin, x, bluesky, mastodon, threads, facebook, instagram, tiktok, youtube, pinterest.",
        .flags = {{"--network", true, "the network"}, {"--jsonl", false, "JSON lines on standard input"}},
        .min_args = 1, .max_args = 1};
    struct cmd_env env;
    int code = cmd_begin(&env, &spec, argc, argv);
    if (code != CMD_GO_ON) {
        return code;
    }
    const struct text_limit *limit = text_limit_find(cmd_flag(&env, "--network"));
    if (strcmp(env.args[0], "length") != 0) {
        return cmd_wrong(&env, "no such command", NULL);
    }
    if (!limit) {
        return cmd_wrong(&env, cmd_flag(&env, "--network").p ? "no such network" : "--network is missing", NULL);
    }
    if (!cmd_flag(&env, "--jsonl").p) {
        return cmd_wrong(&env, "--jsonl is missing", NULL);
    }
    struct text_limit row = *limit;
    code = cmd_lines(count_line, &row);
    arena_free(env.arena);
    return code;
}

/* Answers of the line's own "dns" instead of the system's. */
struct line_dns {
    const struct json_node *dns;
    struct arena *a;
    struct str raw_host;
};

static enum err dns_lookup(void *ud, struct str host, int timeout_ms, struct guard_addr *ret, size_t *ret_n) {
    struct line_dns *d = ud;
    (void)timeout_ms;
    struct str bare = host.n > 0 && host.p[host.n - 1] == '.' ? str_sub(host, 0, host.n - 1) : host;
    struct str forms[] = {host, bare, arena_printf(d->a, "%.*s.", STRF(bare)), d->raw_host};
    const struct json_node *ips = NULL;
    for (size_t i = 0; i < sizeof forms / sizeof *forms && !ips; i++) {
        ips = json_get_nocase(d->dns, forms[i]);
    }
    size_t n = 0;
    if (ips && json_kind(ips) == JSON_IS_STRING) {
        n = 1;
        ret[0] = (struct guard_addr){0};
        (void)guard_addr_parse(json_text(ips), &ret[0]);
    }
    for (size_t i = 0; ips && json_kind(ips) == JSON_IS_ARRAY && i < json_count(ips) && n < GUARD_ADDRS_MAX; i++) {
        ret[n] = (struct guard_addr){0};            /* an unreadable one stays without family: refused */
        (void)guard_addr_parse(str_trim(json_text(json_at(ips, i))), &ret[n]);
        n++;
    }
    *ret_n = n;
    return n > 0 ? E_OK : E_NET;
}

/* The host as it stands in the text, for "dns" objects keyed by that. */
static struct str raw_host(struct arena *a, struct str url) {
    size_t at = str_find(url, STR("://"));
    struct str s = str_sub(url, at < url.n ? at + 3 : url.n, url.n);
    size_t n = 0;
    while (n < s.n && !strchr("/\\?#:", s.p[n])) {
        n++;
    }
    return arena_dup(a, str_sub(s, 0, n));
}

static const char *check_line(void *ud, const struct json_node *line, struct arena *a, struct buf *out) {
    const struct guard *g = ud;
    struct guard_verdict v;
    struct str url = json_text(json_get(line, "url"));
    const struct json_node *dns = json_get(line, "dns");
    if (!url.p) {
        return "\"url\" is missing or no string";
    }
    if (dns && json_kind(dns) != JSON_IS_OBJECT && json_kind(dns) != JSON_IS_NULL) {
        return "\"dns\" is no object";
    }
    struct line_dns own = {dns, a, raw_host(a, url)};
    struct guard_resolver resolver = {dns_lookup, &own};
    bool use_own = dns && json_kind(dns) == JSON_IS_OBJECT;
    guard_check_url(a, g, url, use_own ? &resolver : NULL, 5000, &v);
    buf_c(out, v.allow ? "{\"verdict\":\"allow\",\"reason\":" : "{\"verdict\":\"refuse\",\"reason\":");
    buf_json(out, str_of(v.allow ? "every address is public or allowed" : v.reason));
    buf_ch(out, '}');
    return NULL;
}

int cmd_url_check(int argc, char **argv) {
    static const struct cmd_spec spec = {
        .usage = "url check --jsonl [--allow-net CIDR]...",
        .help = "Says whether the outbound guard lets an address through. Connects to nothing.\n"
                "Reads lines {\"url\",\"dns\":{\"name\":[\"ip\"]}}; with \"dns\" its answers stand for the resolver's.\n"
                "Prints {\"verdict\":\"allow\"|\"refuse\",\"reason\"} for each; a bad line prints {\"error\"} and the\n"
                "exit code is 1 at the end.",
        .flags = {{"--jsonl", false, "JSON lines on standard input"}},
        .min_args = 1, .max_args = 1};
    struct cmd_env env;
    int code = cmd_begin(&env, &spec, argc, argv);
    if (code != CMD_GO_ON) {
        return code;
    }
    if (strcmp(env.args[0], "check") != 0 || !cmd_flag(&env, "--jsonl").p) {
        return cmd_wrong(&env, strcmp(env.args[0], "check") != 0 ? "no such command" : "--jsonl is missing", NULL);
    }
    struct guard g = {.n = 0};
    for (const char *const *net = config_list(&env.cfg, CFG_ALLOW_NET); *net; net++) {
        if (guard_allow(&g, str_of(*net))) {
            return cmd_wrong(&env, "--allow-net wants an address range such as 10.0.0.0/8", NULL);
        }
    }
    code = cmd_lines(check_line, &g);
    arena_free(env.arena);
    return code;
}
