/* ledger.c: reading the ledger: balances, pages, sums. See points.h; entries are made in points.c alone. */
#include "app/points/points.h"

#include "json/json.h"
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

static enum err entries_all(struct tx *tx, int64_t account, const struct points_filter *f, struct points_entry **ret,
                            size_t *ret_n) {
    struct sql_ledger_page_row *rows;
    int64_t balance = 0;
    size_t n;
    enum err e = sql_ledger_page(tx, account, f->before ? f->before : INT64_MAX, f->limit, &rows, &n);
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
                                       .rule_version = r->rule_version, .subject = r->subject_id, .event = r->event_id,
                                       .event_kind = r->event_kind, .network = r->network, .post_title = r->post_title,
                                       .detail = r->detail};
        balance -= amount;
    }
    *ret = out;
    *ret_n = n;
    return E_OK;
}

static enum err entries_some(struct tx *tx, int64_t account, const struct points_filter *f, struct points_entry **ret,
                             size_t *ret_n) {
    struct sql_ledger_page_of_row *rows;
    size_t n;
    enum err e = sql_ledger_page_of(tx, &(struct sql_ledger_page_of_in){
        .account = account, .before = f->before ? f->before : INT64_MAX, .from = f->from, .to = f->to ? f->to : INT64_MAX,
        .rule = f->rule.p ? f->rule : STR(""), .corrections = f->corrections, .limit = f->limit}, &rows, &n);
    if (e) {
        return e;
    }
    struct points_entry *out = arena_array(tx->arena, struct points_entry, n + 1);
    for (size_t i = 0; i < n; i++) {
        const struct sql_ledger_page_of_row *r = &rows[i];
        out[i] = (struct points_entry){.id = r->id, .at = r->at, .amount = r->debit_id == account ? -r->amount : r->amount,
                                       .balance = r->balance, .rule = r->rule, .rule_version = r->rule_version,
                                       .subject = r->subject_id, .event = r->event_id, .event_kind = r->event_kind,
                                       .network = r->network, .post_title = r->post_title, .detail = r->detail};
    }
    *ret = out;
    *ret_n = n;
    return E_OK;
}

enum err points_entries(struct tx *tx, int64_t person, const struct points_filter *filter, struct points_entry **ret,
                        size_t *ret_n) {
    int64_t account;
    bool some = filter->to || filter->from || filter->rule.p || filter->corrections;
    enum err e = account_of(tx, person, &account);
    if (!e && !account) {
        *ret = NULL;
        *ret_n = 0;
        return E_OK;
    }
    return e ? e : some ? entries_some(tx, account, filter, ret, ret_n) : entries_all(tx, account, filter, ret, ret_n);
}

enum err points_since(struct tx *tx, int64_t person, int64_t *ret) {
    int64_t account;
    struct sql_ledger_first_row *rows = NULL;
    size_t n = 0;
    enum err e = account_of(tx, person, &account);
    if (!e && account) {
        e = sql_ledger_first(tx, account, &rows, &n);
    }
    if (!e) {
        *ret = n ? rows[0].at : 0;
    }
    return e;
}

/* ---- one's own example ---- */

static enum err newest(struct tx *tx, int64_t account, const char *rule, int64_t *ret) {
    struct sql_ledger_newest_row *rows;
    size_t n;
    enum err e = sql_ledger_newest(tx, account, str_of(rule), &rows, &n);
    if (!e) {
        *ret = n ? rows[0].subject_id : 0;
    }
    return e;
}

static int64_t detail_number(struct arena *a, struct str json, const char *key) {
    const struct json_node *n, *m;
    int64_t v = 0;
    if (json_parse(json, a, &n)) {
        return 0;
    }
    m = json_get(n, key);
    return m && json_int(m, &v) ? v : 0;
}

enum err points_example_of(struct tx *tx, int64_t person, struct points_example *ret) {
    int64_t account, share = 0;
    struct sql_ledger_of_subject_row *rows;
    size_t n = 0;
    struct points_example x = {0};
    enum err e = account_of(tx, person, &account);
    if (!e && account) {
        e = newest(tx, account, RULE_CLICKS, &share);
    }
    if (!e && account && !share) {
        e = newest(tx, account, "", &share);
    }
    if (!e && share) {
        e = sql_ledger_of_subject(tx, share, account, &rows, &n);
    }
    for (size_t i = 0; !e && i < n; i++) {
        const struct sql_ledger_of_subject_row *r = &rows[i];
        x.share = share;
        x.network = r->network;
        x.post_title = r->post_title;
        if (str_is(r->rule, RULE_SHARE)) {
            x.by_share += r->amount;
            x.rank = detail_number(tx->arena, r->detail, "rank");
        } else if (str_is(r->rule, RULE_OWN_WORDS)) {
            x.own_words += r->amount;
        } else if (str_is(r->rule, RULE_CLICKS)) {
            x.by_clicks += r->amount;
            x.clicks = detail_number(tx->arena, r->detail, "clicks");
        }
    }
    if (!e) {
        *ret = x;
    }
    return e;
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
