/* postgres_run.c: one statement on one PostgreSQL connection.
 *
 * In pipeline mode: BEGIN, role and company, the Parse of a statement not yet prepared, and the statement itself go out
 * together and cost one round trip. Parameters are binary with declared types (no escaping, bytes as they are), results
 * are text, since SUM and COUNT come back in types of their own. */
#include "db/postgres.h"

#include "base/log.h"

#include <ctype.h>
#include <endian.h>
#include <stdlib.h>

enum {
    PARAMS_MAX = 700,
    FETCH_ROWS = 500,
    OID_BOOL = 16,
    OID_BYTEA = 17,
    OID_INT8 = 20,
    OID_TEXT = 25,
    OID_FLOAT8 = 701
};

struct params {
    int n;
    Oid types[PARAMS_MAX];
    const char *values[PARAMS_MAX];
    int lengths[PARAMS_MAX], formats[PARAMS_MAX];
    uint64_t numbers[PARAMS_MAX];
};

/* ---- parameters ---- */

static Oid type_of(char kind) {
    return kind == 'i'   ? OID_INT8
           : kind == 'b' ? OID_BOOL
           : kind == 'd' ? OID_FLOAT8
           : kind == 'x' ? OID_BYTEA
                         : OID_TEXT;
}

static void add_param(struct params *p, const struct db_val *v) {
    int i = p->n++;
    p->types[i] = type_of(v->kind);
    p->values[i] = NULL;
    p->lengths[i] = 0;
    p->formats[i] = 1;
    if (v->is_null) {
        return;
    }
    if (v->kind == 't' || v->kind == 'x') {
        p->values[i] = v->s.p ? v->s.p : "";
        p->lengths[i] = (int)v->s.n;
        return;
    }
    uint64_t bits = (uint64_t)v->i;
    if (v->kind == 'd') {
        memcpy(&bits, &v->d, sizeof bits);
    }
    p->numbers[i] = htobe64(bits);
    p->lengths[i] = 8;
    if (v->kind == 'b') {
        p->numbers[i] = v->i != 0 ? UINT64_C(0x0101010101010101) : 0;
        p->lengths[i] = 1;
    }
    p->values[i] = (const char *)&p->numbers[i];
}

static enum err fill_params(struct params *p, const struct tx *tx, const struct sql_stmt *st,
                            const struct db_val *args) {
    size_t n = strlen(st->in);
    p->n = 0;                        /* not all of it: it is large */
    if (n + 1 > PARAMS_MAX) {
        return err_set(tx->errs, E_INTERNAL, "", "statement %s has too many parameters", st->name);
    }
    for (size_t i = 0; i < n; i++) {
        if (!args[i].is_null && (args[i].kind == 't' || args[i].kind == 'x') && args[i].s.n > INT32_MAX / 2) {
            return err_set(tx->errs, E_TOO_LARGE, "", "a value of statement %s is too large", st->name);
        }
        add_param(p, &args[i]);
    }
    if (st->uses_company) {
        add_param(p, &(struct db_val){.kind = 'i', .i = tx->company});
    }
    return E_OK;
}

/* ---- failures ---- */

static bool one_of(const char *state, const char *const *list) {
    for (; *list; list++) {
        if (strncmp(state, *list, strlen(*list)) == 0) {
            return true;
        }
    }
    return false;
}

struct pg_fault pg_fault_of(const PGconn *c, const PGresult *res, const char *what, struct problems *errs) {
    /* serialization and deadlock; then what the server says when it goes away */
    static const char *const again[] = {"40001", "40P01", "57P01", "57P02", "57P03", "08", NULL};
    static const char *const later[] = {"57014", "53300", "55P03", "25P03", NULL};
    struct pg_fault f = {.code = E_DB};
    const char *state = res ? PQresultErrorField(res, PG_DIAG_SQLSTATE) : NULL;
    const char *message = res ? PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    if (state) {
        memcpy(f.sqlstate, state, strnlen(state, 5));
    }
    if (strcmp(f.sqlstate, "23505") == 0) {
        f.code = E_EXISTS;
        return f;
    }
    log_debug("postgres", "statement=%s sqlstate=%s message=\"%s\"", what, f.sqlstate,
              message ? message : PQerrorMessage(c));
    if (f.sqlstate[0] == '\0' || PQstatus(c) == CONNECTION_BAD || one_of(f.sqlstate, again)) {
        f.retry = true;
        f.code = E_DB_RETRY;
        return f;
    }
    log_warn("database error", "statement=%s sqlstate=%s", what, f.sqlstate);
    if (one_of(f.sqlstate, later)) {
        f.code = err_set(errs, E_DB_RETRY, "", "the database is busy (%s)", f.sqlstate);
    } else if (strcmp(f.sqlstate, "53100") == 0) {
        f.code = err_set(errs, E_DB, "", "the disk is full: nothing was stored");
    } else if (strcmp(f.sqlstate, "22023") == 0 || strcmp(f.sqlstate, "42501") == 0 ||
               strcmp(f.sqlstate, "P0001") == 0) {
        /* our own roles and triggers: the text holds no values */
        f.code = err_set(errs, E_DB, "", "statement %s refused: %s", what, message ? message : f.sqlstate);
    } else {
        f.code = err_set(errs, E_DB, "", "statement %s failed (%s)", what, f.sqlstate);
    }
    return f;
}

bool pg_drain(struct pg_conn *pc) {
    for (int empty = 0; empty < 2;) {
        PGresult *res = PQgetResult(pc->c);
        if (!res) {
            empty++;
            if (PQstatus(pc->c) == CONNECTION_BAD) {
                return false;
            }
            continue;
        }
        bool sync = PQresultStatus(res) == PGRES_PIPELINE_SYNC;
        PQclear(res);
        empty = 0;
        if (sync) {
            return true;
        }
    }
    return false;
}

/* The result of the next command of the pipeline, and past the NULL behind it. */
static PGresult *next_result(struct pg_conn *pc) {
    PGresult *res = PQgetResult(pc->c);
    PGresult *more;
    while (res && PQstatus(pc->c) != CONNECTION_BAD && (more = PQgetResult(pc->c))) {
        PQclear(more);
    }
    return res;
}

static bool good(const PGresult *res) {
    return res && (PQresultStatus(res) == PGRES_COMMAND_OK || PQresultStatus(res) == PGRES_TUPLES_OK);
}

/* ---- sending ---- */

/* BEGIN, role and company. How many commands were sent, or -1. */
static int send_begin(struct pg_conn *pc, const struct tx *tx) {
    static const char *const roles[] = {"pv_app", "pv_router", "pv_owner"};
    /* SERIALIZABLE for changes: rooms count and then insert (daily caps), which SQLite's one writer makes safe, and nothing
     * weaker does here. The router's are single conditional statements (claims, leases) that many want at once and whose
     * losers must see no row rather than fail. Reads are one snapshot. */
    const char *begin = !tx->writable           ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
                        : tx->role == DB_ROUTER ? "BEGIN ISOLATION LEVEL READ COMMITTED"
                                                : "BEGIN ISOLATION LEVEL SERIALIZABLE";
    char company[24] = "";
    if (tx->role == DB_APP) {
        snprintf(company, sizeof company, "%lld", (long long)tx->company);
    }
    const char *values[] = {roles[tx->role], company};
    pc->begun = true;
    pc->cursors = 0;
    if (!PQsendQueryParams(pc->c, begin, 0, NULL, NULL, NULL, NULL, 0) ||
        !PQsendQueryPrepared(pc->c, "who", 2, values, NULL, NULL, 0)) {
        return -1;
    }
    return 2;
}

/* Sends what is needed before the statement; how many commands, or -1. *ret_prepare when the last of them is its Parse. */
static int send_before(struct pg_conn *pc, const struct tx *tx, const struct sql_stmt *st, long slot,
                       const struct params *p, bool *ret_prepare) {
    int sent = 0;
    *ret_prepare = slot >= 0 && !pc->prepared[slot];
    if (!pc->begun) {
        sent = send_begin(pc, tx);
    }
    if (sent >= 0 && *ret_prepare) {
        char name[32];
        snprintf(name, sizeof name, "s%ld", slot);
        sent = PQsendPrepare(pc->c, name, st->postgres, p->n, p->types) ? sent + 1 : -1;
    }
    return sent;
}

static int send_statement(struct pg_conn *pc, const struct sql_stmt *st, long slot, const struct params *p,
                          const char *text) {
    char name[32];
    if (slot < 0) {
        return PQsendQueryParams(pc->c, text ? text : st->postgres, p->n, p->types, p->values, p->lengths, p->formats,
                                 0);
    }
    snprintf(name, sizeof name, "s%ld", slot);
    return PQsendQueryPrepared(pc->c, name, p->n, p->values, p->lengths, p->formats, 0);
}

/* Takes a failed result (or NULL: could not even send) into the transaction's state. */
static enum err failed(struct tx *tx, struct pg_conn *pc, const PGresult *res, const struct sql_stmt *st) {
    struct tx_state *state = tx->engine;
    struct pg_fault f = pg_fault_of(pc->c, res, st->name, tx->errs);
    state->retry |= f.retry;
    if (state->failed == E_OK) {
        state->failed = f.code;
    }
    return f.code;
}

/* Sends the statement (or `text` in its place) with what must precede it and returns its good result; NULL after a failure,
 * whose code is in *ret_e. */
static PGresult *exchange(struct tx *tx, const struct sql_stmt *st, long slot, const struct params *p, const char *text,
                          enum err *ret_e) {
    struct tx_state *state = tx->engine;
    struct pg_conn *pc = state->conn;
    bool prepare = false;
    int before = send_before(pc, tx, st, slot, p, &prepare);
    if (before < 0 || !send_statement(pc, st, slot, p, text) || !PQpipelineSync(pc->c)) {
        *ret_e = failed(tx, pc, NULL, st);
        return NULL;
    }
    PGresult *res = NULL;
    *ret_e = E_OK;
    for (int i = 0; i <= before; i++) {
        PQclear(res);
        res = next_result(pc);
        if (!good(res)) {
            *ret_e = failed(tx, pc, res, st);
            PQclear(res);
            res = NULL;
            break;
        }
        if (prepare && i == before - 1) {
            pc->prepared[slot] = true;
        }
    }
    if (!pg_drain(pc) && *ret_e == E_OK) {
        *ret_e = failed(tx, pc, NULL, st);
        PQclear(res);
        return NULL;
    }
    return res;
}

bool pg_command(struct pg_conn *pc, const char *sql, const char *what, struct problems *errs,
                struct pg_fault *ret_fault) {
    *ret_fault = (struct pg_fault){.code = E_DB_RETRY, .retry = true};
    if (!PQsendQueryParams(pc->c, sql, 0, NULL, NULL, NULL, NULL, 0) || !PQpipelineSync(pc->c)) {
        return false;
    }
    PGresult *res = next_result(pc);
    bool ok = good(res) && strcmp(PQcmdStatus(res), what) == 0;
    if (!ok) {
        *ret_fault = pg_fault_of(pc->c, res, what, errs);
    }
    PQclear(res);
    return pg_drain(pc) && ok;
}

/* ---- results ---- */

static int hex_digit(char c) {
    return c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
}

/* "\x6869" as bytes. */
static struct str read_bytea(struct arena *a, const char *p, size_t n) {
    if (n < 2 || p[0] != '\\') {
        return arena_dup(a, (struct str){p, n});
    }
    char *out = arena_alloc(a, n / 2);
    for (size_t i = 2; i + 1 < n; i += 2) {
        out[i / 2 - 1] = (char)(hex_digit(p[i]) << 4 | hex_digit(p[i + 1]));
    }
    return (struct str){out, n / 2 - 1};
}

/* One value; false when it is not what its letter says. */
static bool read_value(const PGresult *res, int row, int col, char letter, struct arena *arena, struct db_val *v) {
    char kind = (char)tolower((unsigned char)letter);
    *v = (struct db_val){.kind = kind};
    if (PQgetisnull(res, row, col)) {
        v->is_null = true;
        return letter != kind;
    }
    const char *p = PQgetvalue(res, row, col);
    size_t n = (size_t)PQgetlength(res, row, col);
    switch (kind) {
    case 'i':
        return str_to_i64((struct str){p, n}, &v->i);
    case 'b':
        v->i = *p == 't';
        return true;
    case 'd':
        v->d = strtod(p, NULL);
        return true;
    case 'x':
        v->s = read_bytea(arena, p, n);
        return true;
    default:
        v->s = arena_dup(arena, (struct str){p, n});
        return true;
    }
}

enum err pg_read_rows(const PGresult *res, const char *out, const char *name, struct arena *arena,
                      struct problems *errs, struct db_rows *ret) {
    int rows = PQntuples(res), cols = (int)strlen(out);
    if (rows > 0 && cols > 0 && PQnfields(res) != cols) {
        return err_set(errs, E_DB, "", "statement %s returns %d columns, not %d", name, PQnfields(res), cols);
    }
    rows = cols > 0 ? rows : 0;
    struct db_val *v = arena_array(arena, struct db_val, (size_t)rows * (size_t)cols);
    for (int r = 0; r < rows; r++) {
        for (int c = 0; c < cols; c++) {
            if (!read_value(res, r, c, out[c], arena, &v[r * cols + c])) {
                log_warn("column is not what was declared", "statement=%s column=%d", name, c + 1);
                return err_set(errs, E_DB, "", "statement %s: column %d is NULL or of another type", name, c + 1);
            }
        }
    }
    *ret = (struct db_rows){.v = v,
                            .n = (size_t)rows,
                            .cols = (size_t)cols,
                            .changed = strtoll(PQcmdTuples((PGresult *)(uintptr_t)res), NULL, 10)};
    return E_OK;
}

enum err pg_run(struct tx *tx, const struct sql_stmt *st, long slot, const struct db_val *args, struct db_rows *ret) {
    struct params p;
    enum err e = fill_params(&p, tx, st, args);
    if (e != E_OK) {
        return e;
    }
    PGresult *res = exchange(tx, st, slot, &p, NULL, &e);
    if (!res) {
        return e;
    }
    e = pg_read_rows(res, st->out, st->name, tx->arena, tx->errs, ret);
    PQclear(res);
    return e;
}

/* ---- long results ---- */

struct fetch {
    struct tx *tx;
    const struct sql_stmt *st;
    struct arena *arena; /* of one batch of rows */
    char sql[64];
    enum err (*fn)(void *ud, const struct db_val *row);
    void *ud;
};

/* One FETCH and its rows; *ret_n rows came. Failures of the database go to the transaction's state, not those of fn. */
static enum err fetch_some(struct fetch *f, size_t *ret_n) {
    enum err e;
    struct params none;
    none.n = 0;
    PGresult *res = exchange(f->tx, f->st, -1, &none, f->sql, &e);
    if (!res) {
        return e;
    }
    struct db_rows rows = {0};
    arena_reset(f->arena);
    e = pg_read_rows(res, f->st->out, f->st->name, f->arena, f->tx->errs, &rows);
    PQclear(res);
    if (e != E_OK) {
        ((struct tx_state *)f->tx->engine)->failed = e;
    }
    *ret_n = rows.n;
    for (size_t i = 0; i < rows.n && e == E_OK; i++) {
        e = f->fn(f->ud, rows.v + i * rows.cols);
    }
    return e;
}

/* Through a cursor, so that fn may run other statements on this connection between rows. */
enum err pg_each(struct tx *tx, const struct sql_stmt *st, long slot, const struct db_val *args,
                 enum err (*fn)(void *ud, const struct db_val *row), void *ud) {
    struct tx_state *state = tx->engine;
    struct pg_conn *pc = state->conn;
    struct params p;
    enum err e = fill_params(&p, tx, st, args);
    (void)slot;
    if (e != E_OK) {
        return e;
    }
    int cursor = ++pc->cursors;
    struct str declare = arena_printf(tx->arena, "DECLARE each%d NO SCROLL CURSOR FOR %s", cursor, st->postgres);
    PGresult *res = exchange(tx, st, -1, &p, declare.p, &e);
    if (!res) {
        return e;
    }
    PQclear(res);
    struct fetch f = {.tx = tx, .st = st, .arena = arena_create(SIZE_MAX / 2), .fn = fn, .ud = ud};
    snprintf(f.sql, sizeof f.sql, "FETCH %d FROM each%d", FETCH_ROWS, cursor);
    size_t n = FETCH_ROWS;
    while (e == E_OK && n == FETCH_ROWS) {
        e = fetch_some(&f, &n);
    }
    arena_free(f.arena);
    if (state->failed == E_OK) {
        struct params none;
        none.n = 0;
        enum err closed;
        snprintf(f.sql, sizeof f.sql, "CLOSE each%d", cursor);
        PQclear(exchange(tx, st, -1, &none, f.sql, &closed));
        e = e == E_OK ? closed : e;
    }
    return e;
}
