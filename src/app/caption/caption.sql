-- Captions of a post that fit a network, with how often each was used by anyone and by this person.
-- name: caption_choices :many
-- in: post i, network t, person i
-- out: id i, network t, language t, text t, uses i, mine i
SELECT c.id, c.network, c.language, c.text,
       (SELECT COUNT(*) FROM share AS s
        WHERE s.company_id = $company AND s.post_id = c.post_id AND s.caption_id = c.id) AS uses,
       (SELECT COUNT(*) FROM share AS m
        WHERE m.company_id = $company AND m.person_id = $person AND m.post_id = c.post_id
          AND m.caption_id = c.id) AS mine
FROM caption AS c
WHERE c.company_id = $company AND c.post_id = $post AND c.network IN ('', $network)
ORDER BY c.id;

-- The first caption of a post, the one that the studio edits.
-- name: caption_first :many
-- in: post i
-- out: id i, network t, language t, text t
SELECT id, network, language, text
FROM caption
WHERE company_id = $company AND post_id = $post
ORDER BY id
LIMIT 1;

-- name: caption_insert :exec
-- in: id i, post i, network t, language t, text t, now i
INSERT INTO caption (company_id, id, post_id, network, language, text, created_at)
VALUES ($company, $id, $post, $network, $language, $text, $now);

-- name: caption_update :exec
-- in: id i, language t, text t
UPDATE caption
SET language = $language, text = $text
WHERE company_id = $company AND id = $id;

-- name: caption_delete :exec
-- in: id i
DELETE FROM caption
WHERE company_id = $company AND id = $id;

-- With its post.
-- name: caption_delete_post :exec
-- in: post i
DELETE FROM caption
WHERE company_id = $company AND post_id = $post;
