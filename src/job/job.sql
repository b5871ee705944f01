-- Enqueues; a live job with the same kind and key stands.
-- name: job_insert :exec
-- in: id i, kind t, payload t, dedupe T, run_at i, now i
INSERT INTO job (company_id, id, kind, payload, dedupe, status, run_at, lease_until, lease_owner, attempt, last_error,
                 created_at)
VALUES ($company, $id, $kind, $payload, $dedupe, 'waiting', $run_at, 0, 0, 0, NULL, $now)
ON CONFLICT (company_id, kind, dedupe) WHERE status IN ('waiting', 'running') DO NOTHING;

-- Claims the job of the house that is due longest. Losers of a race see no row and ask again. The lists of kinds are those of
-- the lane in src/jobs.c.
-- name: job_claim_house :many
-- access: router
-- only: sqlite
-- in: now i, until i, owner i
-- out: company_id i, id i
-- row: job_claim
UPDATE job
SET status = 'running', lease_until = $until, lease_owner = $owner, attempt = attempt + 1
WHERE (company_id, id) = (SELECT company_id, id
                          FROM job
                          WHERE status IN ('waiting', 'running') AND kind NOT IN ('share.remove', 'share.send')
                            AND run_at <= $now AND lease_until < $now
                          ORDER BY run_at, id
                          LIMIT 1)
RETURNING company_id, id;

-- name: job_claim_house :many
-- access: router
-- only: postgres
-- in: now i, until i, owner i
-- out: company_id i, id i
-- row: job_claim
UPDATE job
SET status = 'running', lease_until = $until, lease_owner = $owner, attempt = attempt + 1
WHERE (company_id, id) = (SELECT company_id, id
                          FROM job
                          WHERE status IN ('waiting', 'running') AND kind NOT IN ('share.remove', 'share.send')
                            AND run_at <= $now AND lease_until < $now
                          ORDER BY run_at, id
                          LIMIT 1
                          FOR UPDATE SKIP LOCKED)
RETURNING company_id, id;

-- The same of what waits for networks.
-- name: job_claim_networks :many
-- access: router
-- only: sqlite
-- in: now i, until i, owner i
-- out: company_id i, id i
-- row: job_claim
UPDATE job
SET status = 'running', lease_until = $until, lease_owner = $owner, attempt = attempt + 1
WHERE (company_id, id) = (SELECT company_id, id
                          FROM job
                          WHERE status IN ('waiting', 'running') AND kind IN ('share.remove', 'share.send')
                            AND run_at <= $now AND lease_until < $now
                          ORDER BY run_at, id
                          LIMIT 1)
RETURNING company_id, id;

-- name: job_claim_networks :many
-- access: router
-- only: postgres
-- in: now i, until i, owner i
-- out: company_id i, id i
-- row: job_claim
UPDATE job
SET status = 'running', lease_until = $until, lease_owner = $owner, attempt = attempt + 1
WHERE (company_id, id) = (SELECT company_id, id
                          FROM job
                          WHERE status IN ('waiting', 'running') AND kind IN ('share.remove', 'share.send')
                            AND run_at <= $now AND lease_until < $now
                          ORDER BY run_at, id
                          LIMIT 1
                          FOR UPDATE SKIP LOCKED)
RETURNING company_id, id;

-- What was claimed, read as its company.
-- name: job_get :one
-- in: id i, owner i
-- out: kind t, payload t, attempt i
SELECT kind, payload, attempt
FROM job
WHERE company_id = $company AND id = $id AND lease_owner = $owner AND status = 'running';

-- The lease grows to what the kind needs.
-- name: job_extend :count
-- in: id i, owner i, until i
UPDATE job
SET lease_until = $until
WHERE company_id = $company AND id = $id AND lease_owner = $owner AND status = 'running';

-- name: job_done :count
-- in: id i, owner i
UPDATE job
SET status = 'done', dedupe = NULL, lease_until = 0, last_error = NULL
WHERE company_id = $company AND id = $id AND lease_owner = $owner AND status = 'running';

-- name: job_retry :count
-- in: id i, owner i, run_at i, error t
UPDATE job
SET status = 'waiting', lease_until = 0, run_at = $run_at, last_error = $error
WHERE company_id = $company AND id = $id AND lease_owner = $owner AND status = 'running';

-- Put off: it did not run, so this was no attempt.
-- name: job_put_off :count
-- in: id i, owner i, run_at i
UPDATE job
SET status = 'waiting', lease_until = 0, run_at = $run_at, attempt = attempt - 1
WHERE company_id = $company AND id = $id AND lease_owner = $owner AND status = 'running';

-- name: job_fail :count
-- in: id i, owner i, error t
UPDATE job
SET status = 'failed', dedupe = NULL, lease_until = 0, last_error = $error
WHERE company_id = $company AND id = $id AND lease_owner = $owner AND status = 'running';

-- name: job_counts :one
-- out: waiting i, running i, retrying i, failed i
-- scan-ok
SELECT COUNT(*) FILTER (WHERE status = 'waiting' AND attempt = 0) AS waiting,
       COUNT(*) FILTER (WHERE status = 'running') AS running,
       COUNT(*) FILTER (WHERE status = 'waiting' AND attempt > 0) AS retrying,
       COUNT(*) FILTER (WHERE status = 'failed') AS failed
FROM job
WHERE company_id = $company;

-- Newest failures with their reason, for the operator.
-- name: job_failures :many
-- in: limit i
-- out: id i, kind t, attempt i, status t, last_error T, run_at i
-- scan-ok
SELECT id, kind, attempt, status, last_error, run_at
FROM job
WHERE company_id = $company AND status IN ('failed', 'waiting') AND last_error IS NOT NULL
ORDER BY id DESC
LIMIT $limit;

-- Ended jobs older than their retention.
-- name: job_purge :count
-- in: before i
DELETE FROM job
WHERE company_id = $company AND status IN ('done', 'failed') AND id < $before;
