/* account.h: the posts of an account at a network, in the form of a feed. Inside the room only; knows the network, not the database.
 *
 * Which networks can be read without a token, and how, is network/remote.h's business. Here an account becomes what poll.h
 * says of a feed, faults included, so that storing, schedule, health and import need not know the difference. */
#ifndef PV_APP_SOURCE_ACCOUNT_H
#define PV_APP_SOURCE_ACCOUNT_H

#include "app/source/poll.h"

enum {
    ACCOUNT_PAGES_MAX = 8    /* of its posts that one poll reads back, until it meets what it knows */
};

enum account_named {
    ACCOUNT_NONE,            /* what was typed names no account */
    ACCOUNT_HANDLE,          /* it can be nothing else: "@acme@social.example" */
    ACCOUNT_ADDRESS          /* it is a web address too, and may be a page with a feed */
};

/* Looks up the account that was typed and reads its newest posts. *ret is filled but for ACCOUNT_NONE. */
enum account_named account_find(struct str typed, struct arena *arena, struct poll_found *ret);
/* Reads an account that is a source, from what is new down to what is known. POLL_SAME when nothing changed. */
void account_poll(const struct source *s, struct arena *arena, struct poll_found *ret);

#endif
