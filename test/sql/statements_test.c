/* statements_test.c: every statement of the program, prepared on both engines, and what the schema holds by itself.
 *
 * Statements: parameters, columns and types are as declared; none scans a table, or the company's part of it, unless it is marked scan-ok (SQLite: query
 * plan; PostgreSQL: generic plan with sequential scans priced out, decisions 8); each runs under the role it is for.
 * Schema, with hand-written SQL: another company's rows can be neither seen nor changed, the router reads what its mark
 * says and no more, append-only tables refuse. The expectations come from sql_tables, so a new table is covered when it
 * is there. PostgreSQL is skipped, visibly, without PV_TEST_POSTGRES. */
#include "db/engine.h"
#include "db/sqlite.h"
#include "../unit/testdb.h"

#include <ctype.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <cmocka.h>

static struct testdb lite, pg;
static sqlite3 *file; /* hand-written SQL on lite's file */
static PGconn *server; /* and on pg's database, as its owner */
static int faults;

static void fault(const struct sql_stmt *st, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void fault(const struct sql_stmt *st, const char *fmt, ...) {
    char text[1000];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    print_error("%s: %s: %s\n", st ? st->where : "schema", st ? st->name : "", text);
    faults++;
}

#define NEED_POSTGRES()                                                                                                \
    if (!server) {                                                                                                     \
        print_message("SKIPPED on PostgreSQL: PV_TEST_POSTGRES is not set\n");                                         \
        skip();                                                                                                        \
    }

static int open_all(void **state) {
    (void)state;
    testdb_open(&lite, DB_SQLITE);
    assert_int_equal(sqlite3_open(db_sqlite_path(lite.db), &file), SQLITE_OK);
    assert_int_equal(lite_rank(file), SQLITE_OK);
    if (testdb_has_postgres()) {
        testdb_open(&pg, DB_POSTGRES);
        server = PQconnectdb(pg.url);
        assert_int_equal(PQstatus(server), CONNECTION_OK);
        PQclear(PQexec(server, "SET client_min_messages = warning"));
    }
    return 0;
}

static int close_all(void **state) {
    (void)state;
    sqlite3_close(file);
    testdb_close(&lite);
    if (server) {
        PQfinish(server);
        testdb_close(&pg);
    }
    return 0;
}

/* ---- SQLite ---- */

static bool word_char(char c) {
    return isalnum((unsigned char)c) || c == '_';
}

static const struct sql_table *table_named(struct str name) {
    for (size_t i = 0; i < sql_table_count; i++) {
        if (str_is(name, sql_tables[i].name)) {
            return &sql_tables[i];
        }
    }
    return NULL;
}

/* The next word of the text; .n = 0 at the end. */
static struct str next_word(const char **p) {
    while (**p && !word_char(**p)) {
        ++*p;
    }
    const char *from = *p;
    while (word_char(**p)) {
        ++*p;
    }
    return (struct str){from, (size_t)(*p - from)};
}

/* `name` in a query plan stands for a table: its name, or an alias behind one. */
static bool means_table(const char *sql, struct str name) {
    if (table_named(name)) {
        return true;
    }
    struct str before = {0}, w;
    for (const char *p = sql; (w = next_word(&p)).n > 0;) {
        if (str_eq(w, name) && table_named(before)) {
            return true;
        }
        if (!str_ieq(w, STR("as"))) {
            before = w;
        }
    }
    return false;
}

static void check_lite_plan(const struct sql_stmt *st) {
    char *sql = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", st->sqlite);
    sqlite3_stmt *h = NULL;
    if (sqlite3_prepare_v2(file, sql, -1, &h, NULL) != SQLITE_OK) {
        fault(st, "sqlite: no plan: %s", sqlite3_errmsg(file));
    }
    while (h && sqlite3_step(h) == SQLITE_ROW) {
        const char *detail = (const char *)sqlite3_column_text(h, 3);
        if (strstr(detail, "(company_id=?)") && strncmp(detail, "SEARCH ", 7) == 0 && !st->scan_ok) {
            fault(st, "sqlite: reads all rows of the company (%s); add an index or a plus, or \"-- scan-ok\" if it is meant", detail);
        }
        /* "…:M…" is a search for words in a full-text index. */
        if (strncmp(detail, "SCAN ", 5) != 0 || (strstr(detail, "VIRTUAL TABLE INDEX ") && strstr(detail, ":M"))) {
            continue;
        }
        const char *p = detail + 5;
        struct str name = next_word(&p);
        if (detail[5] != '(' && means_table(st->sqlite, name) && !st->scan_ok) {
            fault(st, "sqlite: full scan (%s); add an index, or \"-- scan-ok\" if it is meant", detail);
        }
    }
    sqlite3_finalize(h);
    sqlite3_free(sql);
}

static void check_lite(const struct sql_stmt *st) {
    sqlite3_stmt *h = NULL;
    int params = (int)strlen(st->in) + st->uses_company;
    if (sqlite3_prepare_v2(file, st->sqlite, -1, &h, NULL) != SQLITE_OK) {
        fault(st, "sqlite: %s", sqlite3_errmsg(file));
        return;
    }
    if (sqlite3_bind_parameter_count(h) > params || (sqlite3_bind_parameter_count(h) < params && st->postgres)) {
        fault(st, "sqlite: %d parameters, declared %d", sqlite3_bind_parameter_count(h), params);
    }
    if (sqlite3_column_count(h) != (int)strlen(st->out)) {
        fault(st, "sqlite: %d columns, declared %zu", sqlite3_column_count(h), strlen(st->out));
    }
    if (!sqlite3_stmt_readonly(h) != st->writes) {
        fault(st, "sqlite: %s, declared otherwise", st->writes ? "changes nothing" : "changes rows");
    }
    sqlite3_finalize(h);
    check_lite_plan(st);
}

static void test_statements_sqlite(void **state) {
    (void)state;
    faults = 0;
    for (size_t i = 0; i < sql_statement_count; i++) {
        if (sql_statements[i].sqlite) {
            check_lite(&sql_statements[i]);
        }
    }
    assert_int_equal(faults, 0);
}

/* ---- PostgreSQL ---- */

/* Runs the SQL; NULL and, for `st`, a fault when it fails. */
static PGresult *run(const struct sql_stmt *st, const char *sql) {
    PGresult *res = PQexec(server, sql);
    ExecStatusType status = PQresultStatus(res);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        if (st) {
            fault(st, "postgres: %s", PQresultErrorMessage(res));
        }
        PQclear(res);
        return NULL;
    }
    return res;
}

static void must(const char *sql) {
    PGresult *res = run(NULL, sql);
    if (!res) {
        print_error("%s: %s\n", sql, PQerrorMessage(server));
    }
    assert_non_null(res);
    PQclear(res);
}

/* Types that a letter can be read from: COUNT is int8, SUM of int8 is numeric. */
static bool fits(char letter, Oid type) {
    switch (tolower((unsigned char)letter)) {
    case 'i':
        return type == 20 || type == 23 || type == 21 || type == 1700;
    case 'b':
        return type == 16;
    case 'd':
        return type == 701 || type == 700 || type == 1700;
    case 'x':
        return type == 17;
    default:
        return type == 25 || type == 1043 || type == 19;
    }
}

static Oid type_of(char letter) {
    static const char letters[] = "ibdtx";
    static const Oid types[] = {20, 16, 701, 25, 17};
    const char *at = strchr(letters, tolower((unsigned char)letter));
    return at ? types[at - letters] : 0;
}

static bool prepare_pg(const struct sql_stmt *st) {
    Oid types[700];
    int n = 0;
    for (const char *p = st->in; *p; p++) {
        types[n++] = type_of(*p);
    }
    if (st->uses_company) {
        types[n++] = 20;
    }
    PGresult *res = PQprepare(server, st->name, st->postgres, n, types);
    bool ok = PQresultStatus(res) == PGRES_COMMAND_OK;
    if (!ok) {
        fault(st, "postgres: %s", PQresultErrorMessage(res));
    }
    PQclear(res);
    return ok;
}

static void check_pg_shape(const struct sql_stmt *st) {
    PGresult *res = PQdescribePrepared(server, st->name);
    int params = (int)strlen(st->in) + st->uses_company, cols = (int)strlen(st->out);
    if (PQnparams(res) != params) {
        fault(st, "postgres: %d parameters, declared %d", PQnparams(res), params);
    }
    if (PQnfields(res) != cols) {
        fault(st, "postgres: %d columns, declared %d", PQnfields(res), cols);
    }
    for (int i = 0; i < cols && i < PQnfields(res); i++) {
        if (!fits(st->out[i], PQftype(res, i))) {
            fault(st, "postgres: column %d has type %u, declared %c", i + 1, PQftype(res, i), st->out[i]);
        }
    }
    PQclear(res);
}

/* The plan with no values known, under the role that runs it. */
static void check_pg_plan(const struct sql_stmt *st, const char *role, bool scans) {
    char sql[16 * 700];
    size_t at = (size_t)snprintf(sql, sizeof sql, "EXPLAIN EXECUTE %s", st->name);
    size_t n = strlen(st->in) + st->uses_company;
    for (size_t i = 0; i < n; i++) {
        at += (size_t)snprintf(sql + at, sizeof sql - at, "%sNULL%s", i == 0 ? "(" : ", ", i + 1 == n ? ")" : "");
    }
    char set[100];
    snprintf(set, sizeof set, "SET ROLE %s", role);
    must(set);
    PGresult *res = run(st, sql);
    for (int i = 0; res && i < PQntuples(res); i++) {
        const char *line = PQgetvalue(res, i, 0);
        if (scans && strstr(line, "Seq Scan on") && !st->scan_ok) {
            fault(st, "postgres: full scan (%s); add an index, or \"-- scan-ok\" if it is meant", line);
        }
    }
    PQclear(res);
    must("RESET ROLE");
}

static void test_statements_postgres(void **state) {
    static const char *const roles[] = {"pv_app", "pv_router", "pv_owner"};
    (void)state;
    NEED_POSTGRES();
    faults = 0;
    must("SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan; SET pv.company = '7'");
    for (size_t i = 0; i < sql_statement_count; i++) {
        const struct sql_stmt *st = &sql_statements[i];
        if (!st->postgres || !prepare_pg(st)) {
            continue;
        }
        check_pg_shape(st);
        check_pg_plan(st, "pv_owner", true);
        check_pg_plan(st, roles[st->access], false);
    }
    must("RESET enable_seqscan; RESET plan_cache_mode; RESET pv.company");
    assert_int_equal(faults, 0);
}

/* ---- the schema by itself ---- */

/* INSERT of a made-up row of the table for a company, for the engine. Texts differ by company: some are unique server-wide. */
static struct str made_up(const struct sql_table *t, int company, enum db_engine engine, struct arena *a) {
    struct str names = STR(""), values = STR("");
    for (size_t i = 0; i < t->column_count; i++) {
        const struct sql_column *c = &t->columns[i];
        struct str v;
        if (t->key && strcmp(c->name, t->key) == 0) {
            v = arena_printf(a, "%d", company);
        } else if (strchr("iI", c->letter)) {
            v = STR("7");
        } else if (strchr("bB", c->letter)) {
            v = STR("FALSE");
        } else if (strchr("dD", c->letter)) {
            v = STR("0.5");
        } else if (strchr("xX", c->letter)) {
            v = engine == DB_SQLITE ? STR("x'00'") : STR("'\\x00'::bytea");
        } else {
            v = arena_printf(a, "'x%d'", company);
        }
        names = arena_printf(a, "%.*s%s%s", STRF(names), i ? ", " : "", c->name);
        values = arena_printf(a, "%.*s%s%.*s", STRF(values), i ? ", " : "", STRF(v));
    }
    return arena_printf(a, "INSERT INTO %s (%.*s) VALUES (%.*s)", t->name, STRF(names), STRF(values));
}

/* Runs as `role` with a company ("" none) in a transaction that is rolled back; SQLSTATE, "" on success; *ret_n rows. */
static const char *as_role(const char *role, const char *company, const char *sql, long *ret_n) {
    static char state[8];
    char set[200];
    must("BEGIN");
    snprintf(set, sizeof set, "SET LOCAL ROLE %s; SELECT set_config('pv.company', '%s', true)", role, company);
    must(set);
    PGresult *res = PQexec(server, sql);
    const char *got = PQresultErrorField(res, PG_DIAG_SQLSTATE);
    snprintf(state, sizeof state, "%s", got ? got : "");
    *ret_n = PQresultStatus(res) == PGRES_TUPLES_OK ? strtol(PQgetvalue(res, 0, 0), NULL, 10)
                                                    : strtol(PQcmdTuples(res), NULL, 10);
    PQclear(res);
    must("ROLLBACK");
    return state;
}

static void expect(const struct sql_table *t, const char *role, const char *company, const char *sql, const char *state,
                   long n) {
    long got_n = 0;
    const char *got = as_role(role, company, sql, &got_n);
    if (strcmp(got, state) != 0 || (*state == '\0' && got_n != n)) {
        fault(NULL, "%s: %s (company \"%s\"): %s: sqlstate \"%s\" rows %ld, expected \"%s\" %ld", t->name, role,
              company, sql, got, got_n, state, n);
    }
}

static void check_company_table(const struct sql_table *t, struct arena *a) {
    const char *change = t->append_only ? "42501" : "";
    expect(t, "pv_app", "1", arena_printf(a, "SELECT COUNT(*) FROM %s", t->name).p, "", 1);
    expect(t, "pv_app", "3", arena_printf(a, "SELECT COUNT(*) FROM %s", t->name).p, "", 0);
    expect(t, "pv_app", "", arena_printf(a, "SELECT COUNT(*) FROM %s", t->name).p, "", 0);
    expect(t, "pv_app", "1", arena_printf(a, "DELETE FROM %s WHERE %s = 2", t->name, t->key).p, change, 0);
    expect(t, "pv_app", "1", arena_printf(a, "DELETE FROM %s", t->name).p, change, 1);
    expect(t, "pv_app", "1", arena_printf(a, "UPDATE %s SET %s = 2", t->name, t->key).p, "42501", 0);
    expect(t, "pv_app", "1", arena_printf(a, "TRUNCATE %s", t->name).p, "42501", 0);
    expect(t, "pv_app", "1", made_up(t, 3, DB_POSTGRES, a).p, "42501", 0);
    expect(t, "pv_app", "3", made_up(t, 3, DB_POSTGRES, a).p, "", 1);
}

static bool in_mark(const char *mark, const char *verb, const char *column) {
    const char *at = mark ? strstr(mark, verb) : NULL;
    if (!at || at[strlen(verb)] != '(') {
        return at != NULL && !column;
    }
    const char *p = at + strlen(verb);
    size_t end = strcspn(p, ")");
    for (const char *q = p; column && (q = strstr(q, column)) && q < p + end; q++) {
        if (!word_char(q[-1]) && !word_char(q[strlen(column)])) {
            return true;
        }
    }
    return !column;
}

static void check_router_rights(const struct sql_table *t, struct arena *a) {
    for (size_t i = 0; i < t->column_count; i++) {
        const char *c = t->columns[i].name;
        bool may = in_mark(t->router, "SELECT", c);
        long n = 0;
        const char *state = as_role(
            "pv_router", "", arena_printf(a, "SELECT 0 FROM (SELECT %s FROM %s LIMIT 1) AS x", c, t->name).p, &n);
        if (strcmp(state, may ? "" : "42501") != 0) {
            fault(NULL, "router reads %s.%s: sqlstate \"%s\"", t->name, c, state);
        }
        PGresult *res = run(NULL, arena_printf(a,
                                               "SELECT has_column_privilege('pv_router', '%s', '%s', 'UPDATE'), "
                                               "has_column_privilege('pv_app', '%s', '%s', 'SELECT')",
                                               t->name, c, t->name, c)
                                      .p);
        assert_non_null(res);
        if ((PQgetvalue(res, 0, 0)[0] == 't') != in_mark(t->router, "UPDATE", c)) {
            fault(NULL, "router changes %s.%s", t->name, c);
        }
        if ((PQgetvalue(res, 0, 1)[0] == 't') != t->company) {
            fault(NULL, "app reads %s.%s", t->name, c);
        }
        PQclear(res);
    }
    static const char *const verbs[] = {"INSERT", "DELETE", "TRUNCATE"};
    for (size_t i = 0; i < 3; i++) {
        PGresult *res =
            run(NULL, arena_printf(a, "SELECT has_table_privilege('pv_router', '%s', '%s')", t->name, verbs[i]).p);
        assert_non_null(res);
        if ((PQgetvalue(res, 0, 0)[0] == 't') != in_mark(t->router, verbs[i], NULL)) {
            fault(NULL, "router may %s %s", verbs[i], t->name);
        }
        PQclear(res);
    }
}

/* Rows of companies 1 and 2 in every table. */
static void fill_postgres(struct arena *a) {
    must("BEGIN; SET LOCAL ROLE pv_owner");
    for (size_t i = 0; i < sql_table_count; i++) {
        const struct sql_table *t = &sql_tables[i];
        for (int company = 1; t->on_postgres && company <= (t->company ? 2 : 1); company++) {
            must(made_up(t, company, DB_POSTGRES, a).p);
        }
    }
    must("COMMIT");
}

static void test_companies_are_apart(void **state) {
    (void)state;
    NEED_POSTGRES();
    struct arena *a = arena_create(64 << 20);
    faults = 0;
    fill_postgres(a);
    for (size_t i = 0; i < sql_table_count; i++) {
        const struct sql_table *t = &sql_tables[i];
        if (t->on_postgres && t->company) {
            check_company_table(t, a);
        }
        if (t->on_postgres) {
            check_router_rights(t, a);
        }
    }
    arena_free(a);
    assert_int_equal(faults, 0);
}

/* What the server's own catalog says, so that a table past sql_tables is seen too. */
static void test_catalog(void **state) {
    (void)state;
    NEED_POSTGRES();
    PGresult *res = run(
        NULL, "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity, pg_get_userbyid(c.relowner), "
              "  EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'company_id') "
              "    OR c.relname = 'company', "
              "  (SELECT COUNT(*) FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname IN ('pv_app', 'pv_owner')) "
              "FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')");
    assert_non_null(res);
    faults = 0;
    assert_true(PQntuples(res) > 20);
    for (int i = 0; i < PQntuples(res); i++) {
        const char *name = PQgetvalue(res, i, 0);
        bool secured = PQgetvalue(res, i, 1)[0] == 't', company = PQgetvalue(res, i, 3)[0] == 't';
        const struct sql_table *t = table_named(str_of(name));
        if (!t && strcmp(name, "schema_migration") != 0) {
            fault(NULL, "table %s is not in sql_tables", name);
        }
        if (strcmp(PQgetvalue(res, i, 2), "pv_owner") != 0) {
            fault(NULL, "table %s does not belong to pv_owner", name);
        }
        if (secured != company || (t && t->company != company) ||
            (company && strcmp(PQgetvalue(res, i, 4), "2") != 0)) {
            fault(NULL, "table %s: row-level security is not as it must be", name);
        }
    }
    PQclear(res);
    res = run(NULL, "SELECT 1 FROM pg_roles WHERE rolname IN ('pv_app', 'pv_router', 'pv_owner') AND "
                    "(rolsuper OR rolbypassrls OR rolcanlogin)");
    assert_int_equal(PQntuples(res), 0);
    PQclear(res);
    assert_int_equal(faults, 0);
}

static void test_append_only_postgres(void **state) {
    (void)state;
    NEED_POSTGRES();
    struct arena *a = arena_create(1 << 20);
    faults = 0;
    for (size_t i = 0; i < sql_table_count; i++) {
        const struct sql_table *t = &sql_tables[i];
        if (t->append_only && t->on_postgres) {
            expect(t, "pv_owner", "", arena_printf(a, "DELETE FROM %s", t->name).p, "P0001", 0);
            expect(t, "pv_owner", "", arena_printf(a, "TRUNCATE %s", t->name).p, "P0001", 0);
            expect(t, "pv_owner", "", arena_printf(a, "UPDATE %s SET %s = %s", t->name, t->key, t->key).p, "P0001", 0);
        }
    }
    arena_free(a);
    assert_int_equal(faults, 0);
}

static void test_append_only_sqlite(void **state) {
    (void)state;
    struct arena *a = arena_create(1 << 20);
    int seen = 0;
    faults = 0;
    for (size_t i = 0; i < sql_table_count; i++) {
        const struct sql_table *t = &sql_tables[i];
        if (!t->on_sqlite) {
            continue;
        }
        int inserted = sqlite3_exec(file, made_up(t, 1, DB_SQLITE, a).p, NULL, NULL, NULL);
        int updated = sqlite3_exec(
            file, arena_printf(a, "UPDATE %s SET %s = %s", t->name, t->columns[0].name, t->columns[0].name).p, NULL,
            NULL, NULL);
        int deleted = sqlite3_exec(file, arena_printf(a, "DELETE FROM %s", t->name).p, NULL, NULL, NULL);
        int expected = t->append_only ? SQLITE_CONSTRAINT : SQLITE_OK;
        seen += t->append_only;
        if (inserted != SQLITE_OK || updated != expected || deleted != expected) {
            fault(NULL, "%s: insert %d, update %d, delete %d", t->name, inserted, updated, deleted);
        }
    }
    arena_free(a);
    assert_int_equal(faults, 0);
    assert_true(seen >= 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_statements_sqlite),
        cmocka_unit_test(test_statements_postgres),
        cmocka_unit_test(test_catalog),
        cmocka_unit_test(test_companies_are_apart),
        cmocka_unit_test(test_append_only_postgres),
        cmocka_unit_test(test_append_only_sqlite),
    };
    return cmocka_run_group_tests_name("statements", tests, open_all, close_all);
}
