/* bluesky_read.h: accounts and posts of Bluesky as anybody may read them. Inside network/ and for its tests. */
#ifndef PV_NETWORK_BLUESKY_READ_H
#define PV_NETWORK_BLUESKY_READ_H

#include "network/remote.h"

struct str bluesky_account_in(struct arena *a, struct str typed);
enum remote_result bluesky_look_up(struct remote *r, struct str written);
enum remote_result bluesky_look_again(struct remote *r);
enum remote_result bluesky_posts(struct remote *r, struct str from, struct remote_page *ret);
/* An answer of com.atproto.repo.listRecords about the posts of `did`, whose pictures `server` has. What is no post of that
 * account is left out. */
void bluesky_page(struct arena *a, const struct json_node *json, struct str server, struct str did, struct remote_page *ret);

#endif
