/* company.c: see company.h. */
#include "app/company/company.h"

#include "app/brand/brand.h"
#include "app/charter/charter.h"
#include "app/company/hosts.h"
#include "app/company/palette.h"
#include "base/clock.h"
#include "event/event.h"
#include "sql_gen.h"
#include "text/url.h"

#define TIME_ZONE_DEFAULT "Europe/Paris"

const char *const languages[] = {"fr", "en", NULL};

bool language_known(struct str language) {
    for (const char *const *l = languages; *l; l++) {
        if (str_is(language, *l)) {
            return true;
        }
    }
    return false;
}

static const char *language_base(struct str wanted) {
    struct str base = str_sub(wanted, 0, str_chr(wanted, '-'));
    for (const char *const *l = languages; *l; l++) {
        if (str_ieq(base, str_of(*l))) {
            return *l;
        }
    }
    return NULL;
}

struct str language_pick(struct str wanted, struct str otherwise) {
    const char *l = language_base(wanted);
    if (!l) {
        l = language_base(otherwise);
    }
    return str_of(l ? l : languages[0]);
}

enum err company_get(struct tx *tx, struct company_info *ret) {
    struct sql_company_get_row row;
    enum err e = sql_company_get(tx, &row);
    if (e) {
        return e;
    }
    *ret = (struct company_info){.id = row.id, .name = row.name, .host = row.host, .short_host = row.short_host,
                                 .language = row.language, .time_zone = row.time_zone, .colour = row.colour,
                                 .palette = row.palette, .charter_version = row.charter_version,
                                 .created_at = row.created_at};
    return E_OK;
}

bool host_valid(struct str host) {
    struct str label;
    if (host.n == 0 || host.n > COMPANY_HOST_MAX || host.p[host.n - 1] == '.') {
        return false;
    }
    while (str_split(&host, '.', &label)) {
        if (label.n == 0 || label.n > 63 || label.p[0] == '-' || label.p[label.n - 1] == '-') {
            return false;
        }
        for (size_t i = 0; i < label.n; i++) {
            char c = label.p[i];
            if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) {
                return false;
            }
        }
    }
    return true;
}

static enum err bad(struct problems *errs, struct arena *arena, const char *at, const char *field, const char *what) {
    return err_set(errs, E_INVALID, arena_printf(arena, "%s/%s", at, field).p, "%s", what);
}

/* An internationalized name is stored as DNS knows it. */
bool company_host_tidy(struct arena *arena, struct str in, struct str *ret) {
    struct str name = str_trim(in);
    *ret = STR("");
    if (str_empty(name)) {
        return true;
    }
    *ret = url_host_ascii(arena, name);
    return ret->p && host_valid(*ret);
}

static enum err check_host(struct str *host, struct arena *arena, struct problems *errs, const char *at,
                           const char *field) {
    struct str ascii;
    if (!company_host_tidy(arena, *host, &ascii)) {
        return bad(errs, arena, at, field, "is not a host name such as share.example.com (no scheme, no port)");
    }
    *host = str_empty(ascii) ? STR_NULL : ascii;
    return E_OK;
}

bool company_name_tidy(struct arena *arena, struct str in, struct str *ret) {
    (void)arena;
    *ret = str_trim(in);
    if (str_empty(*ret) || !str_utf8_valid(*ret) || str_utf8_count(*ret) > COMPANY_NAME_MAX) {
        return false;
    }
    for (size_t i = 0; i < ret->n; i++) {
        if ((unsigned char)ret->p[i] < 0x20 || ret->p[i] == 0x7f) {
            return false;
        }
    }
    return true;
}

static enum err check_name(struct company_new *in, struct arena *arena, struct problems *errs, const char *at) {
    if (str_empty(str_trim(in->name))) {
        return bad(errs, arena, at, "name", "is empty");
    }
    return company_name_tidy(arena, in->name, &in->name)
               ? E_OK
               : bad(errs, arena, at, "name", "is longer than 80 characters, or has control characters");
}

bool company_zone_tidy(struct arena *arena, struct str in, struct str *ret) {
    (void)arena;
    *ret = str_trim(in);
    return time_zone_known(*ret);
}

bool company_colour_tidy(struct arena *arena, struct str in, struct str *ret) {
    struct str trimmed = str_trim(in);
    if (!colour_valid(trimmed)) {
        return false;
    }
    char *colour = arena_alloc(arena, COLOUR_LEN + 1);
    for (size_t i = 0; i < COLOUR_LEN; i++) {
        char c = trimmed.p[i];
        colour[i] = c >= 'a' && c <= 'f' ? (char)(c - 'a' + 'A') : c;
    }
    *ret = (struct str){colour, COLOUR_LEN};
    return true;
}

static enum err check_defaults(struct company_new *in, struct arena *arena, struct problems *errs, const char *at) {
    enum err e = E_OK;
    in->language = str_empty(in->language) ? str_of(languages[0]) : in->language;
    if (!language_known(in->language)) {
        e = bad(errs, arena, at, "language", "must be fr or en");
    }
    in->time_zone = str_empty(in->time_zone) ? STR(TIME_ZONE_DEFAULT) : in->time_zone;
    if (!company_zone_tidy(arena, in->time_zone, &in->time_zone)) {
        e = bad(errs, arena, at, "time_zone", "is not a time zone such as Europe/Paris");
    }
    in->colour = str_empty(in->colour) ? STR(COMPANY_COLOUR_DEFAULT) : in->colour;
    if (!company_colour_tidy(arena, in->colour, &in->colour)) {
        e = bad(errs, arena, at, "colour", "is not a colour such as #CC3A12");
    }
    return e;
}

enum err company_check(struct company_new *in, struct arena *arena, struct problems *errs, const char *at) {
    enum err name = check_name(in, arena, errs, at);
    enum err host = check_host(&in->host, arena, errs, at, "host");
    enum err short_host = check_host(&in->short_host, arena, errs, at, "short_host");
    enum err rest = check_defaults(in, arena, errs, at);
    if (!host && !short_host && in->host.p && in->short_host.p && str_eq(in->host, in->short_host)) {
        short_host = bad(errs, arena, at, "short_host", "must differ from the host");
    }
    return name || host || short_host || rest ? E_INVALID : E_OK;
}

static void forget_hosts(void *arg) {
    (void)arg;
    hosts_forget();
}

static struct str palette_json(struct arena *arena, struct str colour) {
    struct palette palette;
    struct buf json;
    palette_derive(colour, &palette);
    buf_init(&json, arena, 4096);
    palette_write(&json, &palette);
    return buf_view(&json);
}

static enum err insert(struct tx *tx, const struct company_new *in) {
    int64_t made = 0;
    enum err e = sql_company_insert(tx, &(struct sql_company_insert_in){
        .name = in->name, .host = in->host, .short_host = in->short_host, .language = in->language,
        .time_zone = in->time_zone, .colour = in->colour, .palette = palette_json(tx->arena, in->colour), .charter_version = 1,
        .created_at = in->now}, &made);
    if (e) {
        return e;
    }
    return made ? E_OK : err_set(tx->errs, E_EXISTS, "/host", "another company has this host name");
}

enum err company_create(struct tx *tx, const struct company_new *in) {
    struct brand brand;
    enum err e = insert(tx, in);
    if (!e) {
        e = brand_create(tx, in->name, in->now, &brand);
    }
    if (!e) {
        e = charter_create(tx, in->name, in->now);
    }
    if (!e) {
        e = event_record(tx, &(struct event){.kind = EV_COMPANY_CREATED, .at = in->now, .subject = tx->company});
    }
    if (!e) {
        tx_after_commit(tx, forget_hosts, NULL);
    }
    return e;
}

enum err company_set_hosts(struct tx *tx, struct str host, struct str short_host, int64_t now) {
    int64_t changed = 0;
    enum err e = check_host(&host, tx->arena, tx->errs, "", "host");
    if (!e) {
        e = check_host(&short_host, tx->arena, tx->errs, "", "short_host");
    }
    if (!e) {
        e = sql_company_hosts_set(tx, host, short_host, &changed);
    }
    if (e == E_EXISTS || e == E_CONFLICT) {
        return err_set(tx->errs, E_EXISTS, "/host", "another company has this host name");
    }
    if (!e && !changed) {
        e = E_NOT_FOUND;
    }
    if (!e) {
        e = event_record(tx, &(struct event){.kind = EV_COMPANY_CHANGED, .at = now, .subject = tx->company});
    }
    if (!e) {
        tx_after_commit(tx, forget_hosts, NULL);
    }
    return e;
}

struct str company_column_get(const struct company_info *c, enum company_column column) {
    switch (column) {
    case COMPANY_COL_NAME:
        return c->name;
    case COMPANY_COL_LANGUAGE:
        return c->language;
    case COMPANY_COL_TIME_ZONE:
        return c->time_zone;
    case COMPANY_COL_COLOUR:
        return c->colour;
    case COMPANY_COL_HOST:
        return c->host.p ? c->host : STR("");
    case COMPANY_COL_SHORT_HOST:
        return c->short_host.p ? c->short_host : STR("");
    case COMPANY_NO_COLUMN:
        break;
    }
    return STR("");
}

static void column_put(struct company_info *c, enum company_column column, struct str value) {
    struct str *const at[] = {[COMPANY_COL_NAME] = &c->name, [COMPANY_COL_LANGUAGE] = &c->language,
                              [COMPANY_COL_TIME_ZONE] = &c->time_zone, [COMPANY_COL_COLOUR] = &c->colour,
                              [COMPANY_COL_HOST] = &c->host, [COMPANY_COL_SHORT_HOST] = &c->short_host};
    bool host = column == COMPANY_COL_HOST || column == COMPANY_COL_SHORT_HOST;
    if (column != COMPANY_NO_COLUMN) {
        *at[column] = host && str_empty(value) ? STR_NULL : value;
    }
}

enum err company_column_set(struct tx *tx, enum company_column column, struct str value, const char *field) {
    struct company_info c;
    enum err e = company_get(tx, &c);
    if (e) {
        return e;
    }
    column_put(&c, column, value);
    if (c.host.p && c.short_host.p && str_eq(c.host, c.short_host)) {
        return err_set(tx->errs, E_INVALID, field, "the space and its short links need different host names");
    }
    int64_t changed = 0;
    e = sql_company_profile_set(tx, &(struct sql_company_profile_set_in){
        .name = c.name, .host = c.host, .short_host = c.short_host, .language = c.language, .time_zone = c.time_zone,
        .colour = c.colour, .palette = palette_json(tx->arena, c.colour)}, &changed);
    if (e == E_EXISTS || e == E_CONFLICT) {
        return err_set(tx->errs, E_EXISTS, field, "another company has this host name");
    }
    if (!e) {
        tx_after_commit(tx, forget_hosts, NULL);
    }
    return e;
}

enum err company_routes(struct tx *tx, struct company_route **ret, size_t *ret_n) {
    struct sql_company_routes_row *rows;
    size_t n;
    enum err e = sql_company_routes(tx, &rows, &n);
    if (e) {
        return e;
    }
    struct company_route *out = arena_array(tx->arena, struct company_route, n);
    for (size_t i = 0; i < n; i++) {
        out[i] = (struct company_route){rows[i].id, rows[i].host, rows[i].short_host};
    }
    *ret = out;
    *ret_n = n;
    return E_OK;
}
