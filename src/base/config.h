/* config.h: the operator's settings: one table with types, defaults and help; values from a file, the environment and flags.
 *
 * Order, later wins: default, file (`--config FILE` or PORTEVOIX_CONFIG; lines `name = value`, `#` comments), environment
 * (PORTEVOIX_PUBLIC_URL), flag (`--public-url`). `portevoix settings` prints the table with the values in force; a test
 * compares it with docs/operations.md. Company settings are another table (app/company/settings.c). */
#ifndef PV_BASE_CONFIG_H
#define PV_BASE_CONFIG_H

#include "base/err.h"

enum config_type { CONFIG_TEXT, CONFIG_INT, CONFIG_BOOL, CONFIG_LIST };

/* X(symbol, name, type, default, min, max, secret, help) */
#define CONFIG_SETTINGS(X) \
    X(CFG_CONFIG, "config", CONFIG_TEXT, "", 0, 0, false, "settings file to read") \
    X(CFG_DATA, "data", CONFIG_TEXT, "data", 0, 0, false, "folder for the database file, click store, keys and media") \
    X(CFG_DB, "db", CONFIG_TEXT, "", 0, 0, false, \
      "database: sqlite:FILE or postgres://USER@HOST/NAME; empty means sqlite:DATA/portevoix.db") \
    X(CFG_LISTEN, "listen", CONFIG_TEXT, "127.0.0.1:8080", 0, 0, false, "address and port to serve on") \
    X(CFG_PUBLIC_URL, "public-url", CONFIG_TEXT, "", 0, 0, false, \
      "address people use, such as https://share.example.com; empty means the company's own host") \
    X(CFG_TRUST_PROXY, "trust-proxy", CONFIG_LIST, "", 0, 0, false, \
      "address ranges (CIDR) of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed") \
    X(CFG_ALLOW_NET, "allow-net", CONFIG_LIST, "", 0, 0, false, \
      "private address ranges (CIDR) that the outbound guard lets through; none by default") \
    X(CFG_BLUESKY_URL, "bluesky-url", CONFIG_TEXT, "https://bsky.social", 0, 0, false, \
      "service that is asked which account a Bluesky handle names") \
    X(CFG_PLC_URL, "plc-url", CONFIG_TEXT, "https://plc.directory", 0, 0, false, \
      "directory of Bluesky's accounts (did:plc), which tells on which server each one is") \
    X(CFG_SMTP_URL, "smtp-url", CONFIG_TEXT, "", 0, 0, false, \
      "mail server: smtps://HOST:465 or smtp://HOST:587; empty means no mail is sent") \
    X(CFG_SMTP_USER, "smtp-user", CONFIG_TEXT, "", 0, 0, false, "user name at the mail server") \
    X(CFG_SMTP_PASSWORD, "smtp-password", CONFIG_TEXT, "", 0, 0, true, "password at the mail server") \
    X(CFG_MAIL_FROM, "mail-from", CONFIG_TEXT, "", 0, 0, false, "sender of all mails, such as share@example.com") \
    X(CFG_WORKERS, "workers", CONFIG_INT, "64", 1, 512, false, "threads that run what waits: writes, mail, hashing") \
    X(CFG_EPOLL_THREADS, "epoll-threads", CONFIG_INT, "0", 0, 64, false, "threads that read and answer; 0 means one a core") \
    X(CFG_JOB_THREADS, "job-threads", CONFIG_INT, "4", 1, 64, false, "threads that run jobs: polling, mails") \
    X(CFG_SEND_THREADS, "send-threads", CONFIG_INT, "32", 2, 64, false, "threads that publish shares through linked accounts") \
    X(CFG_CLICK_DURABLE, "click-durable", CONFIG_BOOL, "true", 0, 0, false, \
      "commit a click before answering it; false answers first and may lose the last clicks on a crash") \
    X(CFG_RATE_LIMITS, "rate-limits", CONFIG_BOOL, "true", 0, 0, false, "limit how often a client may ask; off for benches only") \
    X(CFG_METRICS_TOKEN, "metrics-token", CONFIG_TEXT, "", 0, 0, true, \
      "bearer token for /metrics; empty means loopback clients only") \
    X(CFG_LOG_LEVEL, "log-level", CONFIG_TEXT, "info", 0, 0, false, "debug, info, warn or error")

enum config_key {
#define X(sym, name, type, def, min, max, secret, help) sym,
    CONFIG_SETTINGS(X)
#undef X
    CFG_COUNT
};

struct config_setting {
    const char *name;
    enum config_type type;
    const char *def;
    int64_t min, max;
    bool secret;
    const char *help;
};
extern const struct config_setting config_settings[CFG_COUNT];

enum { CONFIG_LIST_MAX = 32 };

struct config {
    struct arena *arena;
    struct str value[CFG_COUNT];          /* lists: comma-separated */
    const char *origin[CFG_COUNT];        /* "default", "file", "environment", "flag" */
};

/* Takes the settings' flags out of argv (leaves the rest in place, updates *argc) and loads all. Reports every fault. */
enum err config_load(struct config *c, struct arena *arena, int *argc, char **argv, struct problems *errs) MUST_USE;
struct str config_text(const struct config *c, enum config_key key);
int64_t config_int(const struct config *c, enum config_key key);
bool config_bool(const struct config *c, enum config_key key);
/* NULL-terminated array of C strings. */
const char *const *config_list(const struct config *c, enum config_key key);

#endif
