/* company_api.c: see company_api.h. */
#include "app/company/company_api.h"

#include "app/company/company.h"
#include "app/company/feature.h"
#include "app/company/hosts.h"
#include "app/company/palette.h"
#include "app/company/setup.h"
#include "app/logo/logo.h"
#include "app/member/member.h"
#include "app/session/me.h"
#include "app/session/password.h"

static const char *const link_values[] = {"mail", "console", "none", NULL};

/* Only for the schema: the palette is stored as JSON and sent as it is. */
struct palette_out {
    struct json_list shades;
    struct str label, dark_label;
    int64_t text, dark_text, dark_fill;
    bool adjusted;
    double label_ratio, text_ratio;
};
static const struct json_field palette_fields[] = {
    {.name = "shades", .type = JSON_T_STRS, .off = offsetof(struct palette_out, shades), .flags = JSON_REQUIRED,
     .help = "Ten, from almost paper to ink; number 6 is the company's colour."},
    {.name = "label", .type = JSON_T_STR, .off = offsetof(struct palette_out, label), .flags = JSON_REQUIRED,
     .help = "Text on shade 6."},
    {.name = "text", .type = JSON_T_I64, .off = offsetof(struct palette_out, text), .flags = JSON_REQUIRED,
     .help = "Index of the shade for text on light ground."},
    {.name = "dark_text", .type = JSON_T_I64, .off = offsetof(struct palette_out, dark_text), .flags = JSON_REQUIRED},
    {.name = "dark_fill", .type = JSON_T_I64, .off = offsetof(struct palette_out, dark_fill), .flags = JSON_REQUIRED},
    {.name = "dark_label", .type = JSON_T_STR, .off = offsetof(struct palette_out, dark_label), .flags = JSON_REQUIRED},
    {.name = "adjusted", .type = JSON_T_BOOL, .off = offsetof(struct palette_out, adjusted), .flags = JSON_REQUIRED,
     .help = "The colour had to be darkened so that a label can be read on it."},
    {.name = "label_ratio", .type = JSON_T_F64, .off = offsetof(struct palette_out, label_ratio),
     .flags = JSON_REQUIRED, .help = "Contrast of the label on shade 6."},
    {.name = "text_ratio", .type = JSON_T_F64, .off = offsetof(struct palette_out, text_ratio), .flags = JSON_REQUIRED},
    {0}};
const struct json_shape palette_shape = {"palette", sizeof(struct palette_out), palette_fields};

struct palette_query {
    struct str colour;
};
static const struct json_field palette_query_fields[] = {
    {.name = "colour", .type = JSON_T_STR, .off = offsetof(struct palette_query, colour), .flags = JSON_REQUIRED,
     .max = COLOUR_LEN, .help = "#RRGGBB"},
    {0}};
const struct json_shape palette_query_shape = {"palette_query", sizeof(struct palette_query), palette_query_fields};

struct space_logo {
    struct str url;
    int64_t width, height;
};
#define LOGO(m) offsetof(struct space_logo, m)
static const struct json_field space_logo_fields[] = {
    {.name = "url", .type = JSON_T_STR, .off = LOGO(url), .flags = JSON_REQUIRED},
    {.name = "width", .type = JSON_T_I64, .off = LOGO(width), .flags = JSON_REQUIRED},
    {.name = "height", .type = JSON_T_I64, .off = LOGO(height), .flags = JSON_REQUIRED},
    {0}};
static const struct json_shape space_logo_shape = {"space_logo", sizeof(struct space_logo), space_logo_fields};

struct space_off {
    struct str name;
    struct json_list places, kinds;      /* of struct str */
};
#define OFF(m) offsetof(struct space_off, m)
static const struct json_field space_off_fields[] = {
    {.name = "name", .type = JSON_T_STR, .off = OFF(name), .flags = JSON_REQUIRED},
    {.name = "places", .type = JSON_T_STRS, .off = OFF(places), .flags = JSON_REQUIRED, .help = "Addresses of the app that are not there."},
    {.name = "kinds", .type = JSON_T_STRS, .off = OFF(kinds), .flags = JSON_REQUIRED, .help = "Kinds of posts that are not there."},
    {0}};
static const struct json_shape space_off_shape = {"space_off", sizeof(struct space_off), space_off_fields};

struct space_company {
    struct json_list off;        /* of struct space_off */
    struct str name, language, time_zone, colour, palette;
    bool has_light, has_dark, has_icon;
    struct space_logo light, dark, icon;
};
static const struct json_field space_company_fields[] = {
    {.name = "name", .type = JSON_T_STR, .off = offsetof(struct space_company, name), .flags = JSON_REQUIRED},
    {.name = "language", .type = JSON_T_ENUM, .off = offsetof(struct space_company, language), .flags = JSON_REQUIRED,
     .values = languages},
    {.name = "time_zone", .type = JSON_T_STR, .off = offsetof(struct space_company, time_zone), .flags = JSON_REQUIRED},
    {.name = "colour", .type = JSON_T_STR, .off = offsetof(struct space_company, colour), .flags = JSON_REQUIRED},
    {.name = "palette", .type = JSON_T_RAW, .off = offsetof(struct space_company, palette), .flags = JSON_REQUIRED,
     .sub = &palette_shape},
    {.name = "features_off", .type = JSON_T_LIST, .off = offsetof(struct space_company, off), .flags = JSON_REQUIRED,
     .sub = &space_off_shape, .help = "What is switched off here: its routes answer feature-off."},
    {.name = "logo", .type = JSON_T_OBJ, .off = offsetof(struct space_company, light), .flags = JSON_NULLABLE,
     .has = JSON_HAS(space_company, has_light), .sub = &space_logo_shape, .help = "For light ground."},
    {.name = "logo_dark", .type = JSON_T_OBJ, .off = offsetof(struct space_company, dark), .flags = JSON_NULLABLE,
     .has = JSON_HAS(space_company, has_dark), .sub = &space_logo_shape, .help = "For dark ground."},
    {.name = "icon", .type = JSON_T_OBJ, .off = offsetof(struct space_company, icon), .flags = JSON_NULLABLE,
     .has = JSON_HAS(space_company, has_icon), .sub = &space_logo_shape, .help = "Square, where the logo is not."},
    {0}};
static const struct json_shape space_company_shape = {"space_company", sizeof(struct space_company),
                                                      space_company_fields};

struct space_out {
    bool setup_needed, has_company;
    struct space_company company;
    bool signed_in, mail;
    struct str version, sign_in_link;
};
static const struct json_field space_fields[] = {
    {.name = "setup_needed", .type = JSON_T_BOOL, .off = offsetof(struct space_out, setup_needed),
     .flags = JSON_REQUIRED, .help = "There is no company yet: the first start is open to who has its token."},
    {.name = "company", .type = JSON_T_OBJ, .off = offsetof(struct space_out, company), .flags = JSON_NULLABLE,
     .has = JSON_HAS(space_out, has_company), .sub = &space_company_shape},
    {.name = "signed_in", .type = JSON_T_BOOL, .off = offsetof(struct space_out, signed_in), .flags = JSON_REQUIRED},
    {.name = "version", .type = JSON_T_STR, .off = offsetof(struct space_out, version), .flags = JSON_REQUIRED},
    {.name = "mail", .type = JSON_T_BOOL, .off = offsetof(struct space_out, mail), .flags = JSON_REQUIRED,
     .help = "Mail can be sent."},
    {.name = "sign_in_link", .type = JSON_T_ENUM, .off = offsetof(struct space_out, sign_in_link),
     .flags = JSON_REQUIRED, .values = link_values, .help = "Where a sign-in link goes."},
    {0}};
const struct json_shape space_shape = {"space", sizeof(struct space_out), space_fields};

struct space_read {
    struct company_info company;
    struct logo_set logos;
    unsigned off;
};

static enum err company_tx(struct tx *tx, const void *args, void *ret) {
    struct space_read *r = ret;
    (void)args;
    enum err e = company_get(tx, &r->company);
    e = e ? e : logo_read(tx, &r->logos);
    return e ? e : features_off(tx, &r->off);
}

static struct json_list texts_of(struct arena *a, const char *const *list, size_t max) {
    struct str *out = arena_array(a, struct str, max);
    size_t n = 0;
    for (; n < max && list[n]; n++) {
        out[n] = str_of(list[n]);
    }
    return (struct json_list){out, n};
}

static struct json_list off_out(struct arena *a, unsigned off) {
    struct space_off *out = arena_array(a, struct space_off, FEATURE_COUNT);
    size_t n = 0;
    for (size_t i = 0; i < FEATURE_COUNT; i++) {
        if (off & FEATURE_BIT(i)) {
            out[n++] = (struct space_off){str_of(features[i].name), texts_of(a, features[i].places, FEATURE_PLACES_MAX),
                                          texts_of(a, &features[i].kind, 1)};
        }
    }
    return (struct json_list){out, n};
}

static bool logo_out(struct arena *a, const struct logo *l, struct space_logo *ret) {
    *ret = (struct space_logo){logo_address(a, l), l->width, l->height};
    return l->etag.p != NULL;
}

static enum err fill_company(struct rq *rq, struct space_out *out) {
    struct space_read r;
    enum err e = db_read(&rq->cx, company_tx, NULL, &r, sizeof r);
    if (!e) {
        const struct company_info *c = &r.company;
        struct space_company *s = &out->company;
        out->has_company = true;
        *s = (struct space_company){.off = off_out(rq->arena, r.off), .name = c->name, .language = c->language,
                                    .time_zone = c->time_zone, .colour = c->colour, .palette = c->palette};
        s->has_light = logo_out(rq->arena, &r.logos.light, &s->light);
        s->has_dark = logo_out(rq->arena, &r.logos.dark, &s->dark);
        s->has_icon = logo_out(rq->arena, &r.logos.icon, &s->icon);
    }
    return e;
}

enum err space_get(struct rq *rq) {
    const struct session_options *opt = session_options();
    struct space_out out = {.signed_in = rq->who.member != 0, .mail = opt->mail != NULL, .version = STR(PV_VERSION),
                            .sign_in_link = str_of(opt->mail ? "mail" : opt->console ? "console" : "none")};
    enum err e;
    if (rq->space.company) {
        e = fill_company(rq, &out);
    } else {
        size_t companies = 0;
        e = hosts_count(&rq->cx, &companies);
        out.setup_needed = companies == 0;
        e = e || out.setup_needed ? e : E_UNKNOWN_HOST;
    }
    return e ? e : reply_json(rq, 200, &space_shape, &out);
}

enum err palette_get(struct rq *rq) {
    const struct palette_query *in = rq->query;
    struct palette palette;
    struct buf b;
    if (!colour_valid(in->colour)) {
        return err_set(&rq->errs, E_INVALID, "?colour", "is not a colour such as #CC3A12");
    }
    palette_derive(in->colour, &palette);
    buf_init(&b, rq->arena, 4096);
    palette_write(&b, &palette);
    return reply_buf(rq, 200, "application/json", &b);
}

/* ---- first start ---- */

struct setup_admin_in {
    struct str email, first_name, last_name, password;
};
static const struct json_field setup_admin_fields[] = {
    {.name = "email", .type = JSON_T_STR, .off = offsetof(struct setup_admin_in, email),
     .flags = JSON_REQUIRED | JSON_TRIM, .max = MEMBER_EMAIL_MAX},
    {.name = "first_name", .type = JSON_T_STR, .off = offsetof(struct setup_admin_in, first_name),
     .flags = JSON_REQUIRED | JSON_TRIM, .max = MEMBER_NAME_MAX},
    {.name = "last_name", .type = JSON_T_STR, .off = offsetof(struct setup_admin_in, last_name),
     .flags = JSON_REQUIRED | JSON_TRIM, .max = MEMBER_NAME_MAX},
    {.name = "password", .type = JSON_T_STR, .off = offsetof(struct setup_admin_in, password), .flags = JSON_NULLABLE,
     .max = PASSWORD_MAX, .help = "Without one, sign-in goes by mailed link."},
    {0}};
static const struct json_shape setup_admin_shape = {"setup_admin", sizeof(struct setup_admin_in), setup_admin_fields};

struct setup_in {
    struct str token, name, language, time_zone, colour;
    struct setup_admin_in admin;
};
static const struct json_field setup_fields[] = {
    {.name = "token", .type = JSON_T_STR, .off = offsetof(struct setup_in, token), .flags = JSON_REQUIRED | JSON_TRIM,
     .max = 200, .help = "From the link on the server's console; it works once."},
    {.name = "name", .type = JSON_T_STR, .off = offsetof(struct setup_in, name), .flags = JSON_REQUIRED | JSON_TRIM,
     .min = 1, .max = COMPANY_NAME_MAX},
    {.name = "language", .type = JSON_T_ENUM, .off = offsetof(struct setup_in, language), .flags = JSON_REQUIRED,
     .values = languages},
    {.name = "time_zone", .type = JSON_T_STR, .off = offsetof(struct setup_in, time_zone),
     .flags = JSON_REQUIRED | JSON_TRIM, .max = 64},
    {.name = "colour", .type = JSON_T_STR, .off = offsetof(struct setup_in, colour), .flags = JSON_REQUIRED | JSON_TRIM,
     .max = COLOUR_LEN},
    {.name = "admin", .type = JSON_T_OBJ, .off = offsetof(struct setup_in, admin), .flags = JSON_REQUIRED,
     .sub = &setup_admin_shape},
    {0}};
const struct json_shape setup_shape = {"setup", sizeof(struct setup_in), setup_fields};

struct enter_args {
    int64_t admin;
    struct session_from from;
};

struct entered {
    struct session_made session;
    struct me me;
};

/* The first admin sits at the console: whoever holds its token may enter, with or without a password. */
static enum err enter_tx(struct tx *tx, const void *args, void *ret) {
    const struct enter_args *a = args;
    struct entered *out = ret;
    enum err e = member_joined(tx, a->admin, a->from.now);
    if (!e) {
        e = session_create(tx, a->admin, &a->from, &out->session);
    }
    return e ? e : me_read(tx, a->admin, &out->me);
}

static enum err enter(struct rq *rq, const struct setup_done *done) {
    struct db_cx cx = rq->cx;
    struct enter_args args = {done->admin, session_from_rq(rq)};
    struct entered out;
    cx.role = DB_APP;
    cx.company = done->company;
    enum err e = db_tx(&cx, enter_tx, &args, &out, sizeof out);
    return e ? e : me_reply(rq, 201, &out.session, &out.me);
}

static enum err found(struct rq *rq, const struct setup_in *in, struct setup_done *ret) {
    size_t companies = 0;
    enum err e = hosts_count(&rq->cx, &companies);
    if (!e && companies) {
        e = err_set(&rq->errs, E_STATE, "", "a company exists already");
    }
    if (e) {
        return e;
    }
    struct setup_new new = {.company = {.name = in->name, .language = in->language, .time_zone = in->time_zone,
                                        .colour = in->colour, .now = rq->now},
                            .email = in->admin.email, .first_name = in->admin.first_name,
                            .last_name = in->admin.last_name, .password = in->admin.password, .company_at = "",
                            .admin_at = "/admin"};
    return setup_run(&rq->cx, &new, ret);
}

enum err setup_post(struct rq *rq) {
    const struct setup_in *in = rq->body;
    struct setup_done done;
    if (!setup_token_claim(in->token)) {
        return err_set(&rq->errs, E_FORBIDDEN, "/token",
                       "is not the token on the server's console, or was used already");
    }
    enum err e = found(rq, in, &done);
    setup_token_release(!e);
    return e ? e : enter(rq, &done);
}
