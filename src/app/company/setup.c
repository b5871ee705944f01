/* setup.c: see setup.h. */
#include "app/company/setup.h"

#include "app/member/member.h"
#include "app/session/password.h"
#include "base/id.h"
#include "base/rnd.h"
#include "http/roles.h"

#include <pthread.h>
#include <sodium.h>

enum { TOKEN_BYTES = 32, TOKEN_TEXT = 43 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char token[TOKEN_TEXT + 1];   /* "" = none */
static bool claimed;

struct str setup_token_make(void) {
    unsigned char raw[TOKEN_BYTES];
    rnd_bytes(raw, sizeof raw);
    pthread_mutex_lock(&lock);
    sodium_bin2base64(token, sizeof token, raw, sizeof raw, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    pthread_mutex_unlock(&lock);
    sodium_memzero(raw, sizeof raw);
    return (struct str){token, TOKEN_TEXT};
}

bool setup_token_claim(struct str given) {
    pthread_mutex_lock(&lock);
    bool ok = !claimed && given.n == TOKEN_TEXT && token[0] && sodium_memcmp(given.p, token, TOKEN_TEXT) == 0;
    claimed = claimed || ok;
    pthread_mutex_unlock(&lock);
    return ok;
}

void setup_token_release(bool done) {
    pthread_mutex_lock(&lock);
    claimed = false;
    if (done) {
        sodium_memzero(token, sizeof token);
    }
    pthread_mutex_unlock(&lock);
}

struct setup_args {
    const struct company_new *company;
    const struct member_new *admin;
    const char *admin_at;
};

static enum err setup_tx(struct tx *tx, const void *args, void *ret) {
    const struct setup_args *a = args;
    int64_t *admin = ret;
    enum err e = company_create(tx, a->company);
    return e ? e : member_create(tx, a->admin, a->admin_at, admin);
}

static enum err check(const struct db_cx *cx, struct setup_new *in, struct member_new *admin) {
    const char *company_at = in->company_at ? in->company_at : "";
    const char *admin_at = in->admin_at ? in->admin_at : "/admin";
    enum err e = company_check(&in->company, cx->arena, cx->errs, company_at);
    enum err bad = E_OK;
    *admin = (struct member_new){.email = in->email, .first_name = in->first_name, .last_name = in->last_name,
                                 .language = in->company.language, .time_zone = in->company.time_zone,
                                 .roles = ROLE_MEMBER | ROLE_ADMIN, .active = in->password.p != NULL,
                                 .now = in->company.now};
    if (!e) {
        bad = member_check(admin, cx->arena, cx->errs, admin_at);
    }
    enum err weak = E_OK;
    if (in->password.p) {
        weak = password_check(in->password,
                              &(struct password_about){in->email, in->first_name, in->last_name, in->company.name},
                              cx->errs, arena_printf(cx->arena, "%s/password", admin_at).p);
    }
    return e ? e : bad ? bad : weak;
}

enum err setup_run(const struct db_cx *cx, struct setup_new *in, struct setup_done *ret) {
    struct member_new admin;
    enum err e = check(cx, in, &admin);
    if (e) {
        return e;
    }
    if (in->password.p) {
        admin.password_hash = password_hash(cx->arena, in->password);
    }
    struct db_cx company = *cx;
    company.role = DB_APP;
    company.company = id_new();
    int64_t admin_id = 0;
    e = db_tx(&company, setup_tx, &(struct setup_args){&in->company, &admin, in->admin_at ? in->admin_at : "/admin"},
              &admin_id, sizeof admin_id);
    if (!e) {
        *ret = (struct setup_done){company.company, admin_id};
    }
    return e;
}
