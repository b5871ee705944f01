/* cmd_doctor.c: `doctor`: how the installation is, for the operator. No member, no activity: counts of work and health only. */
#include "cmd.h"
#include "cmd_list.h"

#include "app/search/search.h"
#include "base/clock.h"
#include "base/id.h"
#include "job/job.h"
#include "sql_gen.h"

#include <stdio.h>

enum { FAILURES_SHOWN = 20, OUT_MAX = 1024 * 1024 };

struct finding {
    struct buf *b;
    bool json, first;
    int warnings;
};

static void say(struct finding *f, const char *level, const char *area, struct str text) {
    f->warnings += level[0] == 'w';
    if (f->json) {
        buf_printf(f->b, "%s{\"level\":\"%s\",\"area\":\"%s\",\"text\":", f->first ? "" : ",", level, area);
        buf_json(f->b, text);
        buf_ch(f->b, '}');
    } else {
        buf_printf(f->b, "%-5s %-10s %.*s\n", level, area, STRF(text));
    }
    f->first = false;
}

struct failures {
    struct sql_job_failures_row *rows;
    size_t n;
};

static enum err failures_read(struct tx *tx, const void *args, void *ret) {
    (void)args;
    struct failures *r = ret;
    return sql_job_failures(tx, FAILURES_SHOWN, &r->rows, &r->n);
}

static enum err look_at_jobs(struct cmd_env *env, int64_t company, struct finding *f) {
    struct db_cx cx = cmd_cx(env, company);
    struct job_counts c;
    struct failures failed;
    enum err e = job_count(&cx, &c);
    if (!e) {
        e = db_read(&cx, failures_read, NULL, &failed, sizeof failed);
    }
    if (e) {
        return e;
    }
    say(f, c.failed ? "warn" : "ok", "jobs", arena_printf(env->arena,
        "company %.*s: %lld waiting, %lld running, %lld to be tried again, %lld failed", STRF(id_text(env->arena, company)),
        (long long)c.waiting, (long long)c.running, (long long)c.retrying, (long long)c.failed));
    for (size_t i = 0; i < failed.n; i++) {
        const struct sql_job_failures_row *r = &failed.rows[i];
        bool over = str_is(r->status, "failed");
        say(f, over ? "warn" : "info", "job", arena_printf(env->arena, "%.*s, attempt %lld, %s: %.*s", STRF(r->kind),
            (long long)r->attempt, over ? "given up" : "next try later", STRF(r->last_error)));
    }
    return E_OK;
}

struct company_list {
    struct sql_event_companies_row *rows;
    size_t n;
};

static enum err companies_read(struct tx *tx, const void *args, void *ret) {
    (void)args;
    struct company_list *c = ret;
    return sql_event_companies(tx, &c->rows, &c->n);
}

static enum err missing_read(struct tx *tx, const void *args, void *ret) {
    (void)args;
    return search_missing(tx, ret);
}

static enum err look_at_search(struct cmd_env *env, int64_t company, struct finding *f) {
    struct db_cx cx = cmd_cx(env, company);
    int64_t missing = 0;
    enum err e = db_read(&cx, missing_read, NULL, &missing, sizeof missing);
    if (!e && missing) {
        say(f, "warn", "search", arena_printf(env->arena,
            "company %.*s: %lld posts cannot be found by searching; \"portevoix search rebuild\" writes their words",
            STRF(id_text(env->arena, company)), (long long)missing));
    } else if (!e) {
        say(f, "ok", "search", arena_printf(env->arena, "company %.*s: every post can be found by searching",
                                            STRF(id_text(env->arena, company))));
    }
    return e;
}

static void look_at_settings(struct cmd_env *env, struct finding *f) {
    bool mail = config_text(&env->cfg, CFG_SMTP_URL).n > 0;
    say(f, mail ? "ok" : "info", "mail", mail ? STR("a mail server is set") :
        STR("no mail server is set: sign-in links are shown on the console, and only on loopback"));
    if (config_text(&env->cfg, CFG_ALLOW_NET).n) {
        say(f, "warn", "guard", arena_printf(env->arena, "private ranges are let through: %.*s",
                                              STRF(config_text(&env->cfg, CFG_ALLOW_NET))));
    }
    if (!config_bool(&env->cfg, CFG_CLICK_DURABLE)) {
        say(f, "warn", "clicks", STR("clicks are answered before they are on disk"));
    }
}

static enum err examine(struct cmd_env *env, struct finding *f) {
    enum err e = cmd_open_db(env);
    if (!e) {
        e = db_check(env->db, &env->errs);
    }
    if (e) {
        return e;
    }
    say(f, "ok", "database", db_engine_of(env->db) == DB_SQLITE ? STR("SQLite, sound, schema up to date")
                                                                : STR("PostgreSQL, schema up to date"));
    look_at_settings(env, f);
    struct db_cx cx = {.db = env->db, .role = DB_ROUTER, .arena = env->arena, .errs = &env->errs};
    struct company_list c;
    e = db_read(&cx, companies_read, NULL, &c, sizeof c);
    for (size_t i = 0; !e && i < c.n; i++) {
        e = look_at_jobs(env, c.rows[i].id, f);
        e = e ? e : look_at_search(env, c.rows[i].id, f);
    }
    return e;
}

int cmd_doctor(int argc, char **argv) {
    static const struct cmd_spec spec = {
        .usage = "doctor",
        .help = "Says how the installation is: database, settings worth a look, jobs and what failed. Exits 1 on a fault."};
    struct cmd_env env;
    int code = cmd_begin(&env, &spec, argc, argv);
    if (code != CMD_GO_ON) {
        return code;
    }
    struct buf b;
    buf_init(&b, env.arena, OUT_MAX);
    struct finding f = {.b = &b, .json = env.json, .first = true};
    if (env.json) {
        buf_c(&b, "{\"findings\":[");
    }
    enum err e = examine(&env, &f);
    if (env.json) {
        buf_c(&b, "]}\n");
    }
    if (!e) {
        fputs(buf_view(&b).p, stdout);
    }
    return cmd_end(&env, e);
}
