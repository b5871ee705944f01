-- What became of shares that go out through a linked account. Keyed by share; never joined with the directory.

-- name: send_insert :exec
-- in: share i, connection i, key t
INSERT INTO share_send (company_id, share_id, connection_id, remote_key, attempt, sent_at, fault, fault_text, remote_id, remote_version, remote_url,
                        published_at, removed_at)
VALUES ($company, $share, $connection, $key, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

-- name: send_get :one
-- in: share i
-- out: connection_id i, remote_key t, attempt i, sent_at I, fault T, remote_id T, remote_version T, remote_url T, published_at I, removed_at I
SELECT connection_id, remote_key, attempt, sent_at, fault, remote_id, remote_version, remote_url, published_at, removed_at
FROM share_send
WHERE company_id = $company AND share_id = $share;

-- name: send_begin :exec
-- in: share i, now i
UPDATE share_send
SET attempt = attempt + 1, sent_at = $now
WHERE company_id = $company AND share_id = $share;

-- name: send_fault :exec
-- in: share i, fault T, text T
UPDATE share_send
SET fault = $fault, fault_text = $text
WHERE company_id = $company AND share_id = $share;

-- name: send_published :exec
-- in: share i, remote_id t, version t, url t, now i
UPDATE share_send
SET remote_id = $remote_id, remote_version = $version, remote_url = $url, published_at = $now, fault = NULL, fault_text = NULL
WHERE company_id = $company AND share_id = $share;

-- name: send_removed :exec
-- in: share i, now i
UPDATE share_send
SET removed_at = $now, fault = NULL, fault_text = NULL
WHERE company_id = $company AND share_id = $share;

-- Shares of a connection that have not gone out, in the order of their moments.
-- name: send_waiting :many
-- in: connection i
-- out: id i, person_id i, due_at i, day i
SELECT s.id, s.person_id, COALESCE(s.due_at, 0) AS due_at, s.day
FROM share_send AS n
JOIN share AS s ON s.company_id = $company AND s.id = +n.share_id
WHERE n.company_id = $company AND n.connection_id = $connection AND s.status = 'scheduled'
ORDER BY s.due_at, s.id;

-- The address of the picture in which a post's card is shown elsewhere.
-- name: send_card :one
-- in: post i
-- out: title t, body t, image_id I
SELECT title, body, image_id
FROM post
WHERE company_id = $company AND id = $post;

-- name: send_withdraw :exec
-- in: person i, fault t
UPDATE share_send
SET fault = $fault, fault_text = NULL
WHERE company_id = $company
  AND share_id IN (SELECT s.id FROM share AS s WHERE s.company_id = $company AND s.person_id = $person AND s.status = 'scheduled');

-- An erased person's: what leads to the account at the network goes.
-- name: send_unlink :exec
-- in: person i
UPDATE share_send
SET remote_id = NULL, remote_version = NULL, remote_url = NULL, fault_text = NULL
WHERE company_id = $company AND share_id IN (SELECT s.id FROM share AS s WHERE s.company_id = $company AND s.person_id = $person);
