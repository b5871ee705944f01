/* offered.c: see offered.h. */
#include "app/company/offered.h"

#include "sql_gen.h"

#define PREFIX "network."

static bool switched_off(const struct sql_company_network_settings_row *rows, size_t n, const char *network) {
    for (size_t i = 0; i < n; i++) {
        if (str_is(str_sub(rows[i].name, sizeof PREFIX - 1, rows[i].name.n), network)) {
            return str_is(rows[i].value, "false");
        }
    }
    return false;
}

enum err networks_offered(struct tx *tx, const struct network *const **ret, size_t *ret_n) {
    struct sql_company_network_settings_row *rows;
    size_t n, found = 0;
    enum err e = sql_company_network_settings(tx, &rows, &n);
    if (e) {
        return e;
    }
    const struct network **out = arena_array(tx->arena, const struct network *, network_count + 1);
    for (size_t i = 0; i < network_count; i++) {
        if (!switched_off(rows, n, networks[i]->name)) {
            out[found++] = networks[i];
        }
    }
    *ret = out;
    *ret_n = found;
    return E_OK;
}

enum err network_check_offered(struct tx *tx, const struct network *n, const char *field) {
    const struct network *const *offered;
    size_t offered_n;
    enum err e = networks_offered(tx, &offered, &offered_n);
    if (e) {
        return e;
    }
    for (size_t i = 0; i < offered_n; i++) {
        if (offered[i] == n) {
            return E_OK;
        }
    }
    return err_set(tx->errs, E_INVALID, field, "%s is switched off in this company", n->title);
}
