/* invite.c: see invite.h. */
#include "app/member/invite.h"

#include "app/join/policy.h"
#include "app/session/token_mail.h"
#include "sql_gen.h"

enum err member_invite(struct tx *tx, int64_t id, bool mail, int64_t now, struct token_made *ret) {
    struct member_info m;
    int64_t n = 0;
    bool open = false;
    enum err e = member_get(tx, id, &m);
    if (e) {
        return e;
    }
    if (!str_is(m.status, MEMBER_INVITED)) {
        return err_set(tx->errs, E_STATE, "", str_is(m.status, MEMBER_ACTIVE) ? "this member has joined already"
                       : str_is(m.status, MEMBER_SUSPENDED) ? "this member is suspended" : "this person waits to be approved");
    }
    e = pilot_allows(tx, id, &open);
    if (e || !open) {
        return e ? e : err_set(tx->errs, E_STATE, "", "the space is open to another group first (pilot)");
    }
    e = sql_member_invited_set(tx, id, now, &n);
    if (!e && ret) {
        e = sign_in_token_create(tx, id, TOKEN_INVITATION, now, ret);
    }
    return e || !mail ? e : token_mail_enqueue(tx, id, TOKEN_INVITATION, now);
}
