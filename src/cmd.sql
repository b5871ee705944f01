-- Companies by id or host, for --company.
-- name: cmd_companies :many
-- access: router
-- out: id i, host T
-- scan-ok
SELECT id, host
FROM company
ORDER BY id;
