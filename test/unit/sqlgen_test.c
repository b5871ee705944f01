/* sqlgen_test.c: what tools/sqlgen takes and what it refuses.
 *
 * Each case is one statement over a small schema of its own, given to the real program (built beside this test); a refused
 * one must say why. On SQLite these refusals are all that keeps companies apart (decisions 4), so the cases are the ways
 * round them that came to mind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define COLUMN_NOTE " -- purpose: x; retention: y\n"

static const char schema[] =
    "-- @router SELECT(id)\n"
    "CREATE TABLE company (\n  id BIGINT NOT NULL PRIMARY KEY," COLUMN_NOTE "  name TEXT NOT NULL" COLUMN_NOTE ");\n"
    "CREATE TABLE post (\n  company_id BIGINT NOT NULL," COLUMN_NOTE "  id BIGINT NOT NULL," COLUMN_NOTE
    "  title TEXT NOT NULL," COLUMN_NOTE "  note TEXT," COLUMN_NOTE "  PRIMARY KEY (company_id, id)\n);\n"
    "CREATE TABLE share (\n  company_id BIGINT NOT NULL," COLUMN_NOTE "  id BIGINT NOT NULL," COLUMN_NOTE
    "  post_id BIGINT NOT NULL," COLUMN_NOTE "  code TEXT NOT NULL," COLUMN_NOTE "  PRIMARY KEY (company_id, id)\n);\n"
    "-- @append-only\n"
    "CREATE TABLE ledger (\n  company_id BIGINT NOT NULL," COLUMN_NOTE "  id BIGINT NOT NULL," COLUMN_NOTE
    "  PRIMARY KEY (company_id, id)\n);\n"
    "-- @server\n-- @router SELECT(name) INSERT\n"
    "CREATE TABLE lease (\n  name TEXT NOT NULL PRIMARY KEY" COLUMN_NOTE ");\n"
    "-- @postgres\nCREATE TABLE click (\n  company_id BIGINT NOT NULL," COLUMN_NOTE "  id BIGINT NOT NULL," COLUMN_NOTE
    "  PRIMARY KEY (company_id, id)\n);\n-- @end\n"
    "-- @sqlite\nCREATE VIRTUAL TABLE idx USING fts5(company_id, title, content='post', content_rowid='id');\n-- @end\n";

static char dir[64], tool[512];

static void write_file(const char *name, const char *text) {
    char path[200];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
    fclose(f);
}

static char *read_text(const char *name) {
    static char text[1 << 18];
    char path[200];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "rb");
    size_t n = f ? fread(text, 1, sizeof text - 1, f) : 0;
    if (f) {
        fclose(f);
    }
    text[n] = '\0';
    return text;
}

/* Exit code; what it printed is in the file "err". */
static int run(void) {
    char arg[7][200];
    snprintf(arg[0], sizeof arg[0], "%s/gen.h", dir);
    snprintf(arg[1], sizeof arg[1], "%s/gen.c", dir);
    snprintf(arg[2], sizeof arg[2], "%s/0001_init.sql", dir);
    snprintf(arg[3], sizeof arg[3], "%s/x.sql", dir);
    snprintf(arg[4], sizeof arg[4], "%s/err", dir);
    pid_t pid = fork();
    if (pid == 0) {
        if (!freopen(arg[4], "wb", stderr)) {
            _exit(3);
        }
        execl(tool, tool, "--out-h", arg[0], "--out-c", arg[1], arg[2], "--", arg[3], (char *)NULL);
        _exit(4);
    }
    int status = 0;
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

struct good_or_bad {
    const char *sql;
    const char *refusal;     /* part of the message; NULL = taken */
};

#define LIST "-- name: x :many\n-- in: v i\n-- out: id i\n"
#define LITE LIST "-- only: sqlite\n"
#define EXEC "-- name: x :exec\n-- in: v i\n"
#define ROWS EXEC "-- rows: 3\n"
#define MINE "company_id = $company"

static const struct good_or_bad cases[] = {
    /* selects */
    {LIST "SELECT id FROM post WHERE " MINE " AND id > $v;", NULL},
    {LIST "SELECT id FROM post WHERE $company = company_id AND id > $v;", NULL},
    {LIST "SELECT id FROM post WHERE id > $v;", "post is not bound"},
    {LIST "SELECT id FROM post WHERE " MINE " OR id > $v;", "post is not bound"},
    {LIST "SELECT id FROM post WHERE " MINE " AND (id > $v OR title = 'a');", NULL},
    {LIST "SELECT id FROM post WHERE NOT " MINE " AND id > $v;", "post is not bound"},
    {LIST "SELECT id FROM post WHERE company_id = $v;", "post is not bound"},
    {LIST "SELECT id FROM post WHERE company_id >= $company AND id > $v;", "post is not bound"},
    {LIST "SELECT id FROM post WHERE company_id = $company + 1 AND id > $v;", "post is not bound"},
    {LIST "SELECT id FROM post WHERE id BETWEEN $v AND company_id = $company;", "post is not bound"},
    {LIST "SELECT id FROM post WHERE CASE WHEN id > $v THEN id ELSE id AND " MINE " AND TRUE END;", "post is not bound"},
    {LIST "SELECT id FROM post WHERE title = 'company_id = $company' AND id > $v;", "post is not bound"},
    {LIST "SELECT id FROM post -- WHERE " MINE "\nWHERE id > $v;", "post is not bound"},
    {LIST "SELECT id FROM post /* WHERE " MINE " */ WHERE id > $v;", "post is not bound"},
    {LIST "SELECT id FROM post HAVING " MINE " AND id > $v;", "post is not bound"},
    {LIST "SELECT s.id FROM share s JOIN post p ON p.id = s.post_id WHERE s." MINE " AND p.id > $v;", "post p is not bound"},
    {LIST "SELECT s.id FROM share s JOIN post p ON p." MINE " AND p.id = s.post_id WHERE s." MINE " AND p.id > $v;", NULL},
    {LIST "SELECT s.id FROM share s JOIN post p ON p.company_id = s.company_id WHERE s." MINE " AND p.id > $v;", "post p is not"},
    {LIST "SELECT s.id FROM share s LEFT JOIN post p ON s." MINE " AND p." MINE " WHERE s.id > $v;", "share s is not bound"},
    {LIST "SELECT s.id FROM share s, post p WHERE s." MINE " AND s." MINE " AND p.id > $v;", "post p is not bound"},
    {LIST "SELECT a.id FROM post a JOIN post b ON b." MINE " AND b.id = a.id WHERE b." MINE " AND a.id > $v;", "post a is not"},
    {LIST "SELECT s.id FROM share s JOIN post p USING (company_id) WHERE s." MINE " AND s.id > $v;", "post p is not bound"},
    {LIST "SELECT s.id FROM (share s JOIN post p ON p.id = s.id) WHERE s.id > $v;", "without parentheses"},
    {LIST "SELECT s.id FROM share s NATURAL JOIN post p WHERE s." MINE " AND s.id > $v;", "NATURAL"},
    {LIST "SELECT id FROM main.post WHERE id > $v;", "without a schema"},
    {LIST "SELECT id FROM \"post\" WHERE id > $v;", "table name expected"},
    /* subqueries, CTEs, compounds */
    {LIST "SELECT id FROM post WHERE " MINE " AND id IN (SELECT post_id FROM share WHERE id > $v);", "share is not bound"},
    {LIST "SELECT id FROM post WHERE " MINE " AND id IN (SELECT post_id FROM share WHERE " MINE " AND id > $v);", NULL},
    {LIST "SELECT id FROM post p WHERE p." MINE " AND EXISTS (SELECT 1 FROM share s WHERE p." MINE " AND s.id > $v);", "share s is"},
    {LIST "SELECT q.id FROM (SELECT id FROM post WHERE id > $v) q;", "post is not bound"},
    {LIST "SELECT q.id FROM ((SELECT id FROM post WHERE id > $v)) q;", "without parentheses"},
    {LIST "SELECT (SELECT MAX(id) FROM share) AS id FROM post WHERE " MINE " AND id > $v;", "share is not bound"},
    {LIST "WITH q AS (SELECT id FROM post WHERE id > $v) SELECT id FROM q;", "post is not bound"},
    {LIST "WITH q AS (SELECT id FROM post WHERE " MINE " AND id > $v) SELECT id FROM q;", NULL},
    {LIST "WITH RECURSIVE q(id) AS (SELECT $v UNION ALL SELECT id + 1 FROM q WHERE id < 9) SELECT id FROM q;", NULL},
    {LIST "WITH post AS (SELECT 1 AS id) SELECT id FROM post WHERE id > $v;", "hides the table"},
    {LIST "SELECT id FROM post WHERE " MINE " UNION ALL SELECT id FROM share WHERE id > $v;", "share is not bound"},
    {LIST "SELECT id FROM post WHERE " MINE " ORDER BY (SELECT MAX(id) FROM share WHERE id > $v);", "share is not bound"},
    {LIST "SELECT id FROM nothing WHERE id > $v;", "unknown table nothing"},
    {LIST "SELECT id FROM sqlite_master WHERE id > $v;", "unknown table"},
    {LIST "SELECT id FROM click WHERE " MINE " AND id > $v;", "only on postgres"},
    {LIST "-- only: postgres\nSELECT id FROM click WHERE " MINE " AND id > $v;", NULL},
    /* the table company itself */
    {LIST "SELECT id FROM company WHERE id = $company AND id > $v;", NULL},
    {LIST "SELECT id FROM company WHERE id > $v;", "company is not bound"},
    {LIST "SELECT p.id FROM post p JOIN company c ON c.id = p.company_id WHERE p." MINE " AND p.id > $v;", "company c is not"},
    /* inserts */
    {EXEC "INSERT INTO post (company_id, id, title) VALUES ($company, $v, 'a');", NULL},
    {EXEC "INSERT INTO post (company_id, id, title) VALUES ($v, $v, 'a');", "must be $company"},
    {EXEC "INSERT INTO post (id, company_id, title) VALUES ($company, $v, 'a');", "must be $company"},
    {EXEC "INSERT INTO post (company_id, id, title) VALUES ($company, $v, 'a'), (7, 8, 'b');", "must be $company"},
    {EXEC "INSERT INTO post (id, title) VALUES ($v, 'a');", "must give company_id"},
    {EXEC "INSERT INTO post VALUES ($company, $v, 'a');", "name the columns"},
    {EXEC "INSERT OR REPLACE INTO post (company_id, id) VALUES ($company, $v);", "INSERT INTO"},
    {EXEC "REPLACE INTO post (company_id, id) VALUES ($company, $v);", "expected, not replace"},
    {EXEC "INSERT INTO post (company_id, id, title) SELECT $company, id, 'a' FROM share WHERE " MINE " AND id > $v;", NULL},
    {EXEC "INSERT INTO post (company_id, id, title) SELECT $company, id, 'a' FROM share WHERE id > $v;", "share is not bound"},
    {EXEC "INSERT INTO post (company_id, id, title) SELECT company_id, id, 'a' FROM share WHERE " MINE " AND id > $v;", "must be $c"},
    {EXEC "INSERT INTO post (company_id, id) SELECT $company, $v UNION ALL SELECT 7, 8;", "must be $company"},
    {EXEC "INSERT INTO post (company_id, id) SELECT $company, $v UNION ALL SELECT $company, 8;", NULL},
    {EXEC "INSERT INTO share (company_id, id, post_id, code) VALUES ($company, $v, 1, 'a') ON CONFLICT (code) DO NOTHING;", NULL},
    {EXEC "INSERT INTO share (company_id, id, post_id, code) VALUES ($company, $v, 1, 'a') ON CONFLICT (code) DO UPDATE SET "
          "post_id = 2;", "ON CONFLICT"},
    {EXEC "INSERT INTO share (company_id, id, post_id, code) VALUES ($company, $v, 1, 'a') ON CONFLICT (code) DO UPDATE SET "
          "post_id = 2 WHERE share." MINE ";", NULL},
    {EXEC "INSERT INTO share (company_id, id, post_id, code) VALUES ($company, $v, 1, 'a') ON CONFLICT (company_id, id) DO UPDATE "
          "SET company_id = 2;", "may not be changed"},
    /* a full-text index is bound by its rows */
    {LITE "SELECT p.id FROM idx JOIN post AS p ON p." MINE " AND p.id = idx.rowid WHERE idx MATCH CAST($v AS TEXT);", NULL},
    {LITE "SELECT p.id FROM idx JOIN post AS p ON p." MINE " WHERE idx MATCH CAST($v AS TEXT) AND idx.rowid = p.id;", NULL},
    {LITE "SELECT rowid AS id FROM idx WHERE idx MATCH CAST($v AS TEXT);", "idx is not bound"},
    {LITE "SELECT rowid AS id FROM idx WHERE " MINE " AND idx MATCH CAST($v AS TEXT);", "idx is not bound"},
    {LITE "SELECT p.id FROM idx JOIN post AS p ON p." MINE " WHERE idx MATCH CAST($v AS TEXT);", "idx is not bound"},
    {LITE "SELECT p.id FROM idx JOIN post AS p ON p." MINE " WHERE idx MATCH CAST($v AS TEXT) AND (idx.rowid = p.id OR p.id = 1);", "idx is not bound"},
    {LITE "SELECT idx.rowid AS id FROM idx LEFT JOIN post AS p ON p." MINE " AND idx.rowid = p.id WHERE idx MATCH CAST($v AS TEXT);", "idx is not bound"},
    {LITE "SELECT p.id FROM idx JOIN post AS p ON p.id = idx.rowid WHERE idx MATCH CAST($v AS TEXT);", "post p is not bound"},
    {EXEC "-- only: sqlite\nINSERT INTO idx (rowid, title) VALUES ($v, 'a');", "must give company_id"},
    {EXEC "-- only: sqlite\nINSERT INTO idx (rowid, company_id, title) VALUES ($v, $company, 'a');", NULL},
    /* updates and deletes */
    {EXEC "UPDATE post SET title = 'a' WHERE " MINE " AND id = $v;", NULL},
    {EXEC "UPDATE post SET title = 'a' WHERE id = $v;", "post is not bound"},
    {EXEC "UPDATE post SET title = 'a', company_id = $v WHERE " MINE ";", "may not be changed"},
    {EXEC "UPDATE post SET (title, company_id) = ('a', $v) WHERE " MINE ";", "may not be changed"},
    {EXEC "UPDATE post SET title = (SELECT code FROM share WHERE id = $v) WHERE " MINE ";", "share is not bound"},
    {EXEC "UPDATE post AS p SET title = s.code FROM share s WHERE p." MINE " AND s.id = $v;", "share s is not bound"},
    {EXEC "UPDATE post AS p SET title = s.code FROM share s WHERE s." MINE " AND s.id = $v;", "post p is not bound"},
    {EXEC "UPDATE post AS p SET title = s.code FROM share s WHERE p." MINE " AND s." MINE " AND s.id = $v;", NULL},
    {EXEC "DELETE FROM post WHERE " MINE " AND id = $v;", NULL},
    {EXEC "DELETE FROM post WHERE id = $v;", "post is not bound"},
    {EXEC "DELETE FROM ledger WHERE " MINE " AND id = $v;", "append-only"},
    {EXEC "WITH d AS (DELETE FROM post WHERE " MINE " RETURNING id) DELETE FROM share WHERE " MINE " AND id = $v;", "outermost"},
    /* other roles */
    {EXEC "DELETE FROM lease WHERE name = CAST($v AS TEXT);", "is @server"},
    {LIST "-- access: router\nSELECT id FROM company WHERE id > $v;", NULL},
    {LIST "-- access: router\nSELECT id FROM post WHERE id > $v;", "no @router mark"},
    {LIST "-- access: router\nSELECT id FROM company WHERE id = $company AND id > $v;", "not set in a router"},
    {LIST "-- access: owner\nSELECT id FROM post WHERE id > $v;", NULL},
    /* marks */
    {LIST "SELECT id FROM post WHERE " MINE " AND id > $w;", "$w is not in"},
    {LIST "SELECT id FROM post WHERE " MINE ";", "v is not used"},
    {LIST "SELECT id FROM post WHERE " MINE " AND id > $v", "semicolon"},
    {LIST "SELECT id FROM post WHERE " MINE " AND id > $v; DELETE FROM post;", "behind the semicolon"},
    {LIST "SELECT * FROM post WHERE " MINE " AND id > $v;", "name the columns"},
    {LIST "SELECT p.* FROM post p WHERE p." MINE " AND id > $v;", "name the columns"},
    {LIST "SELECT id, title FROM post WHERE " MINE " AND id > $v;", "2 columns in the SQL, 1 in"},
    {"-- name: x :one\n-- out: id i, title t\nSELECT title, id FROM post WHERE " MINE ";", "column 1 is title"},
    {"-- name: x :one\n-- out: id t\nSELECT id FROM post WHERE " MINE ";", "out id is t but the column is i"},
    {"-- name: x :one\n-- out: note t\nSELECT note FROM post WHERE " MINE ";", "may be NULL"},
    {"-- name: x :one\n-- out: note T\nSELECT note FROM post WHERE " MINE ";", NULL},
    {"-- name: x :one\n-- out: title t\nSELECT p.title FROM share s LEFT JOIN post p ON p." MINE " WHERE s." MINE ";", "LEFT JOIN"},
    {"-- name: x :one\n-- out: n i\n-- acess: router\nSELECT COUNT(*) FROM post WHERE " MINE ";", "unknown mark"},
    {"-- name: x :some\n-- out: n i\nSELECT COUNT(*) FROM post WHERE " MINE ";", "kind missing"},
    {"-- name: x :one\nSELECT COUNT(*) FROM post WHERE " MINE ";", "out:\" is missing"},
    {"-- name: x :exec\n-- out: n i\nDELETE FROM post WHERE " MINE ";", "returns no rows"},
    {"-- name: x :one\n-- out: id i\nDELETE FROM post WHERE " MINE ";", "needs RETURNING"},
    {"-- name: x :one\n-- out: id i\nDELETE FROM post WHERE " MINE " RETURNING id;", NULL},
    {"-- name: x :exec\n-- in: company i\nDELETE FROM post WHERE " MINE ";", "filled by the transaction"},
    {"-- name: x :exec\n-- in: id\nDELETE FROM post WHERE " MINE " AND id = $id;", "name letter"},
    {"-- name: x :exec\nDELETE FROM post WHERE " MINE ";\n-- name: x :exec\nDELETE FROM share WHERE " MINE ";", "is there already"},
    {"-- name: x :exec\nDELETE FROM post WHERE " MINE " AND title = 'a;", "never closed"},
    {"-- name: x :exec\nDELETE FROM post WHERE " MINE " AND id IN (1;", "never closed"},
    {"-- name: x :exec\nDELETE FROM post WHERE " MINE " AND title LIKE 'a%';", "ESCAPE"},
    {"-- name: x :exec\nDELETE FROM post WHERE " MINE " AND id = now();", "both engines"},
    {"-- name: x :exec\nDELETE FROM post WHERE " MINE " AND id = 1::bigint;", "both engines"},
    /* many rows at once */
    {ROWS "INSERT INTO post (company_id, id, title) VALUES ($company, $v, 'a') ON CONFLICT (company_id, id) DO NOTHING;", NULL},
    {ROWS "INSERT INTO post (company_id, id, title) VALUES ($company, $v, 'a'), ($company, 2, 'b');", "in one tuple"},
    {ROWS "INSERT INTO post (company_id, id, title) VALUES ($company, 1, 'a') ON CONFLICT (company_id, id) DO UPDATE SET id = $v;", "in one tuple"},
    {ROWS "INSERT INTO post (company_id, id, title) SELECT company_id, $v, title FROM post WHERE " MINE ";", "in one tuple"},
    {ROWS "DELETE FROM post WHERE " MINE " AND id = $v;", "in one tuple"},
    {"-- name: x :exec\n-- in: v i\n-- rows: 1\nDELETE FROM post WHERE " MINE " AND id = $v;", "from 2 to"},
    {LIST "-- rows: 3\nINSERT INTO post (company_id, id, title) VALUES ($company, $v, 'a') RETURNING id;", ":exec and :count"},
};

static void one_case(const struct good_or_bad *c) {
    write_file("0001_init.sql", schema);
    write_file("x.sql", c->sql);
    int code = run();
    const char *said = read_text("err");
    bool ok = c->refusal ? code == 1 && strstr(said, c->refusal) && strstr(said, "x.sql:") : code == 0;
    if (!ok) {
        fail_msg("%s\nexpected: %s\nexit %d, said: %s", c->sql, c->refusal ? c->refusal : "taken", code, said);
    }
}

static void test_cases(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        one_case(&cases[i]);
    }
}

static void schema_refused(const char *add, const char *refusal) {
    char text[8000];
    snprintf(text, sizeof text, "%s%s", schema, add);
    write_file("0001_init.sql", text);
    write_file("x.sql", "");
    int code = run();
    const char *said = read_text("err");
    if ((refusal != NULL) != (code == 1) || (refusal && !strstr(said, refusal))) {
        fail_msg("%s\nexpected: %s\nexit %d, said: %s", add, refusal ? refusal : "taken", code, said);
    }
}

#define KEYED(name, column) \
    "CREATE TABLE " name " (\n company_id BIGINT NOT NULL," COLUMN_NOTE " " column "," COLUMN_NOTE " PRIMARY KEY (company_id, x)\n);\n"
/* A table of both engines, built anew on one. */
#define BOTH KEYED("a", "x BIGINT NOT NULL") "-- @sqlite\n"
#define ANEW(column) BOTH KEYED("b", column) "DROP TABLE a;\nALTER TABLE b RENAME TO a;\n"

static void test_schema(void **state) {
    (void)state;
    schema_refused("", NULL);
    schema_refused("CREATE TABLE a (\n company_id BIGINT NOT NULL," COLUMN_NOTE " x TEXT,\n PRIMARY KEY (company_id, x)\n);\n", "a.x has no");
    schema_refused("CREATE TABLE a (\n company_id BIGINT NOT NULL," COLUMN_NOTE " x TEXT, -- purpose: y\n PRIMARY KEY (company_id, x)\n);\n",
                   "a.x has no");
    schema_refused("CREATE TABLE a (\n x BIGINT NOT NULL PRIMARY KEY" COLUMN_NOTE ");\n", "company_id");
    schema_refused("CREATE TABLE a (\n x BIGINT NOT NULL," COLUMN_NOTE " company_id BIGINT NOT NULL," COLUMN_NOTE
                   " PRIMARY KEY (x, company_id)\n);\n", "must start with company_id");
    schema_refused("CREATE TABLE a (\n company_id BIGINT NOT NULL," COLUMN_NOTE " x VARCHAR(3)," COLUMN_NOTE
                   " PRIMARY KEY (company_id, x)\n);\n", "types are");
    schema_refused("-- @append_only\nCREATE TABLE a (\n company_id BIGINT NOT NULL," COLUMN_NOTE " PRIMARY KEY (company_id)\n);\n",
                   "unknown mark");
    schema_refused("-- @router SELECT(y)\nCREATE TABLE a (\n company_id BIGINT NOT NULL," COLUMN_NOTE " PRIMARY KEY (company_id)\n);\n",
                   "no column y");
    schema_refused("ALTER TABLE post ADD COLUMN extra TEXT;" COLUMN_NOTE, NULL);
    schema_refused("ALTER TABLE post ADD COLUMN extra TEXT;\n", "post.extra has no");
    schema_refused("CREATE INDEX i ON nothing (x);\n", "unknown table nothing");
    schema_refused("-- @sqlite\n", "@end is missing");
    schema_refused(ANEW("x BIGINT NOT NULL") "-- @end\nCREATE INDEX i ON a (x);\n", NULL);
    schema_refused(ANEW("x TEXT NOT NULL") "-- @end\n", "other columns");
    schema_refused(BOTH "DROP TABLE post;\n-- @end\n", "not built anew");
    schema_refused("CREATE TABLE post (\n company_id BIGINT NOT NULL," COLUMN_NOTE " PRIMARY KEY (company_id)\n);\n", "already");
}

/* What comes out: numbered parameters, types for PostgreSQL, literals left alone, functions and structs. */
static void test_output(void **state) {
    (void)state;
    write_file("0001_init.sql", schema);
    write_file("x.sql", "-- name: post_find :many\n-- in: note T, id i\n-- out: id i,\n--  note T\n"
                        "SELECT id, note -- a remark with $nothing\nFROM post\nWHERE company_id = $company AND id = $id AND "
                        "(CAST($note AS TEXT) IS NULL OR note = $note OR title = '$id');\n"
                        "-- name: post_five :exec\n-- in: a i, b i, c I, d t, e t\n"
                        "UPDATE post SET title = $d, note = $e WHERE company_id = $company AND id IN ($a, $b, $c);\n");
    assert_int_equal(run(), 0);
    const char *c = read_text("gen.c");
    assert_non_null(strstr(c, "\"SELECT id, note FROM post WHERE company_id = ?3 AND id = ?2 AND (CAST(?1 AS TEXT) IS NULL OR note = ?1 "
                              "OR title = '$id')\""));
    assert_non_null(strstr(c, "company_id = $3::bigint AND id = $2::bigint AND (CAST($1::text AS TEXT) IS NULL"));
    assert_non_null(strstr(c, ".in = \"Ti\", .out = \"iT\", .access = SQL_COMPANY, .uses_company = true, .writes = false"));
    const char *h = read_text("gen.h");
    assert_non_null(strstr(h, "enum err sql_post_find(struct tx *tx, struct str note, int64_t id, struct sql_post_find_row **ret, "
                              "size_t *ret_n) MUST_USE;"));
    assert_non_null(strstr(h, "enum err sql_post_five(struct tx *tx, const struct sql_post_five_in *in) MUST_USE;"));
    assert_non_null(strstr(h, "const int64_t *c;"));
}

static void test_rows(void **state) {
    (void)state;
    write_file("0001_init.sql", schema);
    write_file("x.sql", "-- name: post_add :count\n-- in: id i, note T\n-- rows: 2\nINSERT INTO post (id, company_id, note, title)\n"
                        "VALUES ($id, $company, $note, $note)\nON CONFLICT (company_id, id) DO NOTHING;\n");
    assert_int_equal(run(), 0);
    const char *c = read_text("gen.c");
    assert_non_null(strstr(c, "\"INSERT INTO post (id, company_id, note, title) VALUES (?1, ?3, ?2, ?2) ON CONFLICT"));
    assert_non_null(strstr(c, "\"INSERT OR ROLLBACK INTO post (id, company_id, note, title) VALUES (?1, ?5, ?2, ?2), (?3, ?5, ?4, ?4) "
                              "ON CONFLICT (company_id, id) DO NOTHING\""));
    assert_non_null(strstr(c, "\"INSERT INTO post (id, company_id, note, title) VALUES ($1::bigint, $5::bigint, $2::text, $2::text), "
                              "($3::bigint, $5::bigint, $4::text, $4::text) ON CONFLICT"));
    assert_non_null(strstr(c, ".in = \"iTiT\""));
    assert_non_null(strstr(read_text("gen.h"), "enum err sql_post_add_rows(struct tx *tx, const struct sql_post_add_in *in, size_t n, "
                                               "int64_t *ret_changed) MUST_USE;"));
}

static void test_checksum(void **state) {
    (void)state;
    write_file("0001_init.sql", "");
    write_file("x.sql", "");
    assert_int_equal(run(), 0);
    assert_non_null(strstr(read_text("gen.c"), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases), cmocka_unit_test(test_schema), cmocka_unit_test(test_output), cmocka_unit_test(test_rows),
                                       cmocka_unit_test(test_checksum)};
    ssize_t n = readlink("/proc/self/exe", tool, sizeof tool - 20);
    tool[n > 0 ? n : 0] = '\0';
    for (int up = 0; up < 2 && n > 0; up++) {
        *strrchr(tool, '/') = '\0';
    }
    snprintf(tool + strlen(tool), 10, "/sqlgen");
    if (getenv("PV_SQLGEN")) {
        snprintf(tool, sizeof tool, "%s", getenv("PV_SQLGEN"));
    }
    snprintf(dir, sizeof dir, "/tmp/pv-sqlgen-XXXXXX");
    if (!mkdtemp(dir)) {
        return 1;
    }
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    static const char *const names[] = {"gen.h", "gen.c", "0001_init.sql", "x.sql", "err"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[200];
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        (void)remove(path);
    }
    (void)rmdir(dir);
    return failed;
}
