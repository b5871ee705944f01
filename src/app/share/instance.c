/* instance.c: the server a person shares to on a network that stands on many, asked once and remembered. See share.h. */
#include "app/share/share.h"

#include "sql_gen.h"

enum err share_instance(struct tx *tx, int64_t person, const struct network *n, struct str *ret) {
    struct sql_instance_get_row row = {.host = STR("")};
    enum err e = E_OK;
    if (n->caps & NETWORK_INSTANCE) {
        e = sql_instance_get(tx, person, str_of(n->name), &row);
        e = e == E_NOT_FOUND ? E_OK : e;
    }
    if (!e) {
        *ret = row.host.p ? row.host : STR("");
    }
    return e;
}

enum err share_instance_given(struct tx *tx, const struct share_new *in) {
    struct str known, host;
    if (!(in->network->caps & NETWORK_INSTANCE)) {
        return in->instance.n ? err_set(tx->errs, E_INVALID, "/instance", "%s has one server only", in->network->title)
                              : E_OK;
    }
    enum err e = share_instance(tx, in->person, in->network, &known);
    if (e) {
        return e;
    }
    if (str_empty(in->instance)) {
        return known.n ? E_OK : err_set(tx->errs, E_INVALID, "/instance", "name your %s server", in->network->title);
    }
    e = network_instance(in->instance, tx->arena, tx->errs, "/instance", &host);
    return e || str_eq(host, known) ? e : sql_instance_put(tx, in->person, str_of(in->network->name), host, in->now);
}
