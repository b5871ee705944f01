-- search.sql: the words of posts, and the posts that have them.

-- Posts of a status with the words, at most `limit`, those made last first. `rank` says how well they fit: the title weighs more.
-- name: search_hits :many
-- in: query t, status t, limit i
-- out: id i, rank d, at i, network t
-- only: sqlite
SELECT p.id, pv_rank(post_index) AS rank, COALESCE(p.published_at, p.created_at) AS at, p.network
FROM post_index
JOIN post AS p ON p.company_id = $company AND p.id = post_index.rowid
WHERE post_index MATCH 'company_id : "' || $company || '" AND (' || $query || ')'
  AND p.status = $status
ORDER BY post_index.rowid DESC
LIMIT $limit;

-- name: search_hits :many
-- in: query t, status t, limit i
-- out: id i, rank d, at i, network t
-- only: postgres
SELECT p.id, f.rank AS rank, COALESCE(p.published_at, p.created_at) AS at, p.network
FROM pv_search($query, $limit) AS f (post_id, rank)
JOIN post AS p ON p.company_id = $company AND p.id = f.post_id
WHERE p.status = $status;

-- name: search_get :many
-- in: post i
-- out: title t, body t
SELECT title, body
FROM post_words
WHERE company_id = $company AND post_id = $post;

-- name: search_put :exec
-- in: post i, title t, body t
INSERT INTO post_words (company_id, post_id, title, body)
VALUES ($company, $post, $title, $body)
ON CONFLICT (company_id, post_id) DO UPDATE SET title = excluded.title, body = excluded.body;

-- The index on SQLite, which has to be told what stood there.
-- name: search_index_add :exec
-- in: post i, title t, body t
-- only: sqlite
INSERT INTO post_index (rowid, company_id, title, body)
VALUES ($post, $company, $title, $body);

-- name: search_index_remove :exec
-- in: post i, title t, body t
-- only: sqlite
INSERT INTO post_index (post_index, rowid, company_id, title, body)
VALUES ('delete', $post, $company, $title, $body);

-- name: search_delete :exec
-- in: post i
DELETE FROM post_words
WHERE company_id = $company AND post_id = $post;

-- Posts in the order of their ids, for writing all words anew.
-- name: search_posts :many
-- in: after i, limit i
-- out: id i
SELECT id
FROM post
WHERE company_id = $company AND id > $after
ORDER BY id
LIMIT $limit;

-- Posts without words; doctor says how many.
-- name: search_missing :one
-- out: n i
-- scan-ok
SELECT COUNT(*) AS n
FROM post AS p
WHERE p.company_id = $company
  AND NOT EXISTS (SELECT 1 FROM post_words AS w WHERE w.company_id = $company AND w.post_id = p.id);
