/* charter.c: see charter.h. */
#include "app/charter/charter.h"

#include "app/charter/charter_text.h"
#include "app/company/company.h"
#include "base/id.h"
#include "base/rnd.h"
#include "event/event.h"
#include "sql_gen.h"

#include <sodium.h>

#define CONSENT_CHARTER "charter"

enum err charter_create(struct tx *tx, struct str company_name, int64_t now) {
    for (const char *const *l = languages; *l; l++) {
        struct str text = charter_default(tx->arena, str_of(*l), company_name);
        if (BUG_ON(!text.p)) {
            return E_INTERNAL;
        }
        enum err e = sql_charter_insert(tx, 1, str_of(*l), text, now);
        if (e) {
            return e;
        }
    }
    return E_OK;
}

static const struct sql_charter_current_row *row_in(const struct sql_charter_current_row *rows, size_t n,
                                                    struct str language) {
    for (size_t i = 0; i < n; i++) {
        if (str_eq(rows[i].language, language)) {
            return &rows[i];
        }
    }
    return NULL;
}

enum err charter_get(struct tx *tx, struct str language, struct charter *ret) {
    struct company_info company;
    struct sql_charter_current_row *rows;
    size_t n;
    enum err e = company_get(tx, &company);
    if (!e) {
        e = sql_charter_current(tx, &rows, &n);
    }
    if (e || n == 0) {
        return e ? e : E_NOT_FOUND;
    }
    const struct sql_charter_current_row *row = row_in(rows, n, language_pick(language, company.language));
    if (!row) {
        row = row_in(rows, n, company.language);
    }
    if (!row) {
        row = &rows[0];
    }
    *ret = (struct charter){row->version, row->language, row->text, row->created_at};
    return E_OK;
}

enum err participation_of(struct tx *tx, int64_t person, struct participation *ret) {
    struct sql_charter_version_row version;
    struct sql_person_get_row row = {0};
    enum err e = sql_charter_version(tx, &version);
    if (e) {
        return e;
    }
    e = sql_person_get(tx, person, &row);
    if (e && e != E_NOT_FOUND) {
        return e;
    }
    if (e) {
        row.ambassador = false;
        row.charter_version = 0;
    }
    *ret = (struct participation){.ambassador = row.ambassador, .charter_version = row.charter_version,
                                  .current_version = version.charter_version,
                                  .may_share = row.ambassador && row.charter_version == version.charter_version};
    return E_OK;
}

/* The proof: which text, in which language, was on the screen when the person said yes or no. */
enum err consent_record(struct tx *tx, const struct consent_new *in, int64_t *ret_id) {
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, (const unsigned char *)in->text.p, in->text.n);
    *ret_id = id_new();
    return sql_consent_insert(tx, &(struct sql_consent_insert_in){
        .id = *ret_id, .person = in->person, .kind = str_of(in->kind), .given = in->given, .charter_version = in->version,
        .language = in->language, .text_hash = hex_text(tx->arena, hash, sizeof hash), .at = in->now});
}

static enum err consent_to_charter(struct tx *tx, const struct participation_change *in, int64_t *ret_id) {
    struct charter shown;
    enum err e = charter_get(tx, in->language, &shown);
    return e ? e : consent_record(tx, &(struct consent_new){.person = in->person, .kind = CONSENT_CHARTER,
                                                            .given = in->ambassador, .version = shown.version,
                                                            .language = shown.language, .text = shown.text, .now = in->now},
                                  ret_id);
}

static enum err participation_write(struct tx *tx, const struct participation_change *in,
                                    const struct participation *was) {
    int64_t consent = 0;
    int64_t accepted = in->ambassador ? was->current_version : was->charter_version;
    enum err e = sql_person_participation_set(tx, in->person, in->ambassador, accepted);
    if (!e) {
        e = consent_to_charter(tx, in, &consent);
    }
    if (e || was->ambassador == in->ambassador) {
        return e;
    }
    return event_record(tx, &(struct event){.kind = in->ambassador ? EV_PARTICIPATION_ON : EV_PARTICIPATION_OFF,
                                            .at = in->now, .subject = consent, .person = in->person});
}

enum err participation_set(struct tx *tx, const struct participation_change *in, struct participation *ret) {
    struct participation was;
    enum err e = participation_of(tx, in->person, &was);
    if (e) {
        return e;
    }
    if (in->ambassador && in->charter_version != was.current_version) {
        return err_set(tx->errs, E_STATE, "/charter_version",
                       "the charter in force is version %lld; please read it first", (long long)was.current_version);
    }
    bool same = in->ambassador ? was.may_share : !was.ambassador;
    if (!same) {
        e = participation_write(tx, in, &was);
    }
    return e ? e : participation_of(tx, in->person, ret);
}

enum err charter_on_erased(struct tx *tx, const struct event *ev) {
    return sql_person_delete(tx, ev->person);
}
