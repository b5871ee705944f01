/* person.h: the one place that maps a member to what the member does (decisions 18).
 *
 * The directory is keyed by member_id; consent, shares, links, points and visits by person_id =
 * HMAC-SHA256(company person key, member_id || member.person_salt), 63 bits. The company person key is derived from the
 * key file beside (not in) the database, so that a look into the tables alone does not tell who takes part. The salt is
 * destroyed by erase, after which nobody can find the person's rows again. */
#ifndef PV_APP_PRIVACY_PERSON_H
#define PV_APP_PRIVACY_PERSON_H

#include "db/db.h"

enum { PERSON_KEY_BYTES = 32 };

/* Loads DIR/person.key, or makes it (mode 0600) when it is missing and `create` is set. E_IO with a reason. */
enum err person_keys_load(const char *dir, bool create, struct problems *errs) MUST_USE;
/* Sets the key itself (tests). */
void person_keys_set(const unsigned char key[PERSON_KEY_BYTES]);
/* Reads the member's salt and computes the person. E_NOT_FOUND when there is no such member in the company. */
enum err person_of(struct tx *tx, int64_t member_id, int64_t *ret_person) MUST_USE;
/* A secret of another kind from the same key file: HMAC-SHA256(root key, label || company || id). `label` keeps kinds
 * apart ("websub callback"); none may look like a person's. For what must not lie in the database. */
void person_keys_derive(const char *label, int64_t company, int64_t id, unsigned char ret[PERSON_KEY_BYTES]);
/* The same from a salt at hand; pure. */
int64_t person_compute(int64_t company, int64_t member_id, struct str salt);

#endif
