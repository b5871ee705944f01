/* access.c: who may do what to each table, as one script made from sql_tables (decisions 2, 3, 5).
 *
 * PostgreSQL: row-level security forced on every table of a company, with a policy for each of the three roles; grants;
 * triggers on append-only tables. SQLite: the triggers alone; what the policies do there is held by sqlgen. The script may
 * be run again at any time. */
#include "db/engine.h"

#include "base/buf.h"

#include <stdio.h>

/* Roles belong to the whole server, so two databases may be set up at once: what exists meanwhile is no fault. A login
 * that is no superuser needs CREATEROLE, or the roles made and granted beforehand (docs/operations.md). */
static const char roles_script[] =
    "DO $$\n"
    "DECLARE r text;\n"
    "BEGIN\n"
    "  FOREACH r IN ARRAY ARRAY['pv_owner', 'pv_app', 'pv_router'] LOOP\n"
    "    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = r) THEN\n"
    "      BEGIN\n"
    "        EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS', r);\n"
    "      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;\n"
    "      END;\n"
    "    END IF;\n"
    "    IF NOT pg_has_role(current_user, r, 'MEMBER') THEN\n"
    "      EXECUTE format('GRANT %I TO %I', r, current_user);\n"
    "    END IF;\n"
    "    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = r AND (rolsuper OR rolbypassrls)) THEN\n"
    "      RAISE EXCEPTION 'role % must be neither SUPERUSER nor BYPASSRLS', r;\n"
    "    END IF;\n"
    "  END LOOP;\n"
    "  IF NOT has_schema_privilege('pv_owner', 'public', 'CREATE') THEN\n"
    "    GRANT USAGE, CREATE ON SCHEMA public TO pv_owner;\n"
    "  END IF;\n"
    "  IF NOT has_schema_privilege('pv_owner', 'public', 'CREATE') THEN\n"
    "    RAISE EXCEPTION 'the login must own the database, or pv_owner needs CREATE on schema public';\n"
    "  END IF;\n"
    "  IF NOT has_schema_privilege('pv_app', 'public', 'USAGE') THEN\n"
    "    GRANT USAGE ON SCHEMA public TO pv_app, pv_router;\n"
    "  END IF;\n"
    "END $$";

const char *access_roles_script(void) {
    return roles_script;
}

static void policy(struct buf *b, const char *table, const char *role, const char *condition) {
    buf_printf(b, "DROP POLICY IF EXISTS %s ON %s;\n", role, table);
    if (condition) {
        buf_printf(b, "CREATE POLICY %s ON %s FOR ALL TO %s USING (%s) WITH CHECK (%s);\n", role, table, role,
                   condition, condition);
    }
}

static void policies(struct buf *b, const struct sql_table *t) {
    if (!t->company) {
        buf_printf(b, "ALTER TABLE %s NO FORCE ROW LEVEL SECURITY;\nALTER TABLE %s DISABLE ROW LEVEL SECURITY;\n",
                   t->name, t->name);
        return;
    }
    char mine[128];
    snprintf(mine, sizeof mine, "%s = NULLIF(current_setting('pv.company', true), '')::bigint", t->key);
    buf_printf(b, "ALTER TABLE %s ENABLE ROW LEVEL SECURITY;\nALTER TABLE %s FORCE ROW LEVEL SECURITY;\n", t->name,
               t->name);
    policy(b, t->name, "pv_app", mine);
    policy(b, t->name, "pv_owner", "true");
    policy(b, t->name, "pv_router", t->router ? "true" : NULL);
}

/* "SELECT(a,b) INSERT UPDATE(a)" as a list with commas. */
static void router_grants(struct buf *b, const struct sql_table *t) {
    struct str rest = str_of(t->router), part;
    bool first = true;
    buf_c(b, "GRANT ");
    while (str_split(&rest, ' ', &part)) {
        if (!str_empty(part)) {
            buf_printf(b, "%s%.*s", first ? "" : ", ", STRF(part));
            first = false;
        }
    }
    buf_printf(b, " ON %s TO pv_router;\n", t->name);
}

static void grants(struct buf *b, const struct sql_table *t) {
    buf_printf(b, "REVOKE ALL ON %s FROM PUBLIC, pv_app, pv_router;\n", t->name);
    if (t->company) {
        buf_printf(b, "GRANT SELECT, INSERT%s ON %s TO pv_app;\n", t->append_only ? "" : ", UPDATE, DELETE", t->name);
    }
    if (t->router) {
        router_grants(b, t);
    }
}

static void postgres_triggers(struct buf *b, const struct sql_table *t) {
    buf_printf(b, "DROP TRIGGER IF EXISTS append_only ON %s;\n", t->name);
    if (t->append_only) {
        buf_printf(b,
                   "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %s FOR EACH STATEMENT "
                   "EXECUTE FUNCTION pv_append_only();\n",
                   t->name);
    }
}

static void sqlite_triggers(struct buf *b, const struct sql_table *t) {
    static const char *const verbs[][2] = {{"update", "UPDATE"}, {"delete", "DELETE"}};
    for (size_t i = 0; i < 2; i++) {
        buf_printf(b, "DROP TRIGGER IF EXISTS %s_no_%s;\n", t->name, verbs[i][0]);
        if (t->append_only) {
            buf_printf(b,
                       "CREATE TRIGGER %s_no_%s BEFORE %s ON %s BEGIN SELECT RAISE(ABORT, '%s is append-only'); END;\n",
                       t->name, verbs[i][0], verbs[i][1], t->name, t->name);
        }
    }
}

struct str access_script(enum db_engine kind, struct arena *arena) {
    struct buf b;
    buf_init(&b, arena, 1 << 20);
    if (kind == DB_POSTGRES) {
        buf_c(&b, "CREATE OR REPLACE FUNCTION pv_append_only() RETURNS trigger LANGUAGE plpgsql AS $$\n"
                  "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;\n");
    }
    for (size_t i = 0; i < sql_table_count; i++) {
        const struct sql_table *t = &sql_tables[i];
        if (kind == DB_SQLITE && t->on_sqlite) {
            sqlite_triggers(&b, t);
        } else if (kind == DB_POSTGRES && t->on_postgres) {
            policies(&b, t);
            grants(&b, t);
            postgres_triggers(&b, t);
        }
    }
    return b.over ? STR_NULL : buf_view(&b);
}
