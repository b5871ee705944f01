-- Linked accounts. Keyed by person_id: no statement may join connection or oauth_flow with the directory.

-- The person's linked accounts.
-- name: connection_mine :many
-- in: person i
-- out: id i, person_id i, network t, server t, account t, handle t, name t, url t, way t, scopes t, status t, secret x, version i, renewing_until i, expires_at I, fault T, created_at i
-- row: connection
SELECT id, person_id, network, server, account, handle, name, url, way, scopes, status, secret, version, renewing_until, expires_at, fault, created_at
FROM connection
WHERE company_id = $company AND person_id = $person AND status <> 'ending'
ORDER BY network;

-- name: connection_of :one
-- in: person i, network t
-- out: id i, person_id i, network t, server t, account t, handle t, name t, url t, way t, scopes t, status t, secret x, version i, renewing_until i, expires_at I, fault T, created_at i
-- row: connection
SELECT id, person_id, network, server, account, handle, name, url, way, scopes, status, secret, version, renewing_until, expires_at, fault, created_at
FROM connection
WHERE company_id = $company AND person_id = $person AND network = $network AND status <> 'ending';

-- name: connection_get :one
-- in: id i
-- out: id i, person_id i, network t, server t, account t, handle t, name t, url t, way t, scopes t, status t, secret x, version i, renewing_until i, expires_at I, fault T, created_at i
-- row: connection
SELECT id, person_id, network, server, account, handle, name, url, way, scopes, status, secret, version, renewing_until, expires_at, fault, created_at
FROM connection
WHERE company_id = $company AND id = $id;

-- name: connection_insert :exec
-- in: id i, person i, network t, server t, account t, handle t, name t, url t, way t, scopes t, secret x, expires I, now i
INSERT INTO connection (company_id, id, person_id, network, server, account, handle, name, url, way, scopes, status, secret, version,
                        renewing_until, expires_at, fault, created_at)
VALUES ($company, $id, $person, $network, $server, $account, $handle, $name, $url, $way, $scopes, 'active', $secret, 1, 0, $expires, NULL, $now);

-- Linked again: the same account, with new tokens.
-- name: connection_again :exec
-- in: id i, server t, handle t, name t, url t, way t, scopes t, secret x, expires I
UPDATE connection
SET server = $server, handle = $handle, name = $name, url = $url, way = $way, scopes = $scopes, secret = $secret, expires_at = $expires,
    status = 'active', fault = NULL, version = version + 1, renewing_until = 0
WHERE company_id = $company AND id = $id;

-- Takes the right to renew the tokens: one at a time, and only of the version that was read.
-- name: connection_renewing :count
-- in: id i, version i, now i, until i
UPDATE connection
SET renewing_until = $until
WHERE company_id = $company AND id = $id AND version = $version AND renewing_until < $now AND status = 'active';

-- name: connection_renewed :count
-- in: id i, version i, secret x, expires I
UPDATE connection
SET secret = $secret, expires_at = $expires, version = version + 1, renewing_until = 0
WHERE company_id = $company AND id = $id AND version = $version;

-- The tokens of this version are refused: the person has to link the account again.
-- name: connection_lost :count
-- in: id i, version i, fault t
UPDATE connection
SET status = 'reauth', fault = $fault, renewing_until = 0
WHERE company_id = $company AND id = $id AND version = $version AND status = 'active';

-- It is nobody's from here on; a job revokes the tokens and deletes the row.
-- name: connection_end :count
-- in: id i, nobody i
UPDATE connection
SET status = 'ending', person_id = $nobody, handle = '', name = '', url = ''
WHERE company_id = $company AND id = $id AND status <> 'ending';

-- name: connection_delete :exec
-- in: id i
DELETE FROM connection
WHERE company_id = $company AND id = $id;

-- name: network_app_get :one
-- in: network t, server t, redirect_uri t
-- out: client t, secret x, scopes t
SELECT client, secret, scopes
FROM network_app
WHERE company_id = $company AND network = $network AND server = $server AND redirect_uri = $redirect_uri;

-- name: network_app_put :exec
-- in: network t, server t, redirect_uri t, client t, secret x, scopes t, now i
INSERT INTO network_app (company_id, network, server, redirect_uri, client, secret, scopes, created_at)
VALUES ($company, $network, $server, $redirect_uri, $client, $secret, $scopes, $now)
ON CONFLICT (company_id, network, server, redirect_uri)
DO UPDATE SET client = excluded.client, secret = excluded.secret, scopes = excluded.scopes, created_at = excluded.created_at;

-- name: network_app_drop :exec
-- in: network t, server t, redirect_uri t
DELETE FROM network_app
WHERE company_id = $company AND network = $network AND server = $server AND redirect_uri = $redirect_uri;

-- name: oauth_flow_put :exec
-- in: state x, person i, session t, network t, server t, redirect_uri t, secret x, expires i
INSERT INTO oauth_flow (company_id, state, person_id, session, network, server, redirect_uri, secret, expires_at)
VALUES ($company, $state, $person, $session, $network, $server, $redirect_uri, $secret, $expires);

-- name: oauth_flow_get :one
-- in: state x
-- out: person_id i, session t, network t, server t, redirect_uri t, secret x, expires_at i
SELECT person_id, session, network, server, redirect_uri, secret, expires_at
FROM oauth_flow
WHERE company_id = $company AND state = $state;

-- Single use.
-- name: oauth_flow_take :count
-- in: state x
DELETE FROM oauth_flow
WHERE company_id = $company AND state = $state;

-- name: oauth_flow_forget :exec
-- in: before i
DELETE FROM oauth_flow
WHERE company_id = $company AND expires_at < $before;

-- name: oauth_flow_erase :exec
-- in: person i
-- scan-ok
DELETE FROM oauth_flow
WHERE company_id = $company AND person_id = $person;
