/* act.h: liking and reposting the company's own post at its network, in one click, through the member's linked account.
 *
 * Each is one explicit act of one person with one post: nothing here takes a list, and nothing acts by itself (product 3, the networks'
 * terms). The network is asked first and the row written afterwards: doing it twice is doing it once at the network, so what got
 * lost between the two is made good by the next click. Shown to the person alone. */
#ifndef PV_APP_ACT_ACT_H
#define PV_APP_ACT_ACT_H

#include "app/connection/connection.h"
#include "app/post/official.h"

/* "like", "repost", by enum remote_act. */
extern const char *const act_names[];

struct act_ask {
    int64_t member, person, post;        /* one person in two keys: audience.h */
    struct str member_language;
    const struct network *network;
    enum remote_act kind;
    int64_t now;
};
/* Does it, or undoes it. E_NOT_FOUND for a post that is not for this reader, or does not stand on that network; E_NOT_AMBASSADOR; E_INVALID on
 * /network, also with the network's words when it refuses (a 5xx tells outsiders none); E_STATE without a working connection; E_PEER_BUSY: later. */
enum err act_do(const struct db_cx *cx, const struct act_ask *ask) MUST_USE;
enum err act_undo(const struct db_cx *cx, const struct act_ask *ask) MUST_USE;

/* One place where the post stands, as the person sees it. */
struct act_place {
    const struct network *network;
    struct str url;
    bool can[2];                         /* by enum remote_act: the network takes it through an account */
    bool done[2];
    bool linked, works;                  /* an account is; it is in order */
};
enum err act_places(struct tx *tx, const struct act_ask *ask, struct act_place **ret, size_t *ret_n) MUST_USE;

/* EVENT_IN_TX subscriber of EV_PERSON_ERASED. What stands at the network stays: it is the person's. */
enum err act_on_erased(struct tx *tx, const struct event *ev) MUST_USE;
/* The post is deleted. */
enum err act_forget_post(struct tx *tx, int64_t post) MUST_USE;

#endif
