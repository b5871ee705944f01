-- One post with its brand's and source's names, and its first caption.
-- SQLite has no statistics here and would walk all of a company's rows of post_origin by source_id, or of post by id: a plus
-- keeps a column out of that choice.

-- name: post_get :one
-- in: id i
-- out: id i, brand_id i, brand_name t, source_id I, source_title T, imported b, kind t, status t, network t, audience t, language t,
--      title t, body t, url t, url_key t, image_url T, image_alt T, author T, promotional b, issued_at i, published_at I,
--      dropped_at I, version i, created_at i, image_id I, image_width I, image_height I, image_colour T, image_fault T,
--      step_from T, scheduled_at I, expires_at I, featured_at I, pinned_at I, must_read_at I, details t, article_words i,
--      image_credit t, image_licence t, file_id I, file_name T, file_size I, caption_id I, caption_network T, caption_language T, caption_text T,
--      origins i
-- row: post
SELECT p.id, p.brand_id, b.name AS brand_name, s.id AS source_id, s.title AS source_title,
       p.source_id IS NOT NULL AS imported, p.kind, p.status, p.network,
       p.audience, p.language, p.title, p.body, p.url, p.url_key, p.image_url, p.image_alt, p.author, p.promotional,
       p.issued_at, p.published_at, p.dropped_at, p.version, p.created_at,
       p.image_id, i.width AS image_width, i.height AS image_height, i.colour AS image_colour,
       i.fault AS image_fault,
       p.step_from, p.scheduled_at, p.expires_at, p.featured_at, p.pinned_at, p.must_read_at, p.details, p.article_words,
       p.image_credit, p.image_licence, p.file_id, d.name AS file_name, d.size AS file_size,
       c.id AS caption_id, c.network AS caption_network, c.language AS caption_language, c.text AS caption_text,
       (SELECT COUNT(*) FROM post_origin AS o WHERE o.company_id = $company AND o.post_id = p.id AND +o.source_id > 0) AS origins
FROM post AS p
JOIN brand AS b ON b.company_id = $company AND b.id = p.brand_id
LEFT JOIN source AS s ON s.company_id = $company AND s.id = p.source_id
LEFT JOIN image AS i ON i.company_id = $company AND i.id = p.image_id
LEFT JOIN file AS d ON d.company_id = $company AND d.id = p.file_id
LEFT JOIN caption AS c ON c.company_id = $company AND c.id =
    (SELECT MIN(f.id) FROM caption AS f WHERE f.company_id = $company AND f.post_id = p.id)
WHERE p.company_id = $company AND p.id = $id;

-- The studio's list of one status, newest arrival first. The search is a plain substring over title and body until
-- the full-text index comes; it walks the status, which the index bounds.
-- name: post_studio_page :many
-- in: status t, network T, before i, before_id i, limit i, scope I
-- out: id i, brand_id i, brand_name t, source_id I, source_title T, imported b, kind t, status t, network t, audience t, language t,
--      title t, body t, url t, url_key t, image_url T, image_alt T, author T, promotional b, issued_at i, published_at I,
--      dropped_at I, version i, created_at i, image_id I, image_width I, image_height I, image_colour T, image_fault T,
--      step_from T, scheduled_at I, expires_at I, featured_at I, pinned_at I, must_read_at I, details t, article_words i,
--      image_credit t, image_licence t, file_id I, file_name T, file_size I, caption_id I, caption_network T, caption_language T, caption_text T,
--      origins i
-- row: post
SELECT p.id, p.brand_id, b.name AS brand_name, s.id AS source_id, s.title AS source_title,
       p.source_id IS NOT NULL AS imported, p.kind, p.status, p.network,
       p.audience, p.language, p.title, p.body, p.url, p.url_key, p.image_url, p.image_alt, p.author, p.promotional,
       p.issued_at, p.published_at, p.dropped_at, p.version, p.created_at,
       p.image_id, i.width AS image_width, i.height AS image_height, i.colour AS image_colour,
       i.fault AS image_fault,
       p.step_from, p.scheduled_at, p.expires_at, p.featured_at, p.pinned_at, p.must_read_at, p.details, p.article_words,
       p.image_credit, p.image_licence, p.file_id, d.name AS file_name, d.size AS file_size,
       c.id AS caption_id, c.network AS caption_network, c.language AS caption_language, c.text AS caption_text,
       (SELECT COUNT(*) FROM post_origin AS o WHERE o.company_id = $company AND o.post_id = p.id AND +o.source_id > 0) AS origins
FROM post AS p
JOIN brand AS b ON b.company_id = $company AND b.id = p.brand_id
LEFT JOIN source AS s ON s.company_id = $company AND s.id = p.source_id
LEFT JOIN image AS i ON i.company_id = $company AND i.id = p.image_id
LEFT JOIN file AS d ON d.company_id = $company AND d.id = p.file_id
LEFT JOIN caption AS c ON c.company_id = $company AND c.id =
    (SELECT MIN(f.id) FROM caption AS f WHERE f.company_id = $company AND f.post_id = p.id)
WHERE p.company_id = $company AND p.status = $status AND (p.created_at, p.id) < ($before, $before_id)
  AND (CAST($network AS TEXT) IS NULL OR p.network = $network)
  AND (CAST($scope AS BIGINT) IS NULL OR EXISTS (
      SELECT 1 FROM post_target AS t JOIN role_channel AS r ON r.company_id = $company AND r.member_id = $scope AND r.role = 'curator' AND r.channel_id = t.ref
      WHERE t.company_id = $company AND t.post_id = p.id AND t.kind = 'channel'))
ORDER BY p.created_at DESC, p.id DESC
LIMIT $limit;

-- The same for what is published, by its place in the feed.
-- name: post_studio_published :many
-- in: network T, before i, before_id i, limit i, scope I
-- out: id i, brand_id i, brand_name t, source_id I, source_title T, imported b, kind t, status t, network t, audience t, language t,
--      title t, body t, url t, url_key t, image_url T, image_alt T, author T, promotional b, issued_at i, published_at I,
--      dropped_at I, version i, created_at i, image_id I, image_width I, image_height I, image_colour T, image_fault T,
--      step_from T, scheduled_at I, expires_at I, featured_at I, pinned_at I, must_read_at I, details t, article_words i,
--      image_credit t, image_licence t, file_id I, file_name T, file_size I, caption_id I, caption_network T, caption_language T, caption_text T,
--      origins i
-- row: post
SELECT p.id, p.brand_id, b.name AS brand_name, s.id AS source_id, s.title AS source_title,
       p.source_id IS NOT NULL AS imported, p.kind, p.status, p.network,
       p.audience, p.language, p.title, p.body, p.url, p.url_key, p.image_url, p.image_alt, p.author, p.promotional,
       p.issued_at, p.published_at, p.dropped_at, p.version, p.created_at,
       p.image_id, i.width AS image_width, i.height AS image_height, i.colour AS image_colour,
       i.fault AS image_fault,
       p.step_from, p.scheduled_at, p.expires_at, p.featured_at, p.pinned_at, p.must_read_at, p.details, p.article_words,
       p.image_credit, p.image_licence, p.file_id, d.name AS file_name, d.size AS file_size,
       c.id AS caption_id, c.network AS caption_network, c.language AS caption_language, c.text AS caption_text,
       (SELECT COUNT(*) FROM post_origin AS o WHERE o.company_id = $company AND o.post_id = p.id AND +o.source_id > 0) AS origins
FROM post AS p
JOIN brand AS b ON b.company_id = $company AND b.id = p.brand_id
LEFT JOIN source AS s ON s.company_id = $company AND s.id = p.source_id
LEFT JOIN image AS i ON i.company_id = $company AND i.id = p.image_id
LEFT JOIN file AS d ON d.company_id = $company AND d.id = p.file_id
LEFT JOIN caption AS c ON c.company_id = $company AND c.id =
    (SELECT MIN(f.id) FROM caption AS f WHERE f.company_id = $company AND f.post_id = p.id)
WHERE p.company_id = $company AND p.status = 'published' AND (p.published_at, p.id) < ($before, $before_id)
  AND (CAST($network AS TEXT) IS NULL OR p.network = $network)
  AND (CAST($scope AS BIGINT) IS NULL OR EXISTS (
      SELECT 1 FROM post_target AS t JOIN role_channel AS r ON r.company_id = $company AND r.member_id = $scope AND r.role = 'curator' AND r.channel_id = t.ref
      WHERE t.company_id = $company AND t.post_id = p.id AND t.kind = 'channel'))
ORDER BY p.published_at DESC, p.id DESC
LIMIT $limit;

-- Everything in the feed, to fill the fragment cache at first use. The whole status is meant.
-- name: post_feed_all :each
-- out: id i, brand_id i, brand_name t, source_id I, source_title T, imported b, kind t, status t, network t, audience t, language t,
--      title t, body t, url t, url_key t, image_url T, image_alt T, author T, promotional b, issued_at i, published_at I,
--      dropped_at I, version i, created_at i, image_id I, image_width I, image_height I, image_colour T, image_fault T,
--      step_from T, scheduled_at I, expires_at I, featured_at I, pinned_at I, must_read_at I, details t, article_words i,
--      image_credit t, image_licence t, file_id I, file_name T, file_size I
-- scan-ok
SELECT p.id, p.brand_id, b.name AS brand_name, s.id AS source_id, s.title AS source_title,
       p.source_id IS NOT NULL AS imported, p.kind, p.status, p.network,
       p.audience, p.language, p.title, p.body, p.url, p.url_key, p.image_url, p.image_alt, p.author, p.promotional,
       p.issued_at, p.published_at, p.dropped_at, p.version, p.created_at,
       p.image_id, i.width AS image_width, i.height AS image_height, i.colour AS image_colour,
       i.fault AS image_fault,
       p.step_from, p.scheduled_at, p.expires_at, p.featured_at, p.pinned_at, p.must_read_at, p.details, p.article_words,
       p.image_credit, p.image_licence, p.file_id, d.name AS file_name, d.size AS file_size
FROM post AS p
JOIN brand AS b ON b.company_id = $company AND b.id = p.brand_id
LEFT JOIN source AS s ON s.company_id = $company AND s.id = p.source_id
LEFT JOIN image AS i ON i.company_id = $company AND i.id = p.image_id
LEFT JOIN file AS d ON d.company_id = $company AND d.id = p.file_id
WHERE p.company_id = $company AND p.status = 'published'
ORDER BY p.published_at DESC, p.id DESC;

-- Titles of the other sources a post was seen in.
-- name: post_also_seen :many
-- in: post i
-- out: title t
SELECT DISTINCT s.title
FROM post_origin AS o
JOIN source AS s ON s.company_id = $company AND s.id = o.source_id
JOIN post AS p ON p.company_id = $company AND p.id = o.post_id
WHERE o.company_id = $company AND o.post_id = $post AND s.id IS DISTINCT FROM p.source_id
ORDER BY s.title;

-- name: post_insert :exec
-- in: id i, brand i, source I, kind t, status t, network t, audience t, language t, title t, body t, url t, url_key t, image_url T, image_alt T, author T, promotional b, issued_at i, published_at I, image_id I, details t, credit t, licence t, file_id I, expires_at I, now i
INSERT INTO post (company_id, id, brand_id, source_id, kind, status, network, audience, language, title, body, url,
                  url_key, image_url, image_alt, author, promotional, issued_at, published_at, dropped_at, version,
                  image_id, created_at, updated_at, details, image_credit, image_licence, file_id, expires_at, aired_at)
VALUES ($company, $id, $brand, $source, $kind, $status, $network, $audience, $language, $title, $body, $url, $url_key,
        $image_url, $image_alt, $author, $promotional, $issued_at, $published_at, NULL, 1, $image_id,
        $now, $now, $details, $credit, $licence, $file_id, $expires_at, $published_at);

-- Newest post of a page, whatever its status. The plus keeps SQLite from walking all posts by id instead of taking post_url.
-- name: post_by_url_key :many
-- in: url_key t
-- out: id i, status t
SELECT id, status
FROM post
WHERE company_id = $company AND url_key = $url_key
ORDER BY +id DESC
LIMIT 1;

-- Words and picture; only from the version that was read.
-- name: post_edit :count
-- in: id i, version i, title t, body t, url t, url_key t, image_url T, image_alt T, author T, promotional b, audience t, language t, image_id I, kind t, details t, credit t, licence t, file_id I, expires_at I, article_words i, now i
UPDATE post
SET title = $title, body = $body, url = $url, url_key = $url_key, image_url = $image_url, image_alt = $image_alt,
    author = $author, promotional = $promotional, audience = $audience, language = $language, image_id = $image_id,
    kind = $kind, details = $details, image_credit = $credit, image_licence = $licence, file_id = $file_id,
    expires_at = $expires_at, article_words = $article_words,
    version = version + 1, updated_at = $now
WHERE company_id = $company AND id = $id AND version = $version;

-- A step of the lifecycle; only from the version that was read. A post that was out before keeps its first moment, so that
-- taking it out and putting it back does not bring it to everybody's attention again; aired_at is when it was last put there.
-- name: post_set_status :count
-- in: id i, version i, status t, step_from T, published_at I, aired_at I, scheduled_at I, dropped_at I, now i
UPDATE post
SET status = $status, step_from = $step_from, published_at = COALESCE(published_at, $published_at),
    aired_at = COALESCE($aired_at, aired_at), scheduled_at = $scheduled_at, dropped_at = $dropped_at,
    version = version + 1, updated_at = $now
WHERE company_id = $company AND id = $id AND version = $version;

-- How many wait, are out, were dropped. `scope`: of the posts that this limited curator has.
-- name: post_counts :many
-- in: scope I
-- out: status t, n i
-- scan-ok
SELECT p.status, COUNT(*) AS n
FROM post AS p
WHERE p.company_id = $company
  AND (CAST($scope AS BIGINT) IS NULL OR EXISTS (
      SELECT 1 FROM post_target AS t JOIN role_channel AS r ON r.company_id = $company AND r.member_id = $scope AND r.role = 'curator' AND r.channel_id = t.ref
      WHERE t.company_id = $company AND t.post_id = p.id AND t.kind = 'channel'))
GROUP BY p.status;

-- Sources that the waiting posts come from.
-- name: post_pending_sources :one
-- out: n i
-- scan-ok
SELECT COUNT(DISTINCT s.id) AS n
FROM post AS p
JOIN source AS s ON s.company_id = $company AND s.id = p.source_id
WHERE p.company_id = $company AND p.status = 'pending';

-- The mix: openly promotional posts among those put out, or to be put out, within a time; all but one (0: all).
-- name: post_mix :one
-- in: since i, until i, except i
-- out: total i, promotional i
-- scan-ok
SELECT COUNT(*) AS total, COUNT(*) FILTER (WHERE promotional) AS promotional
FROM post
WHERE company_id = $company AND id <> $except
  AND ((status = 'published' AND published_at > $since AND published_at <= $until)
    OR (status = 'scheduled' AND scheduled_at > $since AND scheduled_at <= $until));

-- Dropped long enough ago to be deleted; oldest arrival first, so that a run may stop anywhere.
-- name: post_purge_list :many
-- in: before i, limit i
-- out: id i
SELECT id
FROM post
WHERE company_id = $company AND status = 'dropped' AND dropped_at < $before
ORDER BY created_at, id
LIMIT $limit;

-- name: post_delete :exec
-- in: id i
DELETE FROM post
WHERE company_id = $company AND id = $id AND status = 'dropped';

-- Where the reader's own shares are, for the feed. Those that wait are not yet; retracted ones are as if they had not been.
-- name: reader_shares :many
-- in: person i, limit i
-- out: post_id i, network t
SELECT post_id, network
FROM share
WHERE company_id = $company AND person_id = $person AND status NOT IN ('scheduled', 'sending', 'retracted', 'cancelled', 'failed')
ORDER BY id DESC
LIMIT $limit;

-- Posts that show a picture.
-- name: post_of_image :many
-- in: image i
-- out: id i
SELECT id
FROM post
WHERE company_id = $company AND image_id = $image
ORDER BY +id;

-- The page's own picture, where the post has none.
-- name: post_set_image :count
-- in: id i, image i
UPDATE post
SET image_id = $image
WHERE company_id = $company AND id = $id AND image_url IS NULL AND image_id IS NULL;

-- ---- marks ----

-- name: post_set_marks :exec
-- in: id i, featured_at I, pinned_at I, must_read_at I, now i
UPDATE post
SET featured_at = $featured_at, pinned_at = $pinned_at, must_read_at = $must_read_at, version = version + 1, updated_at = $now
WHERE company_id = $company AND id = $id;

-- name: post_featured_list :many
-- out: id i, title t
SELECT id, title
FROM post
WHERE company_id = $company AND featured_at IS NOT NULL AND status IN ('published', 'scheduled')
ORDER BY featured_at, id;

-- name: post_pinned_list :many
-- out: id i, title t
SELECT id, title
FROM post
WHERE company_id = $company AND pinned_at IS NOT NULL AND status IN ('published', 'scheduled')
ORDER BY pinned_at, id;

-- name: post_must_read_list :many
-- out: id i, title t
SELECT id, title
FROM post
WHERE company_id = $company AND must_read_at IS NOT NULL AND status IN ('published', 'scheduled')
ORDER BY must_read_at, id;

-- ---- archiving ----

-- Put into the feed before, and neither featured nor pinned nor to be confirmed.
-- name: post_old_list :many
-- in: before i, limit i
-- out: id i
-- scan-ok
SELECT id
FROM post
WHERE company_id = $company AND status = 'published' AND aired_at < $before AND featured_at IS NULL AND pinned_at IS NULL
  AND must_read_at IS NULL
ORDER BY published_at, id
LIMIT $limit;

-- ---- articles ----

-- name: article_get :many
-- in: post i
-- out: text t
SELECT text
FROM post_article
WHERE company_id = $company AND post_id = $post;

-- name: article_put :exec
-- in: post i, text t
INSERT INTO post_article (company_id, post_id, text)
VALUES ($company, $post, $text)
ON CONFLICT (company_id, post_id) DO UPDATE SET text = excluded.text;

-- name: article_delete :exec
-- in: post i
DELETE FROM post_article
WHERE company_id = $company AND post_id = $post;

-- ---- pictures inside articles ----

-- What the article showed until now, only its history does.
-- name: post_picture_retire :exec
-- in: post i
UPDATE post_picture
SET in_text = FALSE
WHERE company_id = $company AND post_id = $post;

-- name: post_picture_put :exec
-- in: post i, image i
INSERT INTO post_picture (company_id, post_id, image_id, in_text)
VALUES ($company, $post, $image, TRUE)
ON CONFLICT (company_id, post_id, image_id) DO UPDATE SET in_text = TRUE;

-- name: post_picture_list :many
-- in: post i
-- out: id i, source_url t, fault T, width i, height i, colour t
SELECT i.id, i.source_url, i.fault, i.width, i.height, i.colour
FROM post_picture AS s
JOIN image AS i ON i.company_id = $company AND i.id = s.image_id
WHERE s.company_id = $company AND s.post_id = $post;

-- name: post_picture_delete :exec
-- in: post i
DELETE FROM post_picture
WHERE company_id = $company AND post_id = $post;

-- name: post_set_words :exec
-- in: id i, words i
UPDATE post
SET article_words = $words
WHERE company_id = $company AND id = $id;

-- name: revision_insert :exec
-- in: post i, id i, version i, member I, title t, body t, text t, now i
INSERT INTO post_revision (company_id, post_id, id, version, member_id, title, body, text, started_at, saved_at)
VALUES ($company, $post, $id, $version, $member, $title, $body, $text, $now, $now);

-- name: revision_update :exec
-- in: post i, id i, version i, title t, body t, text t, now i
UPDATE post_revision
SET version = $version, title = $title, body = $body, text = $text, saved_at = $now
WHERE company_id = $company AND post_id = $post AND id = $id;

-- name: revision_last :many
-- in: post i
-- out: id i, member_id I, started_at i
SELECT id, member_id, started_at
FROM post_revision
WHERE company_id = $company AND post_id = $post
ORDER BY id DESC
LIMIT 1;

-- Newest first, with the name of who wrote it as long as the directory has it.
-- The article's text, the long part, only for the one that is asked for (`wanted`; 0: none).
-- name: revision_list :many
-- in: post i, wanted i
-- out: id i, version i, member_id I, first_name T, last_name T, title t, body t, text t, saved_at i
SELECT r.id, r.version, r.member_id, m.first_name, m.last_name, r.title, r.body, CASE WHEN r.id = $wanted THEN r.text ELSE '' END,
       r.saved_at
FROM post_revision AS r
LEFT JOIN member AS m ON m.company_id = $company AND m.id = r.member_id
WHERE r.company_id = $company AND r.post_id = $post
ORDER BY r.id DESC;

-- name: revision_get :one
-- in: post i, id i
-- out: title t, body t, text t
SELECT title, body, text
FROM post_revision
WHERE company_id = $company AND post_id = $post AND id = $id;

-- name: revision_trim :exec
-- in: post i, keep i
DELETE FROM post_revision
WHERE company_id = $company AND post_id = $post AND id < (
    SELECT MIN(l.id) FROM (
        SELECT r.id FROM post_revision AS r WHERE r.company_id = $company AND r.post_id = $post ORDER BY r.id DESC LIMIT $keep
    ) AS l);

-- name: revision_delete :exec
-- in: post i
DELETE FROM post_revision
WHERE company_id = $company AND post_id = $post;

-- ---- confirmations: keyed by person ----

-- name: confirmation_put :count
-- in: person i, post i, now i
INSERT INTO post_confirmation (company_id, person_id, post_id, confirmed_at)
VALUES ($company, $person, $post, $now)
ON CONFLICT (company_id, person_id, post_id) DO NOTHING;

-- Only one that no figure has counted yet: figures count what was there before `today`.
-- name: confirmation_delete :count
-- in: person i, post i, today i
DELETE FROM post_confirmation
WHERE company_id = $company AND person_id = $person AND post_id = $post AND confirmed_at >= $today;

-- name: confirmation_get :one
-- in: person i, post i
-- out: confirmed_at i
SELECT confirmed_at
FROM post_confirmation
WHERE company_id = $company AND person_id = $person AND post_id = $post;

-- name: confirmation_of_person :many
-- in: person i, limit i
-- out: post_id i
SELECT post_id
FROM post_confirmation
WHERE company_id = $company AND person_id = $person
ORDER BY post_id DESC
LIMIT $limit;

-- name: confirmation_forget :exec
-- in: person i
DELETE FROM post_confirmation
WHERE company_id = $company AND person_id = $person;

-- name: confirmation_count :one
-- in: post i, before i
-- out: n i
SELECT COUNT(*) AS n
FROM post_confirmation
WHERE company_id = $company AND post_id = $post AND confirmed_at < $before;

-- Confirmations of a post that is deleted.
-- name: confirmation_drop_post :exec
-- in: post i
DELETE FROM post_confirmation
WHERE company_id = $company AND post_id = $post;

-- People who may read: how many.
-- name: post_readers_count :one
-- out: n i
-- scan-ok
SELECT COUNT(*) AS n
FROM member
WHERE company_id = $company AND status = 'active';
