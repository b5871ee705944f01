/* link.h: tracked links: one a share, a short code that leads to the shared page and is counted.
 *
 * A link is live (redirects, counts), frozen (a notice: the crisis switch) or gone (410). Creating and changing are ordinary
 * transactions; the click path (click_api.c) never touches the database but for codes it does not know, see codes.h. The
 * totals are added up by projector.c from the click store. Knows nothing of points. */
#ifndef PV_APP_LINK_LINK_H
#define PV_APP_LINK_LINK_H

#include "app/link/codes.h"
#include "event/event.h"

enum { LINK_TARGET_MAX = 4096 };     /* bytes of a target with its UTM parameters */

struct link {
    int64_t id;
    struct str code;         /* CODE_LEN characters of base62 */
    int64_t share, post;
    struct str target;
    struct str state;        /* "live", "frozen", "gone" */
    int64_t created_at;
};

struct link_totals {
    int64_t human, bot, preview, self, repeat;
};

/* "live", "frozen", "gone"; and back, 0 for anything else. */
const char *link_state_name(enum link_state state);
enum link_state link_state_of(struct str name);

/* Makes the tracked link of a share to `target` (http or https, at most LINK_TARGET_MAX bytes, as it goes into Location).
 * Records EV_LINK_CREATED; once committed this process redirects it. E_INVALID on "/url". */
enum err link_create(struct tx *tx, int64_t share, int64_t post, struct str target, int64_t now, struct link *ret) MUST_USE;
/* E_NOT_FOUND when the company has no such link. */
enum err link_get(struct tx *tx, int64_t id, struct link *ret) MUST_USE;
/* Sets the state by name; records EV_LINK_STATE when it changes. E_INVALID, E_NOT_FOUND. */
enum err link_set_state(struct tx *tx, int64_t id, const char *state, int64_t now) MUST_USE;
/* Zeros when nobody clicked. */
enum err link_totals(struct tx *tx, int64_t id, struct link_totals *ret) MUST_USE;

/* The address people click: https://SHORT_HOST/CODE when the company has a short host, else BASE/l/CODE. `base` is rq_base_url's
 * ("https://acme.example", no slash at the end); its scheme is used for both. */
struct str link_url_join(struct arena *a, struct str base, struct str short_host, struct str code);
/* The same for the transaction's company. */
enum err link_url(struct tx *tx, struct str base, struct str code, struct str *ret) MUST_USE;

/* Keeps the codes of this process in step; for the event poll (decisions 11). */
void link_on_event(int64_t company, const struct event *ev);
/* Reads every code of every company into memory, or again what is there. What changes meanwhile must be heard as events. */
enum err link_load_codes(struct db *db, struct problems *errs) MUST_USE;
/* Asks the database for one code and keeps the answer in memory. E_NOT_FOUND when nobody has it. `cx` gives database and
 * arena; its role does not matter. */
enum err link_find_code(const struct db_cx *cx, struct str code, struct code_entry *ret) MUST_USE;

#endif
