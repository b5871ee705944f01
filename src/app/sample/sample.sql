-- Sample: posts that show how a space looks before the company has its own.

-- Those that were ever made, with what became of them.
-- name: sample_list :many
-- out: ordinal i, post_id i, status t
-- scan-ok
SELECT s.ordinal, s.post_id, p.status
FROM sample_post s
JOIN post p ON p.company_id = s.company_id AND p.id = s.post_id
WHERE s.company_id = $company AND p.company_id = $company
ORDER BY s.ordinal;

-- name: sample_put :exec
-- in: ordinal i, post i
INSERT INTO sample_post (company_id, ordinal, post_id)
VALUES ($company, $ordinal, $post)
ON CONFLICT (company_id, ordinal) DO UPDATE SET post_id = excluded.post_id;
