-- Reactions to posts, keyed by person. No statement may join post_reaction with the directory.

-- Nothing changes when it was the same.
-- name: reaction_put :count
-- in: person i, post i, kind t
INSERT INTO post_reaction (company_id, person_id, post_id, kind)
VALUES ($company, $person, $post, $kind)
ON CONFLICT (company_id, person_id, post_id)
DO UPDATE SET kind = excluded.kind WHERE post_reaction.kind <> excluded.kind;

-- name: reaction_delete :count
-- in: person i, post i
DELETE FROM post_reaction
WHERE company_id = $company AND person_id = $person AND post_id = $post;

-- Somebody's own, for the feed and for what they take along.
-- name: reaction_of_person :many
-- in: person i, limit i
-- out: post_id i, kind t
SELECT post_id, kind
FROM post_reaction
WHERE company_id = $company AND person_id = $person
ORDER BY post_id DESC
LIMIT $limit;

-- name: reaction_count :many
-- in: post i
-- out: kind t, n i
SELECT kind, COUNT(*) AS n
FROM post_reaction
WHERE company_id = $company AND post_id = $post
GROUP BY kind;

-- Of everything in the feed, by post.
-- name: reaction_count_all :many
-- out: post_id i, kind t, n i
-- scan-ok
SELECT r.post_id, r.kind, COUNT(*) AS n
FROM post AS p
JOIN post_reaction AS r ON r.company_id = $company AND r.post_id = p.id
WHERE p.company_id = $company AND p.status = 'published'
GROUP BY r.post_id, r.kind
ORDER BY r.post_id;

-- name: reaction_forget :exec
-- in: person i
DELETE FROM post_reaction
WHERE company_id = $company AND person_id = $person;

-- Reactions to a post that is deleted.
-- name: reaction_drop_post :exec
-- in: post i
DELETE FROM post_reaction
WHERE company_id = $company AND post_id = $post;
