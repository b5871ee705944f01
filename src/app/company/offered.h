/* offered.h: which networks a company offers for sharing: the settings "network.NAME", one for each row of network.c.
 *
 * What is switched off is offered nowhere and refused by the API; shares that stand there already keep their link and
 * are still shown to their member. */
#ifndef PV_APP_COMPANY_OFFERED_H
#define PV_APP_COMPANY_OFFERED_H

#include "db/db.h"
#include "network/network.h"

/* Writes the networks that are offered, in the order of network.c, to a list in the transaction's arena. */
enum err networks_offered(struct tx *tx, const struct network *const **ret, size_t *ret_n) MUST_USE;
/* E_INVALID on `field` when `n` is not among them. */
enum err network_check_offered(struct tx *tx, const struct network *n, const char *field) MUST_USE;

#endif
