-- What admins set otherwise, oldest first. A handful of rows: all are read.
-- name: term_list :many
-- out: id i, network t, term t, value I, reason t, at i
-- scan-ok
SELECT id, network, term, value, reason, at
FROM term_override
WHERE company_id = $company
ORDER BY id;

-- name: term_insert :exec
-- in: id i, network t, term t, value I, reason t, member i, now i
INSERT INTO term_override (company_id, id, network, term, value, reason, member_id, at)
VALUES ($company, $id, $network, $term, $value, $reason, $member, $now);
