-- Charter: the texts of each version, the consent ledger and who takes part. Person and consent are keyed by person_id and
-- must never be joined with the directory.

-- name: charter_insert :exec
-- in: version i, language t, text t, now i
INSERT INTO charter (company_id, version, language, text, created_at)
VALUES ($company, $version, $language, $text, $now);

-- The version in force, in each language it has.
-- name: charter_current :many
-- out: version i, language t, text t, created_at i
SELECT c.version, c.language, c.text, c.created_at
FROM company AS k
JOIN charter AS c ON c.company_id = $company AND c.version = k.charter_version
WHERE k.id = $company
ORDER BY c.language;

-- name: charter_version :one
-- out: charter_version i
SELECT charter_version
FROM company
WHERE id = $company;

-- name: person_get :one
-- in: person i
-- out: ambassador b, charter_version i
SELECT ambassador, charter_version
FROM person
WHERE company_id = $company AND person_id = $person;

-- Takes part or not; the times of visits stay.
-- name: person_participation_set :exec
-- in: person i, ambassador b, charter_version i
INSERT INTO person (company_id, person_id, ambassador, charter_version, visit_at, last_visit_at)
VALUES ($company, $person, $ambassador, $charter_version, 0, 0)
ON CONFLICT (company_id, person_id) DO UPDATE
SET ambassador = excluded.ambassador, charter_version = excluded.charter_version;

-- name: person_delete :exec
-- in: person i
DELETE FROM person
WHERE company_id = $company AND person_id = $person;

-- name: consent_insert :exec
-- in: id i, person i, kind t, given b, charter_version i, language t, text_hash t, at i
INSERT INTO consent (company_id, id, person_id, kind, given, charter_version, language, text_hash, at)
VALUES ($company, $id, $person, $kind, $given, $charter_version, $language, $text_hash, $at);

-- The proof a person can be shown: what they agreed to, newest first.
-- name: consent_list :many
-- in: person i, limit i
-- out: id i, kind t, given b, charter_version i, language t, text_hash t, at i
SELECT id, kind, given, charter_version, language, text_hash, at
FROM consent
WHERE company_id = $company AND person_id = $person
ORDER BY id DESC
LIMIT $limit;
