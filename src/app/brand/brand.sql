-- name: brand_list :many
-- out: id i, name t, created_at i
-- scan-ok
SELECT id, name, created_at
FROM brand
WHERE company_id = $company
ORDER BY created_at, id;

-- name: brand_get :one
-- in: id i
-- out: id i, name t
SELECT id, name
FROM brand
WHERE company_id = $company AND id = $id;

-- name: brand_insert :exec
-- in: id i, name t, now i
INSERT INTO brand (company_id, id, name, created_at)
VALUES ($company, $id, $name, $now);
