-- logo.sql: the files made of a company's logos.

-- name: logo_list :many
-- out: kind t, width i, height i, etag t
-- scan-ok
SELECT kind, width, height, etag
FROM logo_file
WHERE company_id = $company AND slot = 0
ORDER BY kind;

-- name: logo_get :one
-- in: kind t, slot i
-- out: width i, height i, etag t, bytes x
SELECT width, height, etag, bytes
FROM logo_file
WHERE company_id = $company AND kind = $kind AND slot = $slot;

-- An icon of a size: the one that was given as such, else the one made of the logo.
-- name: logo_icon :many
-- in: slot i
-- out: etag t, bytes x
-- scan-ok
SELECT etag, bytes
FROM logo_file
WHERE company_id = $company AND slot = $slot AND kind IN ('icon', 'light')
ORDER BY kind
LIMIT 1;

-- name: logo_insert :exec
-- in: kind t, slot i, width i, height i, etag t, bytes x
INSERT INTO logo_file (company_id, kind, slot, width, height, etag, bytes)
VALUES ($company, $kind, $slot, $width, $height, $etag, $bytes);

-- name: logo_delete :count
-- in: kind t
DELETE FROM logo_file
WHERE company_id = $company AND kind = $kind;
