-- The first one of a network stays; what is new about that one follows. A post that was purged since gets none.
-- name: official_set :count
-- in: post i, network t, server t, remote_id t, remote_version t, url t
INSERT INTO post_official (company_id, post_id, network, server, remote_id, remote_version, url)
SELECT $company, p.id, $network, $server, $remote_id, $remote_version, $url
FROM post AS p
WHERE p.company_id = $company AND p.id = $post
ON CONFLICT (company_id, post_id, network) DO UPDATE
SET server = excluded.server, remote_version = excluded.remote_version, url = excluded.url
WHERE post_official.remote_id = excluded.remote_id
  AND (post_official.server <> excluded.server OR post_official.remote_version <> excluded.remote_version OR post_official.url <> excluded.url);

-- name: official_of :many
-- in: post i
-- out: network t, server t, remote_id t, remote_version t, url t
SELECT network, server, remote_id, remote_version, url
FROM post_official
WHERE company_id = $company AND post_id = $post
ORDER BY network;

-- Where each post stands, for the feed as a whole.
-- name: official_networks :many
-- out: post_id i, network t
-- scan-ok
SELECT o.post_id, o.network
FROM post_official AS o
JOIN post AS p ON p.company_id = $company AND p.id = o.post_id
WHERE o.company_id = $company AND p.status = 'published'
ORDER BY o.post_id, o.network;

-- name: official_drop :exec
-- in: post i
DELETE FROM post_official
WHERE company_id = $company AND post_id = $post;
