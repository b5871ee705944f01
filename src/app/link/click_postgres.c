/* click_postgres.c: the click store as the table `click` on PostgreSQL. See click_engine.h.
 *
 * The committer has a connection of its own, as the role pv_app. A batch is one transaction with one INSERT a company, sent as
 * a pipeline: one round trip and one flush of the log whatever the number of clicks. COPY would be a little faster but is
 * refused under row-level security (decisions 6). After a lost connection the same ids are sent again and those that had
 * arrived are skipped, so that a click is there once. */
#include "app/link/click_engine.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/heap.h"
#include "base/id.h"
#include "base/log.h"
#include "sql_gen.h"

#include <libpq-fe.h>
#include <stdio.h>

enum { SCRATCH_CAP = 4 * 1024 * 1024, COLUMN_MAX = 64 * 1024, COLUMNS = 5, LATE_US = 600 * 1000000 };
static const char purge_cursor[] = "clicks.purged";

struct store {
    struct db *db;
    PGconn *conn;            /* committer's */
    struct arena *scratch;
    int64_t *begun;          /* companies for which this node's cursor is there */
    size_t begun_n, begun_cap;
};

static const char insert_sql[] =
    "INSERT INTO click (company_id, id, link_id, at, class, visitor)"
    " SELECT $1::bigint, u.id, u.link_id, u.at, u.class, u.visitor"
    " FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[]) AS u (id, link_id, at, class, visitor)"
    " ON CONFLICT (company_id, id) DO NOTHING";

/* The projector finds a node's clicks by its cursors, also after the node has died: the row comes with the first click. */
static const char begin_sql[] =
    "INSERT INTO event_cursor (company_id, name, position) VALUES ($1::bigint, $2, $3::bigint)"
    " ON CONFLICT (company_id, name) DO NOTHING";

/* ---- the connection ---- */

static enum err command(PGconn *c, const char *sql, struct problems *errs) {
    PGresult *r = PQexec(c, sql);
    ExecStatusType st = PQresultStatus(r);
    PQclear(r);
    if (st == PGRES_COMMAND_OK || st == PGRES_TUPLES_OK) {
        return E_OK;
    }
    return err_set(errs, E_DB, "", "click store: %s", PQerrorMessage(c));
}

static void disconnect(struct store *s) {
    PQfinish(s->conn);
    s->conn = NULL;
}

static enum err connect_store(struct store *s, struct problems *errs) {
    /* Set for the session by the connection itself, so that they cost no round trip after a reconnect. */
    const char *keys[] = {"dbname", "application_name", "connect_timeout", NULL};
    const char *values[] = {db_url(s->db), "portevoix clicks", "5", NULL};
    s->conn = PQconnectdbParams(keys, values, 1);
    enum err e = PQstatus(s->conn) == CONNECTION_OK ? E_OK
        : err_set(errs, E_DB, "", "click store: %s", PQerrorMessage(s->conn));
    static const char *const setup[] = {"SET ROLE pv_app", "SET statement_timeout = '30s'", "SET lock_timeout = '10s'"};
    for (size_t i = 0; !e && i < sizeof setup / sizeof *setup; i++) {
        e = command(s->conn, setup[i], errs);
    }
    if (!e) {
        PGresult *r = PQprepare(s->conn, "click_insert", insert_sql, 6, NULL);
        e = PQresultStatus(r) == PGRES_COMMAND_OK ? E_OK
            : err_set(errs, E_DB, "", "click store: %s", PQerrorMessage(s->conn));
        PQclear(r);
    }
    if (e) {
        disconnect(s);
    }
    return e;
}

/* ---- writing ---- */

static int64_t column(const struct click *c, int k) {
    const int64_t v[COLUMNS] = {c->id, c->link, c->at, c->class, c->visitor};
    return v[k];
}

static bool has_begun(const struct store *s, int64_t company) {
    for (size_t i = s->begun_n; i > 0; i--) {
        if (s->begun[i - 1] == company) {
            return true;
        }
    }
    return false;
}

static bool send_begin(struct store *s, const char *company, int64_t first_id) {
    char name[32], position[24];
    snprintf(name, sizeof name, "clicks/%d", id_node_of(first_id));
    snprintf(position, sizeof position, "%lld", (long long)(first_id - 1));
    const char *values[] = {company, name, position};
    return PQsendQueryParams(s->conn, begin_sql, 3, NULL, values, NULL, NULL, 0);
}

/* One INSERT for the clicks of one company, as arrays in text form: "{1,2,3}". */
static bool send_company(struct store *s, int64_t company, struct click *const *clicks, size_t n, int64_t first_id) {
    char id[24];
    snprintf(id, sizeof id, "%lld", (long long)company);
    const char *who[] = {id};
    const char *values[COLUMNS + 1] = {id};
    for (int k = 0; k < COLUMNS; k++) {
        struct buf b;
        buf_init(&b, s->scratch, COLUMN_MAX);
        buf_ch(&b, '{');
        for (size_t i = 0; i < n; i++) {
            if (clicks[i]->company == company) {
                buf_c(&b, b.n > 1 ? "," : "");
                buf_i64(&b, column(clicks[i], k));
            }
        }
        buf_ch(&b, '}');
        values[k + 1] = buf_view(&b).p;
    }
    return PQsendQueryParams(s->conn, "SELECT set_config('pv.company', $1, true)", 1, NULL, who, NULL, NULL, 0)
        && (has_begun(s, company) || send_begin(s, id, first_id))
        && PQsendQueryPrepared(s->conn, "click_insert", COLUMNS + 1, values, NULL, NULL, 0);
}

static bool first_of_company(struct click *const *clicks, size_t i) {
    for (size_t k = 0; k < i; k++) {
        if (clicks[k]->company == clicks[i]->company) {
            return false;
        }
    }
    return true;
}

static bool send_batch(struct store *s, struct click *const *clicks, size_t n) {
    bool ok = PQsendQueryParams(s->conn, "BEGIN", 0, NULL, NULL, NULL, NULL, 0);
    int64_t last = 0;
    for (size_t i = 0; ok && i < n; i++) {
        if (clicks[i]->company != last && first_of_company(clicks, i)) {
            ok = send_company(s, clicks[i]->company, clicks, n, clicks[i]->id);
            last = clicks[i]->company;
        }
    }
    return ok && PQsendQueryParams(s->conn, "COMMIT", 0, NULL, NULL, NULL, NULL, 0) && PQpipelineSync(s->conn);
}

/* Reads every answer up to the sync; good only if none was an error. */
static bool receive_batch(struct store *s) {
    bool good = true;
    for (;;) {
        PGresult *r = PQgetResult(s->conn);
        if (!r) {
            if (PQstatus(s->conn) != CONNECTION_OK) {
                return false;
            }
            continue;        /* the end of one statement's results */
        }
        ExecStatusType st = PQresultStatus(r);
        if (st != PGRES_COMMAND_OK && st != PGRES_TUPLES_OK && st != PGRES_PIPELINE_SYNC) {
            log_debug("click store", "sqlstate=%s", PQresultErrorField(r, PG_DIAG_SQLSTATE) ?: "none");
            good = false;
        }
        PQclear(r);
        if (st == PGRES_PIPELINE_SYNC) {
            return good;
        }
    }
}

/* After the commit: the cursors that came with it are there. */
static void note_begun(struct store *s, struct click *const *clicks, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (has_begun(s, clicks[i]->company)) {
            continue;
        }
        if (s->begun_n == s->begun_cap) {
            s->begun_cap = s->begun_cap ? s->begun_cap * 2 : 16;
            s->begun = heap_realloc(s->begun, s->begun_cap * sizeof *s->begun);
        }
        s->begun[s->begun_n++] = clicks[i]->company;
    }
}

static enum err write_clicks(void *self, struct click *const *clicks, size_t n) {
    struct store *s = self;
    for (size_t i = 0; i < n; i++) {
        clicks[i]->id = clicks[i]->id ? clicks[i]->id : id_new();
    }
    if (s->conn && PQstatus(s->conn) != CONNECTION_OK) {
        disconnect(s);
    }
    enum err e = s->conn ? E_OK : connect_store(s, NULL);
    if (e) {
        return e;
    }
    bool good = PQenterPipelineMode(s->conn) && send_batch(s, clicks, n) && receive_batch(s);
    arena_reset(s->scratch);
    if (good && PQexitPipelineMode(s->conn)) {
        note_begun(s, clicks, n);
        return E_OK;
    }
    disconnect(s);           /* whatever was open is rolled back */
    return E_DB;
}

/* ---- reading ---- */

struct page {
    struct sql_click_after_row *rows;
    size_t n;
};

static enum err page_read(struct tx *tx, const void *args, void *ret) {
    const struct click_query *q = args;
    struct page *p = ret;
    return sql_click_after(tx, q->node, q->after, (int64_t)q->limit, &p->rows, &p->n);
}

static enum err read_clicks(void *self, const struct click_query *q, struct arena *a, struct click **ret, size_t *ret_n) {
    const struct store *s = self;
    struct db_cx cx = {.db = s->db, .company = q->company, .role = DB_APP, .arena = a};
    struct page p = {0};
    enum err e = db_read(&cx, page_read, q, &p, sizeof p);
    if (e) {
        return e;
    }
    struct click *list = arena_array(a, struct click, p.n + 1);
    for (size_t i = 0; i < p.n; i++) {
        list[i] = (struct click){p.rows[i].id, q->company, p.rows[i].link_id, p.rows[i].at,
                                 (enum click_class)p.rows[i].class, p.rows[i].visitor};
    }
    *ret = list;
    *ret_n = p.n;
    return E_OK;
}

/* ---- purging ---- */

struct purge {
    int64_t from, upto;      /* ids */
    int64_t before;          /* microseconds */
};

static enum err forget_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    const struct purge *p = args;
    return sql_click_forget_visitors(tx, p->from, p->upto, p->before);
}

static enum err expire_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return sql_click_purge(tx, *(const int64_t *)args);
}

static enum err done_read(struct tx *tx, const void *args, void *ret) {
    (void)args;
    struct sql_event_cursor_get_row row;
    enum err e = sql_event_cursor_get(tx, str_of(purge_cursor), &row);
    *(int64_t *)ret = e ? 0 : row.position;
    return e == E_NOT_FOUND ? E_OK : e;
}

static enum err done_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return sql_event_cursor_set(tx, str_of(purge_cursor), *(const int64_t *)args);
}

/* A day a transaction; what is older than the first purge in one. */
static enum err purge(void *self, const struct db_cx *cx, int64_t upto_day, int64_t before) {
    (void)self;
    int64_t done = 0;
    enum err e = db_read(cx, done_read, NULL, &done, sizeof done);
    for (int64_t day = done ? done + 1 : upto_day; !e && day <= upto_day; day++) {
        /* A click's id is made at its commit, a little after its time. */
        struct purge p = {.from = done ? click_id_floor(day * US_PER_DAY) : 0, .before = (day + 1) * US_PER_DAY};
        p.upto = click_id_floor(p.before + LATE_US);
        e = db_tx(cx, forget_tx, &p, NULL, 0);
        if (!e) {
            e = db_tx(cx, done_tx, &day, NULL, 0);
        }
    }
    int64_t before_id = click_id_floor(before);
    return e ? e : db_tx(cx, expire_tx, &before_id, NULL, 0);
}

/* ---- opening ---- */

static void close_store(void *self) {
    struct store *s = self;
    disconnect(s);
    arena_free(s->scratch);
    heap_free(s->begun);
    heap_free(s);
}

enum err click_postgres_open(struct db *db, struct problems *errs, struct click_engine *ret) {
    struct store *s = heap_alloc(sizeof *s);
    s->db = db;
    s->scratch = arena_create(SCRATCH_CAP);
    enum err e = connect_store(s, errs);
    if (e) {
        close_store(s);
        return e;
    }
    *ret = (struct click_engine){.self = s, .write = write_clicks, .read = read_clicks, .purge = purge,
                                 .close = close_store};
    return E_OK;
}
