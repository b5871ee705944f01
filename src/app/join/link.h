/* link.h: company join links: an address, as text, QR code or poster, by which people come in by themselves.
 *
 * Whoever has the link may ask to join, so it is no secret of one person; but it must not be found in a copy of the
 * database. Its token is the link's id and a MAC of it under the key file beside the database (privacy/person.h): nothing of
 * it is stored, and admins can show and print it again at any time. */
#ifndef PV_APP_JOIN_LINK_H
#define PV_APP_JOIN_LINK_H

#include "app/member/member.h"

enum { JOIN_LINKS_MAX = 100, JOIN_LABEL_MAX = 80, JOIN_LINK_DAYS = 30, JOIN_LINK_DAYS_MAX = 366, JOIN_LINK_USES_MAX = 100000,
       JOIN_LINK_KEEP_DAYS = 30 };

struct join_link_new {
    struct str label;
    struct str country, department, team;   /* empty: none */
    const struct str *free;
    size_t free_n;
    int64_t days, max_uses;          /* 0: JOIN_LINK_DAYS; any number of people */
    int64_t now;
};

struct join_link_info {
    int64_t id;
    struct str label, token;
    int64_t created_at, expires_at, max_uses, uses;   /* max_uses 0: any */
    struct str country, department, team;             /* STR_NULL: none */
    struct str *free;
    size_t free_n;
};

/* E_LIMIT when there are JOIN_LINKS_MAX. The texts have passed a check. */
enum err join_link_create(struct tx *tx, const struct join_link_new *in, int64_t *ret_id) MUST_USE;
enum err join_link_get(struct tx *tx, int64_t id, struct join_link_info *ret) MUST_USE;
/* Newest first, those that have ended too. */
enum err join_link_list(struct tx *tx, struct join_link_info **ret, size_t *ret_n) MUST_USE;
/* Revokes it: who has it can't come in by it any more. E_NOT_FOUND. */
enum err join_link_delete(struct tx *tx, int64_t id) MUST_USE;
/* Deletes links that ended JOIN_LINK_KEEP_DAYS ago. */
enum err join_links_purge(struct tx *tx, int64_t now) MUST_USE;

struct str join_link_token(struct arena *a, int64_t company, int64_t id);
/* Which link it is of, if it can be used now; else 0. */
enum err join_link_usable(struct tx *tx, struct str token, int64_t now, int64_t *ret_id) MUST_USE;
/* Counts one more who came by it. False when it has ended or is full. */
enum err join_link_use(struct tx *tx, int64_t id, int64_t now, bool *ret_ok) MUST_USE;
/* The member gets the link's groups. */
enum err join_link_give_groups(struct tx *tx, int64_t id, int64_t member) MUST_USE;

#endif
