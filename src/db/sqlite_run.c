/* sqlite_run.c: one statement on one SQLite connection: prepare once, bind, step, read.
 *
 * Parameters are numbered ?1 … by sqlgen, the company last, so binding is by place. Knows nothing of transactions but
 * that a statement outside one is refused: SQLite ends a transaction by itself on some failures (full disk), and what
 * followed would then commit on its own. */
#include "db/sqlite.h"

#include "base/log.h"

#include <ctype.h>

enum err lite_error(sqlite3 *db, int code, const char *what, struct problems *errs) {
    int kind = code & 0xff;
    if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY) {
        return E_EXISTS;
    }
    log_debug("sqlite", "statement=%s code=%d message=\"%s\"", what, code,
              db ? sqlite3_errmsg(db) : sqlite3_errstr(code));
    if (lite_busy(code)) {
        return err_set(errs, E_DB_RETRY, "", "the database is in use by another process");
    }
    log_warn("database error", "statement=%s code=%d", what, code);
    if (kind == SQLITE_FULL) {
        return err_set(errs, E_DB, "", "the disk is full: nothing was stored");
    }
    if (kind == SQLITE_IOERR || kind == SQLITE_CANTOPEN || kind == SQLITE_READONLY) {
        return err_set(errs, E_DB, "", "the database file cannot be read or written (%s)", sqlite3_errstr(code));
    }
    const char *why = code == SQLITE_CONSTRAINT_TRIGGER && db ? sqlite3_errmsg(db) : sqlite3_errstr(code);
    return err_set(errs, E_DB, "", "statement %s failed (%s)", what, why);
}

bool lite_busy(int code) {
    return (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED;
}

int lite_step(sqlite3_stmt *st) {
    int code = sqlite3_step(st);
    int end = sqlite3_reset(st);
    return code == SQLITE_DONE || code == SQLITE_ROW ? SQLITE_OK : end;
}

/* The prepared statement; *ret_own when the caller must finalize it (no slot, or the cached one is running). */
static int prepared(struct lite_conn *c, const struct sql_stmt *st, long slot, bool *ret_own, sqlite3_stmt **ret) {
    bool cached = slot >= 0 && !(c->cache[slot] && sqlite3_stmt_busy(c->cache[slot]));
    *ret_own = !cached;
    if (cached && c->cache[slot]) {
        *ret = c->cache[slot];
        return SQLITE_OK;
    }
    int code = sqlite3_prepare_v3(c->db, st->sqlite, -1, cached ? SQLITE_PREPARE_PERSISTENT : 0, ret, NULL);
    if (cached && code == SQLITE_OK) {
        c->cache[slot] = *ret;
    }
    return code;
}

static int bind_one(sqlite3_stmt *h, int at, const struct db_val *v) {
    if (v->is_null) {
        return sqlite3_bind_null(h, at);
    }
    switch (v->kind) {
    case 'i':
        return sqlite3_bind_int64(h, at, v->i);
    case 'b':
        return sqlite3_bind_int64(h, at, v->i != 0);
    case 'd':
        return sqlite3_bind_double(h, at, v->d);
    case 't':
        return sqlite3_bind_text64(h, at, v->s.p ? v->s.p : "", v->s.n, SQLITE_STATIC, SQLITE_UTF8);
    case 'x':
        return sqlite3_bind_blob64(h, at, v->s.p ? v->s.p : "", v->s.n, SQLITE_STATIC);
    default:
        return SQLITE_MISUSE;
    }
}

static int bind_all(sqlite3_stmt *h, const struct tx *tx, const struct sql_stmt *st, const struct db_val *args) {
    int n = (int)strlen(st->in), code = SQLITE_OK;
    for (int i = 0; i < n && code == SQLITE_OK; i++) {
        code = bind_one(h, i + 1, &args[i]);
    }
    if (code == SQLITE_OK && st->uses_company) {
        code = sqlite3_bind_int64(h, n + 1, tx->company);
    }
    return code;
}

enum err lite_read_row(sqlite3_stmt *h, const char *out, const char *name, struct problems *errs, struct db_val *ret) {
    for (int i = 0; out[i]; i++) {
        char kind = (char)tolower((unsigned char)out[i]);
        struct db_val *v = &ret[i];
        *v = (struct db_val){.kind = kind};
        if (sqlite3_column_type(h, i) == SQLITE_NULL) {
            v->is_null = true;
            if (out[i] == kind) {
                log_warn("NULL in a column declared without", "statement=%s column=%d", name, i + 1);
                return err_set(errs, E_DB, "", "statement %s: column %d is NULL", name, i + 1);
            }
        } else if (kind == 'i' || kind == 'b') {
            v->i = sqlite3_column_int64(h, i);
        } else if (kind == 'd') {
            v->d = sqlite3_column_double(h, i);
        } else {
            const void *p = kind == 't' ? (const void *)sqlite3_column_text(h, i) : sqlite3_column_blob(h, i);
            v->s = (struct str){p ? p : "", (size_t)sqlite3_column_bytes(h, i)};
        }
    }
    return E_OK;
}

/* Prepares and binds; the statement is ready to step. */
static enum err start(struct tx *tx, const struct sql_stmt *st, long slot, const struct db_val *args, bool *ret_own,
                      sqlite3_stmt **ret) {
    struct tx_state *state = tx->engine;
    struct lite_conn *c = state->conn;
    if (sqlite3_get_autocommit(c->db)) {
        return err_set(tx->errs, E_DB, "", "the transaction was ended by an earlier failure");
    }
    int code = prepared(c, st, slot, ret_own, ret);
    if (code != SQLITE_OK) {
        log_warn("statement cannot be prepared", "statement=%s where=%s message=\"%s\"", st->name,
                  st->where ? st->where : "-", sqlite3_errmsg(c->db));
        return lite_error(c->db, sqlite3_extended_errcode(c->db), st->name, tx->errs);
    }
    code = bind_all(*ret, tx, st, args);
    return code == SQLITE_OK ? E_OK : lite_error(c->db, code, st->name, tx->errs);
}

static enum err finish(struct tx *tx, const struct sql_stmt *st, sqlite3_stmt *h, bool own, int code, enum err e) {
    struct tx_state *state = tx->engine;
    struct lite_conn *c = state->conn;
    if (e == E_OK && code != SQLITE_DONE && code != SQLITE_ROW) {
        code = sqlite3_extended_errcode(c->db);
        state->retry |= lite_busy(code);
        e = lite_error(c->db, code, st->name, tx->errs);
    }
    if (own) {
        sqlite3_finalize(h);
    } else {
        sqlite3_reset(h);
        sqlite3_clear_bindings(h);
    }
    return e;
}

enum err lite_run(struct tx *tx, const struct sql_stmt *st, long slot, const struct db_val *args, struct db_rows *ret) {
    sqlite3_stmt *h = NULL;
    bool own = false;
    enum err e = start(tx, st, slot, args, &own, &h);
    if (e != E_OK) {
        return e;
    }
    struct row_store rs = {.arena = tx->arena, .cols = ret->cols};
    int code;
    while ((code = sqlite3_step(h)) == SQLITE_ROW && e == E_OK) {
        if (rs.cols == 0) {
            continue;
        }
        struct db_val *row = row_store_add(&rs);
        e = lite_read_row(h, st->out, st->name, tx->errs, row);
        for (size_t i = 0; e == E_OK && i < rs.cols; i++) {
            if ((row[i].kind == 't' || row[i].kind == 'x') && !row[i].is_null) {
                row[i].s = arena_dup(tx->arena, row[i].s);
            }
        }
    }
    ret->v = rs.v;
    ret->n = rs.n;
    ret->changed = st->writes ? sqlite3_changes64(sqlite3_db_handle(h)) : 0;
    return finish(tx, st, h, own, code, e);
}

enum err lite_each(struct tx *tx, const struct sql_stmt *st, long slot, const struct db_val *args,
                   enum err (*fn)(void *ud, const struct db_val *row), void *ud) {
    struct tx_state *state = tx->engine;
    sqlite3_stmt *h = NULL;
    bool own = false;
    struct db_val *row = arena_array(tx->arena, struct db_val, strlen(st->out));
    enum err e = start(tx, st, slot, args, &own, &h), stopped = E_OK;
    if (e != E_OK) {
        state->failed = state->failed ? state->failed : e;
        return e;
    }
    int code;
    while ((code = sqlite3_step(h)) == SQLITE_ROW && e == E_OK && stopped == E_OK) {
        e = lite_read_row(h, st->out, st->name, tx->errs, row);
        if (e == E_OK) {
            stopped = fn(ud, row);
        }
        if (stopped != E_OK) {
            break;
        }
    }
    e = finish(tx, st, h, own, code, e);
    if (e != E_OK && state->failed == E_OK) {
        state->failed = e;
    }
    return e == E_OK ? stopped : e;
}
