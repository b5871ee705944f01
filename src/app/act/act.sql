-- Likes and reposts of the company's own posts at networks. No statement may join post_act with the directory.

-- name: act_mine :many
-- in: person i, post i
-- out: network t, kind t, made_at i
SELECT network, kind, made_at
FROM post_act
WHERE company_id = $company AND person_id = $person AND post_id = $post
ORDER BY network, kind;

-- name: act_get :one
-- in: person i, post i, network t, kind t
-- out: remote_id t
SELECT remote_id
FROM post_act
WHERE company_id = $company AND person_id = $person AND post_id = $post AND network = $network AND kind = $kind;

-- name: act_put :exec
-- in: person i, post i, network t, kind t, remote_id t, now i
INSERT INTO post_act (company_id, person_id, post_id, network, kind, remote_id, made_at)
VALUES ($company, $person, $post, $network, $kind, $remote_id, $now)
ON CONFLICT (company_id, person_id, post_id, network, kind) DO UPDATE SET remote_id = excluded.remote_id;

-- name: act_drop :exec
-- in: person i, post i, network t, kind t
DELETE FROM post_act
WHERE company_id = $company AND person_id = $person AND post_id = $post AND network = $network AND kind = $kind;

-- name: act_erase :exec
-- in: person i
DELETE FROM post_act
WHERE company_id = $company AND person_id = $person;

-- With the post.
-- name: act_forget_post :exec
-- in: post i
DELETE FROM post_act
WHERE company_id = $company AND post_id = $post;
