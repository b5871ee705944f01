/* ledger.c: reading the ledger: balances, pages, sums. See points.h; entries are made in points.c alone. */
#include "app/points/points.h"

#include "sql_gen.h"

/* 0 when the person has no account yet. */
static enum err account_of(struct tx *tx, int64_t person, int64_t *ret) {
    struct sql_account_find_row *rows;
    size_t n;
    enum err e = sql_account_find(tx, STR("person"), person, &rows, &n);
    if (!e) {
        *ret = n ? rows[0].id : 0;
    }
    return e;
}

enum err points_balance(struct tx *tx, int64_t person, struct points_balance *ret) {
    int64_t account;
    struct sql_ledger_received_row in = {0};
    struct sql_ledger_given_row out = {0};
    enum err e = account_of(tx, person, &account);
    if (!e && account) {
        e = sql_ledger_received(tx, account, &in);
    }
    if (!e && account) {
        e = sql_ledger_given(tx, account, &out);
    }
    if (!e) {
        *ret = (struct points_balance){in.amount - out.amount, in.amount};
    }
    return e;
}

static enum err balance_until(struct tx *tx, int64_t account, int64_t id, int64_t *ret) {
    struct sql_ledger_received_until_row in;
    struct sql_ledger_given_until_row out;
    enum err e = sql_ledger_received_until(tx, account, id, &in);
    if (!e) {
        e = sql_ledger_given_until(tx, account, id, &out);
    }
    if (!e) {
        *ret = in.amount - out.amount;
    }
    return e;
}

enum err points_entries(struct tx *tx, int64_t person, int64_t before, int64_t limit, struct points_entry **ret,
                        size_t *ret_n) {
    int64_t account, balance = 0;
    struct sql_ledger_page_row *rows = NULL;
    size_t n = 0;
    enum err e = account_of(tx, person, &account);
    if (!e && account) {
        e = sql_ledger_page(tx, account, before, limit, &rows, &n);
    }
    if (!e && n) {
        e = balance_until(tx, account, rows[0].id, &balance);
    }
    if (e) {
        return e;
    }
    struct points_entry *out = arena_array(tx->arena, struct points_entry, n + 1);
    for (size_t i = 0; i < n; i++) {
        const struct sql_ledger_page_row *r = &rows[i];
        int64_t amount = r->debit_id == account ? -r->amount : r->amount;
        out[i] = (struct points_entry){.id = r->id, .at = r->at, .amount = amount, .balance = balance, .rule = r->rule,
                                       .rule_version = r->rule_version, .subject = r->subject_id,
                                       .network = r->network, .post_title = r->post_title, .detail = r->detail};
        balance -= amount;
    }
    *ret = out;
    *ret_n = n;
    return E_OK;
}

enum err points_by_subject(struct tx *tx, int64_t person, int64_t first, int64_t last, struct points_sum **ret,
                           size_t *ret_n) {
    int64_t account;
    struct sql_ledger_by_subject_row *rows = NULL;
    size_t n = 0;
    enum err e = account_of(tx, person, &account);
    if (!e && account) {
        e = sql_ledger_by_subject(tx, account, first, last, &rows, &n);
    }
    if (e) {
        return e;
    }
    struct points_sum *out = arena_array(tx->arena, struct points_sum, n + 1);
    for (size_t i = 0; i < n; i++) {
        out[i] = (struct points_sum){rows[i].subject_id, rows[i].amount};
    }
    *ret = out;
    *ret_n = n;
    return E_OK;
}
