-- Push: subscriptions at WebSub hubs.

-- name: push_get :one
-- in: id i
-- out: id i, source_id i, hub t, topic t, state t, detail T, is_signed b, errors i, asked_at i, next_at i, lease_until i,
--      last_delivery_at i, deliveries i, discarded i, missed i, created_at i
-- row: push
SELECT id, source_id, hub, topic, state, detail, is_signed, errors, asked_at, next_at, lease_until, last_delivery_at,
       deliveries, discarded, missed, created_at
FROM source_push
WHERE company_id = $company AND id = $id;

-- The living subscription of a source: none or one.
-- name: push_of_source :many
-- in: source i
-- out: id i, source_id i, hub t, topic t, state t, detail T, is_signed b, errors i, asked_at i, next_at i, lease_until i,
--      last_delivery_at i, deliveries i, discarded i, missed i, created_at i
-- row: push
SELECT id, source_id, hub, topic, state, detail, is_signed, errors, asked_at, next_at, lease_until, last_delivery_at,
       deliveries, discarded, missed, created_at
FROM source_push
WHERE company_id = $company AND source_id = $source AND state <> 'ending';

-- Those of a page of sources.
-- name: push_of_sources :many
-- in: first i, last i
-- out: id i, source_id i, hub t, topic t, state t, detail T, is_signed b, errors i, asked_at i, next_at i, lease_until i,
--      last_delivery_at i, deliveries i, discarded i, missed i, created_at i
-- row: push
SELECT id, source_id, hub, topic, state, detail, is_signed, errors, asked_at, next_at, lease_until, last_delivery_at,
       deliveries, discarded, missed, created_at
FROM source_push
WHERE company_id = $company AND source_id >= $first AND source_id <= $last AND state <> 'ending';

-- name: push_insert :exec
-- in: id i, source i, hub t, topic t, now i
INSERT INTO source_push (company_id, id, source_id, hub, topic, state, detail, is_signed, errors, asked_at, next_at, lease_until,
                         last_delivery_at, deliveries, discarded, missed, created_at)
VALUES ($company, $id, $source, $hub, $topic, 'asking', NULL, FALSE, 0, 0, $now, 0, 0, 0, 0, 0, $now);

-- The hub is about to be asked.
-- name: push_asked :count
-- in: id i, is_signed b, now i
UPDATE source_push
SET is_signed = $is_signed, asked_at = $now
WHERE company_id = $company AND id = $id;

-- What the hub answered to being asked. No row changes when it verified or denied meanwhile.
-- name: push_settle :count
-- in: id i, seen i, state t, detail T, errors i, next_at i
UPDATE source_push
SET state = $state, detail = $detail, errors = $errors, next_at = $next_at
WHERE company_id = $company AND id = $id AND next_at = $seen;

-- The hub verified, denied, or the subscription is to end.
-- name: push_set_state :exec
-- in: id i, state t, detail T, next_at i, lease_until i
UPDATE source_push
SET state = $state, detail = $detail, errors = 0, next_at = $next_at, lease_until = $lease_until
WHERE company_id = $company AND id = $id;

-- name: push_delivered :exec
-- in: id i, now i
UPDATE source_push
SET deliveries = deliveries + 1, last_delivery_at = $now, missed = 0
WHERE company_id = $company AND id = $id;

-- name: push_discarded :exec
-- in: id i
UPDATE source_push
SET discarded = discarded + 1
WHERE company_id = $company AND id = $id;

-- name: push_missed :exec
-- in: id i
UPDATE source_push
SET missed = missed + 1
WHERE company_id = $company AND id = $id;

-- name: push_delete :count
-- in: id i
DELETE FROM source_push
WHERE company_id = $company AND id = $id;

-- Subscriptions whose job was lost.
-- name: push_overdue :many
-- in: before i
-- out: id i, next_at i
SELECT id, next_at
FROM source_push
WHERE company_id = $company AND next_at < $before
ORDER BY next_at;
