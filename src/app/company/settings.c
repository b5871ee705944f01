/* settings.c: the table of company settings and how one is read and stored. See settings.h. */
#include "app/company/settings.h"

#include "base/buf.h"
#include "base/clock.h"
#include "event/event.h"
#include "sql_gen.h"

static const char *const relations[] = {"employee", "director", "contractor", "agency", NULL};

const struct company_setting company_settings[] = {
    {"disclosure.relation", SETTING_CHOICE, "employee", 0, 0, relations,
     "How members stand to the company; chooses the wording of the disclosure."},
    {"network.bluesky", SETTING_BOOL, "true", 0, 0, NULL, "Bluesky is offered for sharing."},
    {"network.copy", SETTING_BOOL, "true", 0, 0, NULL, "Copying the text is offered for sharing."},
    {"network.email", SETTING_BOOL, "true", 0, 0, NULL, "E-mail is offered for sharing."},
    {"network.facebook", SETTING_BOOL, "true", 0, 0, NULL, "Facebook is offered for sharing."},
    {"network.linkedin", SETTING_BOOL, "true", 0, 0, NULL, "LinkedIn is offered for sharing."},
    {"network.mastodon", SETTING_BOOL, "true", 0, 0, NULL, "Mastodon is offered for sharing."},
    {"network.telegram", SETTING_BOOL, "true", 0, 0, NULL, "Telegram is offered for sharing."},
    {"network.threads", SETTING_BOOL, "true", 0, 0, NULL, "Threads is offered for sharing."},
    {"network.whatsapp", SETTING_BOOL, "true", 0, 0, NULL, "WhatsApp is offered for sharing."},
    {"network.x", SETTING_BOOL, "true", 0, 0, NULL, "X is offered for sharing."},
    {"network.xing", SETTING_BOOL, "true", 0, 0, NULL, "XING is offered for sharing."},
    {"post.archive_days", SETTING_I64, "60", 0, 3650, NULL,
     "Days after which a post leaves the feed for the archive, unless it is featured, pinned or to be confirmed; 0: never."},
    {"share.clone_cap", SETTING_I64, "10", 1, 1000, NULL,
     "Most shares of one post within the clone window, company-wide; the rest are asked to wait."},
    {"share.clone_window_s", SETTING_I64, "600", 60, 86400, NULL, "The clone window in seconds."},
    {"share.daily_cap", SETTING_I64, "5", 1, 50, NULL, "Most shares a person makes on one local day."},
};
const size_t company_setting_count = sizeof company_settings / sizeof company_settings[0];

const struct company_setting *company_setting_find(struct str name) {
    for (size_t i = 0; i < company_setting_count; i++) {
        if (str_is(name, company_settings[i].name)) {
            return &company_settings[i];
        }
    }
    return NULL;
}

static bool choice_known(const char *const *choices, struct str value) {
    for (; *choices; choices++) {
        if (str_is(value, *choices)) {
            return true;
        }
    }
    return false;
}

static bool value_valid(const struct company_setting *s, struct str value) {
    int64_t v;
    switch (s->type) {
    case SETTING_I64:
        return str_to_i64(value, &v) && v >= s->min && v <= s->max;
    case SETTING_BOOL:
        return str_is(value, "true") || str_is(value, "false");
    case SETTING_CHOICE:
        return choice_known(s->choices, value);
    }
    return false;
}

/* A stored value that the table no longer allows (a limit was narrowed) gives way to the default. */
enum err company_setting_raw(struct tx *tx, const char *name, struct str *ret) {
    const struct company_setting *s = company_setting_find(str_of(name));
    if (BUG_ON(!s)) {
        return E_INTERNAL;
    }
    struct sql_company_setting_get_row row;
    enum err e = sql_company_setting_get(tx, str_of(name), &row);
    if (e && e != E_NOT_FOUND) {
        return e;
    }
    *ret = !e && value_valid(s, row.value) ? row.value : str_of(s->fallback);
    return E_OK;
}

static enum err value_of(struct tx *tx, const char *name, enum setting_type type, struct str *ret) {
    const struct company_setting *s = company_setting_find(str_of(name));
    if (BUG_ON(s && s->type != type)) {
        return E_INTERNAL;
    }
    return company_setting_raw(tx, name, ret);
}

enum err company_setting_i64(struct tx *tx, const char *name, int64_t *ret) {
    struct str text;
    enum err e = value_of(tx, name, SETTING_I64, &text);
    if (e) {
        return e;
    }
    return str_to_i64(text, ret) ? E_OK : E_INTERNAL;
}

enum err company_setting_bool(struct tx *tx, const char *name, bool *ret) {
    struct str text;
    enum err e = value_of(tx, name, SETTING_BOOL, &text);
    if (e) {
        return e;
    }
    *ret = str_is(text, "true");
    return E_OK;
}

enum err company_setting_text(struct tx *tx, const char *name, struct str *ret) {
    return value_of(tx, name, SETTING_CHOICE, ret);
}

static enum err refuse(struct tx *tx, const struct company_setting *s) {
    struct buf b;
    switch (s->type) {
    case SETTING_I64:
        return err_set(tx->errs, E_INVALID, "/value", "must be a number from %lld to %lld", (long long)s->min,
                       (long long)s->max);
    case SETTING_BOOL:
        return err_set(tx->errs, E_INVALID, "/value", "must be true or false");
    case SETTING_CHOICE:
        break;
    }
    buf_init(&b, tx->arena, 1000);
    for (const char *const *c = s->choices; *c; c++) {
        buf_printf(&b, "%s%s", c == s->choices ? "" : ", ", *c);
    }
    return err_set(tx->errs, E_INVALID, "/value", "must be one of %s", buf_view(&b).p);
}

enum err company_setting_set(struct tx *tx, struct str name, struct str value, int64_t now) {
    const struct company_setting *s = company_setting_find(name);
    if (!s) {
        return err_set(tx->errs, E_NOT_FOUND, "/name", "there is no setting %.*s", STRF(name));
    }
    if (!value_valid(s, value)) {
        return refuse(tx, s);
    }
    enum err e = sql_company_setting_put(tx, name, value, now);
    if (e) {
        return e;
    }
    return event_record(tx, &(struct event){.kind = EV_COMPANY_CHANGED, .at = now, .subject = tx->company});
}
