-- One source with its brand.
-- name: source_get :one
-- in: id i
-- out: id i, brand_id i, brand_name t, kind t, network t, account_id T, account_server T, account_handle T, url t, title t, site_url t, language t, mode t, status t, etag T,
--      last_modified T, body_hash T, moved_to T, moved_count i, interval_s i, next_poll_at i, last_poll_at I, last_ok_at I,
--      last_item_at I, error_code T, error_detail T, error_count i, created_at i, channel_id I, pending i, published i
-- row: source
SELECT s.id, s.brand_id, b.name AS brand_name, s.kind, s.network, s.account_id, s.account_server, s.account_handle, s.url, s.title, s.site_url, s.language, s.mode, s.status,
       s.etag, s.last_modified, s.body_hash, s.moved_to, s.moved_count, s.interval_s, s.next_poll_at, s.last_poll_at,
       s.last_ok_at, s.last_item_at, s.error_code, s.error_detail, s.error_count, s.created_at, s.channel_id,
       (SELECT COUNT(*) FROM post AS p WHERE p.company_id = $company AND p.source_id = s.id AND p.status = 'pending') AS pending,
       (SELECT COUNT(*) FROM post AS q WHERE q.company_id = $company AND q.source_id = s.id AND q.status = 'published') AS published
FROM source AS s
JOIN brand AS b ON b.company_id = $company AND b.id = s.brand_id
WHERE s.company_id = $company AND s.id = $id;

-- All sources, oldest first, in pages. `scope`: those whose channel this limited curator has.
-- name: source_list :many
-- in: after i, limit i, scope I
-- out: id i, brand_id i, brand_name t, kind t, network t, account_id T, account_server T, account_handle T, url t, title t, site_url t, language t, mode t, status t, etag T,
--      last_modified T, body_hash T, moved_to T, moved_count i, interval_s i, next_poll_at i, last_poll_at I, last_ok_at I,
--      last_item_at I, error_code T, error_detail T, error_count i, created_at i, channel_id I, pending i, published i
-- row: source
SELECT s.id, s.brand_id, b.name AS brand_name, s.kind, s.network, s.account_id, s.account_server, s.account_handle, s.url, s.title, s.site_url, s.language, s.mode, s.status,
       s.etag, s.last_modified, s.body_hash, s.moved_to, s.moved_count, s.interval_s, s.next_poll_at, s.last_poll_at,
       s.last_ok_at, s.last_item_at, s.error_code, s.error_detail, s.error_count, s.created_at, s.channel_id,
       (SELECT COUNT(*) FROM post AS p WHERE p.company_id = $company AND p.source_id = s.id AND p.status = 'pending') AS pending,
       (SELECT COUNT(*) FROM post AS q WHERE q.company_id = $company AND q.source_id = s.id AND q.status = 'published') AS published
FROM source AS s
JOIN brand AS b ON b.company_id = $company AND b.id = s.brand_id
WHERE s.company_id = $company AND s.id > $after
  AND (CAST($scope AS BIGINT) IS NULL OR EXISTS (
      SELECT 1 FROM role_channel AS r
      WHERE r.company_id = $company AND r.member_id = $scope AND r.role = 'curator' AND r.channel_id = s.channel_id))
ORDER BY s.id
LIMIT $limit;

-- name: source_by_url :many
-- in: url t
-- out: id i
SELECT id
FROM source
WHERE company_id = $company AND url = $url;

-- name: source_insert :exec
-- in: id i, brand i, kind t, network t, account_id T, account_server T, account_handle T, url t, title t, site_url t, language t, mode t, interval_s i, now i
INSERT INTO source (company_id, id, brand_id, kind, network, account_id, account_server, account_handle, url, title, site_url, language, mode, status, etag,
                    last_modified, body_hash, moved_to, moved_count, interval_s, next_poll_at, last_poll_at, last_ok_at,
                    last_item_at, error_code, error_detail, error_count, created_at)
VALUES ($company, $id, $brand, $kind, $network, $account_id, $account_server, $account_handle, $url, $title, $site_url, $language, $mode, 'active', NULL, NULL, NULL, NULL,
        0, $interval_s, $now, NULL, NULL, NULL, NULL, NULL, 0, $now);

-- What a curator changes.
-- name: source_edit :exec
-- in: id i, title t, mode t, status t, channel_id I
UPDATE source
SET title = $title, mode = $mode, status = $status, channel_id = $channel_id
WHERE company_id = $company AND id = $id;

-- A channel is gone.
-- name: source_channel_forget :exec
-- in: channel i
-- scan-ok
UPDATE source
SET channel_id = NULL
WHERE company_id = $company AND channel_id = $channel;

-- A new address: validators and health belong to the old one. Without last_ok_at it begins as a new source does.
-- name: source_set_url :exec
-- in: id i, url t, kind t, network t, account_id T, account_server T, account_handle T
UPDATE source
SET url = $url, kind = $kind, network = $network, account_id = $account_id, account_server = $account_server,
    account_handle = $account_handle, etag = NULL, last_modified = NULL, body_hash = NULL, moved_to = NULL, moved_count = 0, last_ok_at = NULL
WHERE company_id = $company AND id = $id;

-- What a poll found out. No row changes when another poll of the same source was stored meanwhile.
-- name: source_set_poll :count
-- in: id i, seen I, status t, kind t, account_server T, account_handle T, url t, site_url t, language t, etag T, last_modified T, body_hash T, moved_to T, moved_count i, interval_s i, next_poll_at i, last_poll_at i, last_ok_at I, last_item_at I, error_code T, error_detail T, error_count i
UPDATE source
SET status = $status, kind = $kind, account_server = $account_server, account_handle = $account_handle, url = $url, site_url = $site_url, language = $language, etag = $etag,
    last_modified = $last_modified, body_hash = $body_hash, moved_to = $moved_to, moved_count = $moved_count,
    interval_s = $interval_s, next_poll_at = $next_poll_at, last_poll_at = $last_poll_at, last_ok_at = $last_ok_at,
    last_item_at = $last_item_at, error_code = $error_code, error_detail = $error_detail, error_count = $error_count
WHERE company_id = $company AND id = $id AND last_poll_at IS NOT DISTINCT FROM $seen;

-- The next poll must read the whole feed, whatever its server says of changes.
-- name: source_forget :exec
-- in: id i
UPDATE source
SET etag = NULL, last_modified = NULL, body_hash = NULL
WHERE company_id = $company AND id = $id;

-- name: source_set_next :exec
-- in: id i, next_poll_at i
UPDATE source
SET next_poll_at = $next_poll_at
WHERE company_id = $company AND id = $id;

-- Active sources whose poll is long overdue: their job was lost.
-- name: source_overdue :many
-- in: before i
-- out: id i, next_poll_at i
SELECT id, next_poll_at
FROM source
WHERE company_id = $company AND status = 'active' AND next_poll_at < $before
ORDER BY next_poll_at;

-- name: source_delete :exec
-- in: id i
DELETE FROM source
WHERE company_id = $company AND id = $id;

-- name: source_origins_delete :exec
-- in: source i
DELETE FROM post_origin
WHERE company_id = $company AND source_id = $source;

-- What is known of an item. Source 0 holds the words of items of all sources (import.c).
-- name: origin_get :many
-- in: source i, item_key t
-- out: post_id i, content_hash t
SELECT post_id, content_hash
FROM post_origin
WHERE company_id = $company AND source_id = $source AND item_key = $item_key;

-- Remembers an item; post 0 means seen but not taken, so that it never comes back as new.
-- name: origin_insert :exec
-- in: source i, item_key t, post i, content_hash t, now i
INSERT INTO post_origin (company_id, source_id, item_key, post_id, content_hash, seen_at)
VALUES ($company, $source, $item_key, $post, $content_hash, $now)
ON CONFLICT (company_id, source_id, item_key) DO NOTHING;

-- name: origin_set_hash :exec
-- in: source i, item_key t, content_hash t
UPDATE post_origin
SET content_hash = $content_hash
WHERE company_id = $company AND source_id = $source AND item_key = $item_key;
