/* testdb.h: a fresh, migrated database for a unit test, on either engine.
 *
 * testdb_engines() tells how many engines there are to try: SQLite always, PostgreSQL when PV_TEST_POSTGRES names a server
 * (test/pg.sh starts one). Tests that loop over them name the engine in what they print. */
#ifndef PV_TEST_UNIT_TESTDB_H
#define PV_TEST_UNIT_TESTDB_H

#include "app/privacy/person.h"
#include "base/rnd.h"
#include "db/db.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct testdb {
    struct db *db;
    struct arena *arena;
    struct problems errs;
    char url[512];
    char dir[128];       /* scratch folder; SQLite files live here */
    char name[64];       /* PostgreSQL database */
};

static inline bool testdb_has_postgres(void) {
    const char *url = getenv("PV_TEST_POSTGRES");
    return url && *url;
}

static inline void testdb_admin(const char *sql) {
    PGconn *c = PQconnectdb(getenv("PV_TEST_POSTGRES"));
    PGresult *r = PQexec(c, sql);
    if (PQresultStatus(r) != PGRES_COMMAND_OK) {
        fprintf(stderr, "%s: %s\n", sql, PQerrorMessage(c));
    }
    PQclear(r);
    PQfinish(c);
}

/* Exits the program when the database can't be had: nothing could be tested. */
static inline void testdb_open(struct testdb *t, enum db_engine engine) {
    static const unsigned char key[PERSON_KEY_BYTES] = {1, 2, 3};
    static int count;
    rnd_init();
    person_keys_set(key);
    t->arena = arena_create((size_t)1 << 30);
    t->errs = (struct problems){.arena = t->arena};
    snprintf(t->dir, sizeof t->dir, "/tmp/pv-test-%d-%d", (int)getpid(), count++);
    char cmd[256];
    snprintf(cmd, sizeof cmd, "mkdir -p %s", t->dir);
    if (system(cmd) != 0) {
        exit(1);
    }
    t->name[0] = '\0';
    if (engine == DB_SQLITE) {
        snprintf(t->url, sizeof t->url, "sqlite:%s/test.db", t->dir);
    } else {
        snprintf(t->name, sizeof t->name, "pv_test_%d_%d", (int)getpid(), count);
        snprintf(cmd, sizeof cmd, "CREATE DATABASE %s", t->name);
        testdb_admin(cmd);
        const char *base = getenv("PV_TEST_POSTGRES");
        const char *slash = strrchr(base, '/');
        snprintf(t->url, sizeof t->url, "%.*s/%s", (int)(slash - base), base, t->name);
    }
    struct db_open_options opt = {.url = t->url};
    int applied = 0;
    enum err e = db_open(&opt, &t->errs, &t->db);
    if (!e) {
        e = db_migrate(t->db, &t->errs, &applied);
    }
    if (e) {
        fprintf(stderr, "no database: %s %s\n", err_info(e)->slug, t->errs.n ? t->errs.items[0].detail.p : "");
        exit(1);
    }
}

static inline void testdb_close(struct testdb *t) {
    char cmd[256];
    db_close(t->db);
    arena_free(t->arena);
    if (t->name[0]) {
        snprintf(cmd, sizeof cmd, "DROP DATABASE %s WITH (FORCE)", t->name);
        testdb_admin(cmd);
    }
    snprintf(cmd, sizeof cmd, "rm -rf %s", t->dir);
    if (system(cmd) != 0) {
        fprintf(stderr, "%s is left\n", t->dir);
    }
}

static inline struct db_cx testdb_cx(struct testdb *t, int64_t company) {
    return (struct db_cx){.db = t->db, .company = company, .role = company ? DB_APP : DB_ROUTER, .arena = t->arena,
                          .errs = &t->errs};
}

#endif
