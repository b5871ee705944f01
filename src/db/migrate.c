/* migrate.c: brings the schema up to date, and says whether it is.
 *
 * Each migration of the program runs in one transaction of its own, after which its name and checksum stand in
 * schema_migration; a released file that changed is found by the checksum. A lock keeps two nodes that start together
 * from doing it both. Policies and triggers (access.c) are applied when their script differs from the one applied last,
 * which is row 0. No way down. */
#include "db/engine.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"

static const char create_table[] = "CREATE TABLE IF NOT EXISTS schema_migration (version BIGINT NOT NULL PRIMARY KEY, "
                                   "name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at BIGINT NOT NULL)";

/* A number of our own, so that other programs' locks in the same database don't meet ours: "pvmigrat". */
static const char lock_postgres[] = "BEGIN; SELECT pg_advisory_xact_lock(8103512870310732148); SET LOCAL ROLE pv_owner";

struct migrate {
    struct db *db;
    struct script *sc;
    struct arena *arena;
    struct problems *errs;
    int64_t applied; /* highest version there */
    struct str access; /* fingerprint of the access script applied last */
};

/* ---- the text of one engine ---- */

/* Drops the `-- @…` blocks of the other engine. */
static struct str text_for(enum db_engine kind, const char *text, struct arena *arena) {
    struct buf b;
    struct str rest = str_of(text), line;
    bool mine = true;
    buf_init(&b, arena, 8 << 20);
    while (str_split(&rest, '\n', &line)) {
        if (str_starts(line, STR("-- @sqlite"))) {
            mine = kind == DB_SQLITE;
        } else if (str_starts(line, STR("-- @postgres"))) {
            mine = kind == DB_POSTGRES;
        } else if (str_starts(line, STR("-- @end"))) {
            mine = true;
        } else if (mine) {
            buf_str(&b, line);
            buf_ch(&b, '\n');
        }
    }
    return b.over ? STR_NULL : buf_view(&b);
}

/* ---- what is there ---- */

static enum err exec(struct migrate *m, const char *sql) {
    return m->db->ops->script_exec(m->sc, sql, m->errs);
}

static enum err check_row(struct migrate *m, int64_t version, struct str name, struct str sha256) {
    if (version == 0) {
        m->access = sha256;
        return E_OK;
    }
    if (version > (int64_t)sql_migration_count) {
        return err_set(m->errs, E_CONFIG, "/db",
                       "the database has version %lld (%.*s), this program knows %zu: it is too old",
                       (long long)version, STRF(name), sql_migration_count);
    }
    const struct sql_migration *known = &sql_migrations[version - 1];
    if (!str_is(name, known->name) || !str_is(sha256, known->sha256)) {
        return err_set(m->errs, E_CONFIG, "/db", "migration %.*s in the database is not the one of this program (%s)",
                       STRF(name), known->name);
    }
    if (version != m->applied + 1) {
        return err_set(m->errs, E_CONFIG, "/db", "migration %lld is missing in the database",
                       (long long)m->applied + 1);
    }
    m->applied = version;
    return E_OK;
}

/* Reads schema_migration: m->applied, m->access. */
static enum err read_state(struct migrate *m) {
    struct db_rows rows = {0};
    m->applied = 0;
    m->access = STR_NULL;
    enum err e = m->db->ops->script_query(m->sc, "SELECT version, name, sha256 FROM schema_migration ORDER BY version",
                                          "itt", m->arena, m->errs, &rows);
    for (size_t i = 0; i < rows.n && e == E_OK; i++) {
        const struct db_val *v = rows.v + i * 3;
        e = check_row(m, v[0].i, v[1].s, v[2].s);
    }
    return e;
}

/* ---- one step ---- */

static struct str fingerprint(struct migrate *m, struct str script) {
    return arena_printf(m->arena, "fnv:%016llx", (unsigned long long)str_hash(script));
}

static enum err record(struct migrate *m, int64_t version, const char *name, struct str sha256) {
    struct str sql = arena_printf(
        m->arena,
        "INSERT INTO schema_migration (version, name, sha256, applied_at) VALUES (%lld, '%s', '%.*s', %lld) "
        "ON CONFLICT (version) DO UPDATE SET sha256 = excluded.sha256, applied_at = excluded.applied_at",
        (long long)version, name, STRF(sha256), (long long)clock_now());
    return exec(m, sql.p);
}

/* Applies the next thing that is missing; *ret_did says whether there was one. Inside a transaction that holds the lock. */
static enum err step_locked(struct migrate *m, bool *ret_did) {
    enum err e = exec(m, create_table);
    if (e == E_OK) {
        e = read_state(m);
    }
    if (e != E_OK) {
        return e;
    }
    struct str script = access_script(m->db->kind, m->arena);
    *ret_did = true;
    if ((size_t)m->applied < sql_migration_count) {
        const struct sql_migration *next = &sql_migrations[m->applied];
        e = exec(m, text_for(m->db->kind, next->text, m->arena).p);
        if (e != E_OK) {
            return err_set(m->errs, e, "/db", "migration %s failed", next->name);
        }
        log_debug("migration applied", "name=%s", next->name);
        return record(m, next->version, next->name, str_of(next->sha256));
    }
    if (!str_eq(m->access, fingerprint(m, script))) {
        e = exec(m, script.p);
        return e == E_OK ? record(m, 0, "access", fingerprint(m, script)) : e;
    }
    *ret_did = false;
    return E_OK;
}

static enum err step(struct migrate *m, bool *ret_did) {
    enum err e = exec(m, m->db->kind == DB_SQLITE ? "BEGIN IMMEDIATE" : lock_postgres);
    if (e == E_OK) {
        e = step_locked(m, ret_did);
    }
    if (e == E_OK) {
        return exec(m, "COMMIT");
    }
    (void)m->db->ops->script_exec(m->sc, "ROLLBACK", NULL);
    return e;
}

enum err db_migrate(struct db *db, struct problems *errs, int *ret_applied) {
    struct migrate m = {.db = db, .errs = errs, .arena = arena_create(64 << 20)};
    enum err e = db->ops->script_open(db, errs, &m.sc);
    if (e == E_OK && db->kind == DB_POSTGRES) {
        e = exec(&m, access_roles_script());
    }
    bool did = m.sc != NULL;
    int64_t before = -1;
    while (e == E_OK && did) {
        e = step(&m, &did);
        before = before < 0 ? m.applied : before;
    }
    if (m.sc) {
        db->ops->script_close(m.sc);
    }
    if (e == E_OK && ret_applied) {
        *ret_applied = (int)(m.applied - before);
    }
    arena_free(m.arena);
    return e;
}

enum err db_roles(struct db *db, struct problems *errs) {
    if (db->kind != DB_POSTGRES) {
        return E_OK;
    }
    struct migrate m = {.db = db, .errs = errs, .arena = arena_create(1 << 20)};
    enum err e = db->ops->script_open(db, errs, &m.sc);
    if (e == E_OK) {
        e = exec(&m, access_roles_script());
    }
    if (m.sc) {
        db->ops->script_close(m.sc);
    }
    arena_free(m.arena);
    return e;
}

/* ---- check ---- */

static enum err check_file(struct migrate *m) {
    struct db_rows rows = {0};
    if (m->db->kind != DB_SQLITE) {
        return E_OK;
    }
    enum err e = m->db->ops->script_query(m->sc, "PRAGMA quick_check(5)", "t", m->arena, m->errs, &rows);
    for (size_t i = 0; i < rows.n && e == E_OK; i++) {
        if (!str_is(rows.v[i].s, "ok")) {
            e = err_set(m->errs, E_DB, "/db", "the file is damaged: %.*s", STRF(rows.v[i].s));
        }
    }
    if (e == E_OK && exec(m, "INSERT INTO post_index (post_index, rank) VALUES ('integrity-check', 1)")) {
        e = err_set(m->errs, E_DB, "/db", "the index for searching is not that of the posts: run \"portevoix search rebuild\"");
    }
    return e;
}

enum err db_check(struct db *db, struct problems *errs) {
    struct migrate m = {.db = db, .errs = errs, .arena = arena_create(64 << 20)};
    enum err e = db->ops->script_open(db, errs, &m.sc);
    if (e == E_OK && db->kind == DB_POSTGRES) {
        e = exec(&m, "SET ROLE pv_owner");
    }
    if (e == E_OK) {
        e = read_state(&m);
    }
    if (e == E_OK && (size_t)m.applied < sql_migration_count) {
        e = err_set(errs, E_STATE, "/db", "%zu migrations are missing: run \"portevoix db migrate\"",
                    sql_migration_count - (size_t)m.applied);
    }
    if (e == E_OK && !str_eq(m.access, fingerprint(&m, access_script(db->kind, m.arena)))) {
        e = err_set(errs, E_STATE, "/db", "policies and triggers are not this program's: run \"portevoix db migrate\"");
    }
    if (e == E_OK) {
        e = check_file(&m);
    }
    if (m.sc) {
        db->ops->script_close(m.sc);
    }
    arena_free(m.arena);
    return e;
}

enum err db_reindex(struct db *db, struct problems *errs) {
    bool lite = db->kind == DB_SQLITE;
    struct script *sc = NULL;
    enum err e = db->ops->script_open(db, errs, &sc);
    if (e == E_OK && !lite) {
        e = db->ops->script_exec(sc, "SET ROLE pv_owner", errs);
    }
    if (e == E_OK) {
        e = db->ops->script_exec(sc, lite ? "INSERT INTO post_index (post_index) VALUES ('rebuild')"
                                          : "REINDEX INDEX post_words_terms", errs);
    }
    if (sc) {
        db->ops->script_close(sc);
    }
    return e;
}
