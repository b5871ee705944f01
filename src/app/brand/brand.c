/* brand.c: see brand.h. */
#include "app/brand/brand.h"

#include "base/id.h"
#include "sql_gen.h"

enum err brand_list(struct tx *tx, struct brand **ret, size_t *ret_n) {
    struct sql_brand_list_row *rows;
    size_t n;
    enum err e = sql_brand_list(tx, &rows, &n);
    if (e) {
        return e;
    }
    struct brand *out = arena_array(tx->arena, struct brand, n);
    for (size_t i = 0; i < n; i++) {
        out[i] = (struct brand){rows[i].id, rows[i].name};
    }
    *ret = out;
    *ret_n = n;
    return E_OK;
}

enum err brand_find(struct tx *tx, int64_t id, const char *field, struct brand *ret) {
    if (id) {
        struct sql_brand_get_row row;
        enum err e = sql_brand_get(tx, id, &row);
        if (e == E_NOT_FOUND) {
            return err_set(tx->errs, E_INVALID, field, "no such brand");
        }
        if (!e) {
            *ret = (struct brand){row.id, row.name};
        }
        return e;
    }
    struct brand *all;
    size_t n;
    enum err e = brand_list(tx, &all, &n);
    if (e) {
        return e;
    }
    if (n == 0) {
        return err_set(tx->errs, E_INVALID, field, "the company has no brand yet");
    }
    *ret = all[0];
    return E_OK;
}

enum err brand_create(struct tx *tx, struct str name, int64_t now, struct brand *ret) {
    struct brand *all;
    size_t n;
    enum err e = brand_list(tx, &all, &n);
    if (e) {
        return e;
    }
    for (size_t i = 0; i < n; i++) {
        if (str_ieq(all[i].name, name)) {
            return err_set(tx->errs, E_EXISTS, "/name", "there is a brand of this name");
        }
    }
    if (n >= BRANDS_MAX) {
        return err_set(tx->errs, E_LIMIT, "", "a company has at most %d brands", BRANDS_MAX);
    }
    int64_t id = id_new();
    e = sql_brand_insert(tx, id, name, now);
    if (!e) {
        *ret = (struct brand){id, name};
    }
    return e;
}
