/* bluesky_oauth.h: the atproto profile of OAuth (https://atproto.com/specs/oauth); inside network/. */
#ifndef PV_NETWORK_BLUESKY_OAUTH_H
#define PV_NETWORK_BLUESKY_OAUTH_H

#include "network/remote.h"

enum remote_result bluesky_enrol(struct remote *r, struct str redirect_uri, struct remote_app *ret);
enum remote_result bluesky_authorize(struct remote *r, const struct remote_begin *begin, struct str *ret_url);
enum remote_result bluesky_exchange(struct remote *r, struct str code, struct str verifier);
enum remote_result bluesky_oauth_renew(struct remote *r);
enum remote_result bluesky_oauth_revoke(struct remote *r);
struct str bluesky_client_metadata(struct arena *a, struct str client, struct str redirect_uri, const unsigned char *client_key);

#endif
