/* feature.c: see feature.h. */
#include "app/company/feature.h"

#include "app/company/settings.h"

const struct feature features[FEATURE_COUNT] = {
    [FEATURE_DOCUMENTS] = {.name = "documents", .routes = {"/api/v1/files", "/api/v1/files/{id}"}, .kind = "document"},
    [FEATURE_JOBS] = {.name = "jobs", .kind = "job"},
    [FEATURE_MUST_READ] = {.name = "must_read", .routes = {"/api/v1/posts/{id}/confirmation"}},
    [FEATURE_POINTS] = {.name = "points", .routes = {"/api/v1/me/points"}, .places = {"/points"}},
    [FEATURE_REACTIONS] = {.name = "reactions", .routes = {"/api/v1/posts/{id}/reaction"}},
    [FEATURE_SAMPLES] = {.name = "samples", .routes = {"/api/v1/samples"}},
};

enum err features_off(struct tx *tx, unsigned *ret) {
    struct setting_values values;
    unsigned off = 0;
    enum err e = company_settings_read(tx, &values);
    for (size_t i = 0; !e && i < company_setting_count; i++) {
        struct str name = str_of(company_settings[i].name);
        if (!str_starts(name, STR("feature.")) || !str_is(values.value[i], "false")) {
            continue;
        }
        for (size_t k = 0; k < FEATURE_COUNT; k++) {
            off |= str_is(str_sub(name, 8, name.n), features[k].name) ? FEATURE_BIT(k) : 0;
        }
    }
    if (!e) {
        *ret = off;
    }
    return e;
}

bool feature_kind_off(unsigned off, struct str kind) {
    for (size_t i = 0; off && i < FEATURE_COUNT; i++) {
        if ((off & FEATURE_BIT(i)) && features[i].kind && str_is(kind, features[i].kind)) {
            return true;
        }
    }
    return false;
}

enum err feature_check_kind(struct tx *tx, struct str kind, const char *pointer) {
    unsigned off;
    enum err e = features_off(tx, &off);
    if (!e && feature_kind_off(off, kind)) {
        e = err_set(tx->errs, E_FEATURE_OFF, pointer, "posts of this kind are switched off in this space");
    }
    return e;
}

enum err feature_check(struct tx *tx, enum feature_id id) {
    unsigned off;
    enum err e = features_off(tx, &off);
    if (!e && (off & FEATURE_BIT(id))) {
        e = err_set(tx->errs, E_FEATURE_OFF, "", "%s is switched off in this space", features[id].name);
    }
    return e;
}
