-- Appends what happened.
-- name: event_insert :exec
-- in: id i, kind t, at i, subject i, person i, data T
INSERT INTO event (company_id, id, kind, at, subject_id, person_id, data)
VALUES ($company, $id, $kind, $at, $subject, $person, $data);

-- Marks it as committed but without a place in the order.
-- name: event_pending_insert :exec
-- in: id i
INSERT INTO event_pending (company_id, event_id)
VALUES ($company, $id);

-- Events that wait for their place, oldest id first.
-- name: event_pending_list :many
-- in: limit i
-- out: event_id i
-- scan-ok
SELECT event_id
FROM event_pending
WHERE company_id = $company
ORDER BY event_id
LIMIT $limit;

-- name: event_pending_delete :exec
-- in: id i
DELETE FROM event_pending
WHERE company_id = $company AND event_id = $id;

-- name: event_order_last :one
-- out: seq i
-- scan-ok
SELECT COALESCE(MAX(seq), 0) AS seq
FROM event_order
WHERE company_id = $company;

-- name: event_order_insert :exec
-- in: seq i, id i
INSERT INTO event_order (company_id, seq, event_id)
VALUES ($company, $seq, $id);

-- The log in committed order, after a place.
-- name: event_after :many
-- in: seq i, limit i
-- out: seq i, id i, kind t, at i, subject_id i, person_id i, data T
SELECT o.seq, e.id, e.kind, e.at, e.subject_id, e.person_id, e.data
FROM event_order AS o
JOIN event AS e ON e.company_id = $company AND e.id = o.event_id
WHERE o.company_id = $company AND o.seq > $seq
ORDER BY o.seq
LIMIT $limit;

-- name: event_cursor_get :one
-- in: name t
-- out: position i
SELECT position
FROM event_cursor
WHERE company_id = $company AND name = $name;

-- name: event_cursor_set :exec
-- in: name t, position i
INSERT INTO event_cursor (company_id, name, position)
VALUES ($company, $name, $position)
ON CONFLICT (company_id, name) DO UPDATE SET position = excluded.position;

-- Every company, for the background loops.
-- name: event_companies :many
-- access: router
-- out: id i
-- scan-ok
SELECT id
FROM company
ORDER BY id;

-- Takes or renews a lease; no row when somebody else holds it.
-- name: lease_take :many
-- access: router
-- in: name t, holder i, now i, until i
-- out: value i
INSERT INTO lease (name, holder, until, value)
VALUES ($name, $holder, $until, 0)
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
WHERE lease.holder = excluded.holder OR lease.until < $now
RETURNING value;

-- name: lease_drop :exec
-- access: router
-- in: name t, holder i
DELETE FROM lease
WHERE name = $name AND holder = $holder;

-- Keeps the highest id of a node, so that its successor starts above it.
-- name: lease_value_set :exec
-- access: router
-- in: name t, holder i, value i
UPDATE lease
SET value = $value
WHERE name = $name AND holder = $holder;
