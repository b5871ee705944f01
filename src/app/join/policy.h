/* policy.h: who may come in by themselves, as the company's settings say, and to whom the space is open first (pilot).
 *
 * Whoever may come in by domain has to prove a mailbox there; a link or a code is known to whoever was told. */
#ifndef PV_APP_JOIN_POLICY_H
#define PV_APP_JOIN_POLICY_H

#include "app/member/group.h"

enum { JOIN_CODE_MIN = 6, JOIN_CODE_MAX = 32, JOIN_DOMAINS_MAX = 1000, PILOT_GROUP_MAX = 100 };

#define JOIN_BY_DOMAIN "domain"
#define JOIN_BY_LINK "link"
#define JOIN_BY_CODE "code"

struct join_policy {
    bool links;                      /* company join links may be used */
    struct str domains;              /* names with a blank between */
    struct str code;
    struct str approval;             /* never, links, always */
};
enum err join_policy_get(struct tx *tx, struct join_policy *ret) MUST_USE;
/* The address is at one of the domains. A subdomain is another domain. */
bool join_domain_fits(struct str domains, struct str email);
/* Constant time for codes of one length; blanks at both ends and the case of letters don't count. */
bool join_code_fits(struct arena *a, struct str code, struct str given);
/* Who came this way has to be approved. Without a mail server nobody's mailbox is proved, so everyone has. */
bool join_needs_approval(const struct join_policy *p, struct str came_by, bool mail);

/* The group that the space is open to first; axis is "" when it is open to everybody. */
struct pilot {
    struct str axis, name;
};
enum err pilot_get(struct tx *tx, struct pilot *ret) MUST_USE;
/* The space is open to the member: no pilot, or they are in its group. */
enum err pilot_allows(struct tx *tx, int64_t member, bool *ret) MUST_USE;
/* The setting follows a group that got another name; `to` empty clears it. */
enum err pilot_follow(struct tx *tx, struct str axis, struct str from, struct str to, int64_t now) MUST_USE;

/* The member may choose their own group on this axis (index into member_axes). */
enum err axis_open(struct tx *tx, int axis, bool *ret) MUST_USE;

/* Stored forms of settings (company/settings.h). */
bool join_domains_tidy(struct arena *arena, struct str in, struct str *ret);
bool join_code_tidy(struct arena *arena, struct str in, struct str *ret);
bool pilot_group_tidy(struct arena *arena, struct str in, struct str *ret);
/* The group is there: nobody could come in through one that is not. */
enum err pilot_group_fits(struct tx *tx, struct str value, const char *field) MUST_USE;

#endif
