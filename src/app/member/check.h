/* check.h: what a member's texts may be, and the forms under which they are compared. Inside of the room only. */
#ifndef PV_APP_MEMBER_CHECK_H
#define PV_APP_MEMBER_CHECK_H

#include "app/member/member.h"

/* Key under which two spellings of an address meet: trimmed, NFC, letters in lower case. */
struct str email_fold(struct arena *a, struct str email);
/* Stored form of an address (domain in lower-case ASCII), or NULL-text with the reason in *ret_why. */
struct str email_clean(struct arena *a, struct str email, const char **ret_why);
/* Order and search key: "last first email" without case and accents. */
struct str member_folded(struct arena *a, struct str last, struct str first, struct str email);
/* NULL when `name` can be a first, last or group name of at most `max` characters, else what is wrong. */
const char *name_fault(struct str name, size_t max);
/* E_STATE when no other active admin is left without `id`. */
enum err member_keep_an_admin(struct tx *tx, int64_t id) MUST_USE;

#endif
