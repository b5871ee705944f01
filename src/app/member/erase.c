/* erase.c: a member leaves for good (decisions 19). See member.h.
 *
 * Each room deletes what it keeps under the person when it hears EV_PERSON_ERASED, in this same transaction; here
 * goes the directory row, and with its salt the only way from a person to a name. The event log keeps ids and numbers
 * that now point nowhere; the consents stay as proof, nobody's. */
#include "app/member/member.h"

#include "app/join/join.h"
#include "app/member/check.h"
#include "app/privacy/person.h"
#include "app/session/session.h"
#include "app/staff/import.h"
#include "app/work/work.h"
#include "event/event.h"
#include "http/roles.h"
#include "sql_gen.h"

static enum err delete_directory(struct tx *tx, int64_t id) {
    int64_t n = 0;
    enum err e = session_end_all(tx, id, STR_NULL);
    if (!e) {
        e = sign_in_token_drop(tx, id);
    }
    if (!e) {
        e = work_erase(tx, id);
    }
    if (!e) {
        e = sql_member_role_clear(tx, id);
    }
    if (!e) {
        e = sql_member_in_group_clear_all(tx, id);
    }
    e = e ? e : sql_role_channel_forget(tx, id);
    if (!e) {
        e = sql_member_delete(tx, id, &n);
    }
    return e || n ? e : E_NOT_FOUND;
}

enum err member_withdraw(struct tx *tx, int64_t id) {
    struct member_info m;
    enum err e = member_get(tx, id, &m);
    if (!e && (m.joined_at || str_is(m.status, MEMBER_ACTIVE) || str_is(m.status, MEMBER_SUSPENDED))) {
        return err_set(tx->errs, E_STATE, "", "this member has signed in already");
    }
    return e ? e : delete_directory(tx, id);
}

enum err member_erase(struct tx *tx, int64_t id, int64_t now) {
    struct member_info m;
    int64_t person = 0;
    enum err e = member_get(tx, id, &m);
    if (!e && (m.roles & ROLE_ADMIN) && str_is(m.status, MEMBER_ACTIVE)) {
        e = member_keep_an_admin(tx, id);
    }
    if (!e) {
        e = person_of(tx, id, &person);
    }
    if (!e) {
        e = event_record(tx, &(struct event){.kind = EV_PERSON_ERASED, .at = now, .person = person});
    }
    if (!e) {
        e = staff_forget(tx, m.email);
    }
    e = e ? e : join_forget(tx, m.email);
    /* No EV_MEMBER_CHANGED: beside the other event it would tell the append-only log which member the person was. */
    return e ? e : delete_directory(tx, id);
}
