-- name: file_insert :exec
-- in: id i, name t, size i, hash t, bytes x, now i
INSERT INTO file (company_id, id, name, size, hash, bytes, wanted_at)
VALUES ($company, $id, $name, $size, $hash, $bytes, $now);

-- name: file_want :count
-- in: id i, now i
UPDATE file
SET wanted_at = $now
WHERE company_id = $company AND id = $id;

-- name: file_get :one
-- in: id i
-- out: name t, hash t, bytes x
SELECT name, hash, bytes
FROM file
WHERE company_id = $company AND id = $id;

-- Posts that use a document, whatever their state.
-- name: file_posts :many
-- in: id i
-- out: id i
SELECT id
FROM post
WHERE company_id = $company AND file_id = $id;

-- Posts that are out and have it as their document.
-- name: file_out :many
-- in: id i, now i
-- out: id i
SELECT id
FROM post
WHERE company_id = $company AND file_id = $id AND status = 'published' AND (expires_at IS NULL OR expires_at > $now);

-- Documents that no post uses.
-- name: file_unused :many
-- in: before i, limit i
-- out: id i
-- scan-ok
SELECT f.id
FROM file AS f
WHERE f.company_id = $company AND f.wanted_at < $before
  AND NOT EXISTS (SELECT 1 FROM post AS p WHERE p.company_id = $company AND p.file_id = f.id)
ORDER BY f.id
LIMIT $limit;

-- name: file_delete :exec
-- in: id i
DELETE FROM file
WHERE company_id = $company AND id = $id;
