-- Session: who is signed in, sign-in tokens, times of visits, and stored answers of repeated requests.

-- name: session_insert :exec
-- in: token_hash t, member i, now i, day i, expires_at i
INSERT INTO session (company_id, token_hash, member_id, created_at, seen_day, expires_at)
VALUES ($company, $token_hash, $member, $now, $day, $expires_at);

-- The session with what a principal needs of its member; roles come from member_roles.
-- name: session_get :one
-- in: token_hash t
-- out: member_id i, created_at i, seen_day i, expires_at i, status t, language t, time_zone t
SELECT s.member_id, s.created_at, s.seen_day, s.expires_at, m.status, m.language, m.time_zone
FROM session AS s
JOIN member AS m ON m.company_id = $company AND m.id = s.member_id
WHERE s.company_id = $company AND s.token_hash = $token_hash;

-- name: session_seen :exec
-- in: token_hash t, day i
UPDATE session
SET seen_day = $day
WHERE company_id = $company AND token_hash = $token_hash AND seen_day < $day;

-- name: session_delete :exec
-- in: token_hash t, member i
DELETE FROM session
WHERE company_id = $company AND token_hash = $token_hash AND member_id = $member;

-- All of a member's sessions but one ('' for none).
-- name: session_delete_all :exec
-- in: member i, keep t
DELETE FROM session
WHERE company_id = $company AND member_id = $member AND token_hash <> $keep;

-- name: session_purge :exec
-- in: now i, idle_day i
-- scan-ok
DELETE FROM session
WHERE company_id = $company AND (expires_at < $now OR seen_day < $idle_day);

-- What a sign-in by password needs to know.
-- name: session_member :one
-- in: email_folded t
-- out: id i, status t, first_name t, last_name t, password_hash T
SELECT id, status, first_name, last_name, password_hash
FROM member
WHERE company_id = $company AND email_folded = $email_folded;

-- name: session_password :one
-- in: member i
-- out: password_hash T
SELECT password_hash
FROM member
WHERE company_id = $company AND id = $member;

-- name: sign_in_token_insert :exec
-- in: token_hash t, member i, kind t, expires_at i
INSERT INTO sign_in_token (company_id, token_hash, member_id, kind, expires_at)
VALUES ($company, $token_hash, $member, $kind, $expires_at);

-- Taken, a token is gone: it works once.
-- name: sign_in_token_take :one
-- in: token_hash t
-- out: member_id i, kind t, expires_at i
DELETE FROM sign_in_token
WHERE company_id = $company AND token_hash = $token_hash
RETURNING member_id, kind, expires_at;

-- Links of a member that still work.
-- name: sign_in_token_count :one
-- in: member i, kind t, now i
-- out: n i
SELECT COUNT(*) AS n
FROM sign_in_token
WHERE company_id = $company AND member_id = $member AND kind = $kind AND expires_at > $now;

-- name: sign_in_token_drop :exec
-- in: member i
DELETE FROM sign_in_token
WHERE company_id = $company AND member_id = $member;

-- name: sign_in_token_purge :exec
-- in: now i
DELETE FROM sign_in_token
WHERE company_id = $company AND expires_at < $now;

-- name: visit_get :one
-- in: person i
-- out: visit_at i, last_visit_at i
SELECT visit_at, last_visit_at
FROM person
WHERE company_id = $company AND person_id = $person;

-- name: visit_set :exec
-- in: person i, visit_at i, last_visit_at i
INSERT INTO person (company_id, person_id, ambassador, charter_version, visit_at, last_visit_at)
VALUES ($company, $person, FALSE, 0, $visit_at, $last_visit_at)
ON CONFLICT (company_id, person_id) DO UPDATE
SET visit_at = excluded.visit_at, last_visit_at = excluded.last_visit_at;

-- Nothing is changed when the key has an answer that still counts.
-- name: idempotency_store :count
-- in: key t, body_hash t, status i, reply t, now i, expired i
INSERT INTO idempotency (company_id, key, body_hash, status, reply, created_at)
VALUES ($company, $key, $body_hash, $status, $reply, $now)
ON CONFLICT (company_id, key) DO UPDATE
SET body_hash = excluded.body_hash, status = excluded.status, reply = excluded.reply, created_at = excluded.created_at
WHERE idempotency.created_at < $expired OR idempotency.status = 0;

-- name: idempotency_get :one
-- in: key t
-- out: body_hash t, status i, reply t, created_at i
SELECT body_hash, status, reply, created_at
FROM idempotency
WHERE company_id = $company AND key = $key;

-- name: idempotency_purge :exec
-- in: before i
DELETE FROM idempotency
WHERE company_id = $company AND created_at < $before;
