/* cmd_audit.c: `portevoix audit verify`: the independent reading of the ledger, company by company. */
#include "cmd.h"
#include "cmd_list.h"

#include "app/points/points.h"
#include "base/buf.h"
#include "base/id.h"
#include "sql_gen.h"

#include <stdio.h>

struct reading {
    struct cmd_env *env;
    int64_t company;
    struct points_audit sum;         /* of one company */
};

static void print_line(void *ud, struct str line) {
    const struct reading *r = ud;
    char id[ID_TEXT_LEN + 1];
    struct buf b;
    id_format(r->company, id);
    if (!r->env->json) {
        printf("%s: %.*s\n", id, STRF(line));
        return;
    }
    buf_init(&b, r->env->arena, line.n * 6 + 256);
    buf_printf(&b, "{\"company\":\"%s\",\"discrepancy\":", id);
    buf_json(&b, line);
    buf_ch(&b, '}');
    puts(buf_view(&b).p);
}

static enum err verify_tx(struct tx *tx, const void *args, void *ret) {
    struct reading r = *(const struct reading *)args;
    return points_audit(tx, print_line, &r, ret);
}

struct company_list {
    struct sql_cmd_companies_row *rows;
    size_t n;
};

static enum err list_tx(struct tx *tx, const void *args, void *ret) {
    struct company_list *list = ret;
    (void)args;
    return sql_cmd_companies(tx, &list->rows, &list->n);
}

static void print_sum(struct cmd_env *env, int64_t companies, const struct points_audit *s) {
    printf(env->json ? "{\"companies\":%lld,\"events\":%lld,\"accounts\":%lld,\"entries\":%lld,\"debits\":%lld,"
                       "\"credits\":%lld,\"discrepancies\":%lld,\"accounts_off\":%lld}\n"
                     : "%lld companies, %lld events, %lld accounts, %lld entries; debits %lld, credits %lld; "
                       "%lld discrepancies, %lld accounts off\n",
           (long long)companies, (long long)s->events, (long long)s->accounts, (long long)s->entries,
           (long long)s->debits, (long long)s->credits, (long long)s->discrepancies, (long long)s->accounts_off);
}

static enum err verify_one(struct cmd_env *env, int64_t company, struct points_audit *sum) {
    struct reading args = {.env = env, .company = company};
    struct points_audit one = {0};
    struct db_cx cx = cmd_cx(env, company);
    enum err e = db_read(&cx, verify_tx, &args, &one, sizeof one);
    sum->events += one.events;
    sum->accounts += one.accounts;
    sum->entries += one.entries;
    sum->debits += one.debits;
    sum->credits += one.credits;
    sum->discrepancies += one.discrepancies;
    sum->accounts_off += one.accounts_off;
    return e;
}

static enum err verify(struct cmd_env *env, struct points_audit *sum, int64_t *ret_companies) {
    struct company_list list = {0};
    struct str given = cmd_flag(env, "--company");
    if (given.p) {
        int64_t company;
        enum err e = cmd_company(env, given, &company);
        *ret_companies = 1;
        return e ? e : verify_one(env, company, sum);
    }
    struct db_cx cx = {.db = env->db, .role = DB_ROUTER, .arena = env->arena, .errs = &env->errs};
    enum err e = db_read(&cx, list_tx, NULL, &list, sizeof list);
    for (size_t i = 0; !e && i < list.n; i++) {
        e = verify_one(env, list.rows[i].id, sum);
    }
    *ret_companies = (int64_t)list.n;
    return e;
}

int cmd_audit(int argc, char **argv) {
    static const struct cmd_spec spec = {
        .usage = "audit verify [--company HOST|ID]",
        .help = "Derives every entry of the points ledger and every balance again from events, shares and rules, and\n"
                "prints one line for each discrepancy. Exits 1 when there is one.",
        .flags = {{"--company", true, "host name or id of one company; default: all"}},
        .min_args = 1, .max_args = 1};
    struct cmd_env env;
    struct points_audit sum = {0};
    int64_t companies = 0;
    int code = cmd_begin(&env, &spec, argc, argv);
    if (code != CMD_GO_ON) {
        return code;
    }
    if (strcmp(env.args[0], "verify") != 0) {
        fprintf(stderr, "portevoix audit: say `audit verify`\n");
        cmd_end(&env, E_OK);
        return 2;
    }
    enum err e = cmd_open_db(&env);
    if (!e) {
        e = verify(&env, &sum, &companies);
    }
    if (!e) {
        print_sum(&env, companies, &sum);
    }
    bool wrong = sum.discrepancies || sum.accounts_off;
    code = cmd_end(&env, e);
    return code ? code : wrong;
}
