/* link.c: see link.h. */
#include "app/link/link.h"

#include "app/company/company.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/rnd.h"
#include "json/json.h"
#include "sql_gen.h"

enum { CODE_TRIES = 4, LOAD_ARENA_CAP = 64 * 1024 * 1024 };

static const char *const state_names[] = {[LINK_LIVE] = "live", [LINK_FROZEN] = "frozen", [LINK_GONE] = "gone"};

const char *link_state_name(enum link_state state) {
    return state >= LINK_LIVE && state <= LINK_GONE ? state_names[state] : "";
}

enum link_state link_state_of(struct str name) {
    for (int s = LINK_LIVE; s <= LINK_GONE; s++) {
        if (str_is(name, state_names[s])) {
            return (enum link_state)s;
        }
    }
    return (enum link_state)0;
}

/* It goes into a Location header as it is: visible ASCII only (RFC 3986 section 2 allows nothing else in a URI). */
static bool target_ok(struct str t) {
    if (t.n > LINK_TARGET_MAX || !(str_istarts(t, STR("http://")) || str_istarts(t, STR("https://")))) {
        return false;
    }
    for (size_t i = 0; i < t.n; i++) {
        if (t.p[i] <= ' ' || t.p[i] > '~') {
            return false;
        }
    }
    return true;
}

/* ---- what follows a commit ---- */

struct after {
    int64_t company, link;
    enum link_state state;
    struct str code, target;
};

static void after_create(void *arg) {
    const struct after *a = arg;
    codes_put(a->code, &(struct code_entry){a->company, a->link, a->state, a->target});
}

static void after_state(void *arg) {
    const struct after *a = arg;
    codes_set_state(a->company, a->link, a->state);
}

/* ---- creating and changing ---- */

static enum err insert(struct tx *tx, struct link *link, int64_t now) {
    for (int i = 0; i < CODE_TRIES; i++) {
        int64_t changed = 0;
        link->code = rnd_base62(tx->arena, CODE_LEN);
        enum err e = sql_link_insert(tx, &(struct sql_link_insert_in){.id = link->id, .code = link->code,
            .share = link->share, .post = link->post, .target = link->target, .at = now}, &changed);
        if (e || changed) {
            return e;
        }
    }
    return err_set(tx->errs, E_INTERNAL, "", "no free code was found");
}

enum err link_create(struct tx *tx, int64_t share, int64_t post, struct str target, int64_t now, struct link *ret) {
    if (!target_ok(target)) {
        return err_set(tx->errs, E_INVALID, "/url", "not an http or https address of at most %d bytes", LINK_TARGET_MAX);
    }
    struct link link = {.id = id_new(), .share = share, .post = post, .target = arena_dup(tx->arena, target),
                        .state = str_of(state_names[LINK_LIVE]), .created_at = now};
    enum err e = insert(tx, &link, now);
    if (!e) {
        e = event_record(tx, &(struct event){.kind = EV_LINK_CREATED, .at = now, .subject = link.id});
    }
    if (e) {
        return e;
    }
    struct after *after = arena_new(tx->arena, struct after);
    *after = (struct after){tx->company, link.id, LINK_LIVE, link.code, link.target};
    tx_after_commit(tx, after_create, after);
    *ret = link;
    return E_OK;
}

enum err link_get(struct tx *tx, int64_t id, struct link *ret) {
    struct sql_link_get_row r;
    enum err e = sql_link_get(tx, id, &r);
    if (!e) {
        *ret = (struct link){r.id, r.code, r.share_id, r.post_id, r.target, r.state, r.created_at};
    }
    return e;
}

enum err link_set_state(struct tx *tx, int64_t id, const char *name, int64_t now) {
    enum link_state state = link_state_of(str_of(name));
    if (!state) {
        return err_set(tx->errs, E_INVALID, "/state", "must be live, frozen or gone");
    }
    struct link link;
    enum err e = link_get(tx, id, &link);
    if (e || str_is(link.state, name)) {
        return e;
    }
    e = sql_link_state_set(tx, id, str_of(state_names[state]));
    if (!e) {
        struct str data = arena_printf(tx->arena, "{\"state\":%d}", (int)state);
        e = event_record(tx, &(struct event){.kind = EV_LINK_STATE, .at = now, .subject = id, .data = data});
    }
    if (e) {
        return e;
    }
    struct after *after = arena_new(tx->arena, struct after);
    *after = (struct after){.company = tx->company, .link = id, .state = state};
    tx_after_commit(tx, after_state, after);
    return E_OK;
}

enum err link_totals(struct tx *tx, int64_t id, struct link_totals *ret) {
    struct sql_link_totals_get_row r;
    enum err e = sql_link_totals_get(tx, id, &r);
    if (e == E_NOT_FOUND) {
        *ret = (struct link_totals){0};
        return E_OK;
    }
    if (!e) {
        *ret = (struct link_totals){r.human, r.bot, r.preview, r.self, r.repeat};
    }
    return e;
}

struct str link_url_join(struct arena *a, struct str base, struct str short_host, struct str code) {
    if (str_empty(short_host)) {
        return arena_printf(a, "%.*s/l/%.*s", STRF(base), STRF(code));
    }
    const char *scheme = str_istarts(base, STR("http://")) ? "http" : "https";
    return arena_printf(a, "%s://%.*s/%.*s", scheme, STRF(short_host), STRF(code));
}

enum err link_url(struct tx *tx, struct str base, struct str code, struct str *ret) {
    struct company_info company;
    enum err e = company_get(tx, &company);
    if (!e) {
        *ret = link_url_join(tx->arena, base, company.short_host, code);
    }
    return e;
}

/* ---- this process's codes ---- */

/* The number in {"state":N}; 0 when it is not there. */
static enum link_state state_in(struct str data) {
    struct arena *a = arena_create(64 * 1024);
    const struct json_node *node;
    int64_t n = 0;
    if (str_empty(data) || json_parse(data, a, &node) || !json_int(json_get(node, "state"), &n)) {
        n = 0;
    }
    arena_free(a);
    return n >= LINK_LIVE && n <= LINK_GONE ? (enum link_state)n : (enum link_state)0;
}

void link_on_event(int64_t company, const struct event *ev) {
    if (ev->kind == EV_LINK_STATE) {
        enum link_state state = state_in(ev->data);
        if (state) {
            codes_set_state(company, ev->subject, state);
        } else {
            codes_distrust(company);
        }
    } else if (ev->kind == EV_PERSON_ERASED) {
        codes_distrust(company);
    }
}

struct load {
    uint64_t epoch;
};

static enum err load_row(void *ud, const struct sql_link_codes_row *r) {
    const struct load *l = ud;
    codes_put_read(r->code, &(struct code_entry){r->company_id, r->id, link_state_of(r->state), r->target}, l->epoch);
    return E_OK;
}

static enum err load_read(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return sql_link_codes(tx, load_row, (void *)args);
}

enum err link_load_codes(struct db *db, struct problems *errs) {
    struct load load = {codes_epoch()};
    struct arena *a = arena_create(LOAD_ARENA_CAP);
    struct db_cx cx = {.db = db, .role = DB_ROUTER, .arena = a, .errs = errs};
    enum err e = db_read(&cx, load_read, &load, NULL, 0);
    arena_free(a);
    if (codes_epoch() != load.epoch) {
        codes_distrust(0);  /* a state changed while older rows were still coming in */
    }
    return e;
}

static enum err code_read(struct tx *tx, const void *args, void *ret) {
    return sql_link_by_code(tx, *(const struct str *)args, ret);
}

enum err link_find_code(const struct db_cx *cx, struct str code, struct code_entry *ret) {
    struct db_cx router = {.db = cx->db, .role = DB_ROUTER, .arena = cx->arena, .errs = cx->errs};
    uint64_t epoch = codes_epoch();
    struct sql_link_by_code_row r;
    enum err e = db_read(&router, code_read, &code, &r, sizeof r);
    if (e == E_NOT_FOUND) {
        codes_unknown(code, clock_mono());
        return e;
    }
    if (e) {
        return e;
    }
    *ret = (struct code_entry){r.company_id, r.id, link_state_of(r.state), r.target};
    codes_put_read(code, ret, epoch);
    return E_OK;
}
