/* mastodon_read.h: accounts and posts of Mastodon servers as anybody may read them. Inside network/ and for its tests. */
#ifndef PV_NETWORK_MASTODON_READ_H
#define PV_NETWORK_MASTODON_READ_H

#include "network/remote.h"

struct str mastodon_account_in(struct arena *a, struct str typed);
enum remote_result mastodon_look_up(struct remote *r, struct str written);
enum remote_result mastodon_look_again(struct remote *r);
enum remote_result mastodon_posts(struct remote *r, struct str from, struct remote_page *ret);
/* An answer of GET /api/v1/accounts/{id}/statuses. What has no id or no page, and what is not for everybody, is left out. */
void mastodon_page(struct arena *a, const struct json_node *json, struct remote_page *ret);

#endif
