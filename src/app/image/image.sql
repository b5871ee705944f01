-- A new picture that waits to be fetched; one per address.
-- name: picture_insert :count
-- in: id i, source_key t, source_url t, now i
INSERT INTO image (company_id, id, source_key, source_url, status, fault, width, height, colour, wanted_at)
VALUES ($company, $id, $source_key, $source_url, 'waiting', NULL, 0, 0, '', $now)
ON CONFLICT (company_id, source_key) DO NOTHING;

-- name: picture_by_source :many
-- in: source_key t
-- out: id i, status t
SELECT id, status
FROM image
WHERE company_id = $company AND source_key = $source_key;

-- name: picture_get :one
-- in: id i
-- out: id i, source_url t, status t, fault T, width i, height i, colour t
SELECT id, source_url, status, fault, width, height, colour
FROM image
WHERE company_id = $company AND id = $id;

-- A post asks for it again: one that failed is tried once more.
-- name: picture_want :exec
-- in: id i, now i
UPDATE image
SET wanted_at = $now, status = CASE WHEN status = 'failed' THEN 'waiting' ELSE status END
WHERE company_id = $company AND id = $id;

-- name: picture_ready :count
-- in: id i, width i, height i, colour t
UPDATE image
SET status = 'ready', fault = NULL, width = $width, height = $height, colour = $colour
WHERE company_id = $company AND id = $id AND status = 'waiting';

-- name: picture_failed :count
-- in: id i, fault t
UPDATE image
SET status = 'failed', fault = $fault
WHERE company_id = $company AND id = $id AND status = 'waiting';

-- name: picture_file_insert :count
-- in: image i, slot i, format t, etag t, bytes x
INSERT INTO image_file (company_id, image_id, slot, format, etag, bytes)
VALUES ($company, $image, $slot, $format, $etag, $bytes)
ON CONFLICT (company_id, image_id, slot, format) DO NOTHING;

-- The largest that is not larger than asked for; where all are, the smallest.
-- name: picture_file :many
-- in: image i, format t, slot i
-- out: etag t, bytes x
SELECT etag, bytes
FROM image_file
WHERE company_id = $company AND image_id = $image AND format = $format AND slot <= $slot
ORDER BY slot DESC
LIMIT 1;

-- Posts that show it, or did.
-- name: picture_out :many
-- in: id i
-- out: id i
SELECT id
FROM post
WHERE company_id = $company AND image_id = $id AND status IN ('published', 'archived')
ORDER BY +id;

-- Posts whose own picture it is, whatever their state.
-- name: picture_of_posts :many
-- in: id i
-- out: id i
SELECT id
FROM post
WHERE company_id = $company AND image_id = $id
ORDER BY +id;

-- Posts whose article shows it, or did.
-- name: picture_in_posts :many
-- in: id i
-- out: post_id i
SELECT post_id
FROM post_picture
WHERE company_id = $company AND image_id = $id
ORDER BY +post_id;

-- Posts that are in the feed and whose article shows it.
-- name: picture_read :many
-- in: id i, now i
-- out: post_id i
SELECT s.post_id
FROM post_picture AS s
JOIN post AS p ON p.company_id = $company AND p.id = s.post_id
WHERE s.company_id = $company AND s.image_id = $id AND s.in_text AND p.status = 'published'
  AND (p.expires_at IS NULL OR p.expires_at > $now)
ORDER BY +s.post_id;

-- Pictures that no post uses.
-- name: picture_unused :many
-- in: before i, limit i
-- out: id i
-- scan-ok
SELECT i.id
FROM image AS i
WHERE i.company_id = $company AND i.wanted_at < $before
  AND NOT EXISTS (SELECT 1 FROM post AS p WHERE p.company_id = $company AND p.image_id = i.id)
  AND NOT EXISTS (SELECT 1 FROM post_picture AS s WHERE s.company_id = $company AND s.image_id = i.id)
ORDER BY i.id
LIMIT $limit;

-- name: picture_delete_files :exec
-- in: image i
DELETE FROM image_file
WHERE company_id = $company AND image_id = $image;

-- name: picture_delete :exec
-- in: id i
DELETE FROM image
WHERE company_id = $company AND id = $id;
