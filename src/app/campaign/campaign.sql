-- Campaigns. A post on its way is draft, pending or scheduled; out when published or archived.

-- Latest begin first. `state`: open, closed or '' for both.
-- name: campaign_page :many
-- in: state t, before i, before_id i, limit i
-- out: id i, name t, objective t, note t, starts_on i, ends_on i, target_posts I, closed_at I, version i
SELECT id, name, objective, note, starts_on, ends_on, target_posts, closed_at, version
FROM campaign
WHERE company_id = $company AND (starts_on, id) < ($before, $before_id)
  AND ($state = '' OR ($state = 'closed') = (closed_at IS NOT NULL))
ORDER BY starts_on DESC, id DESC
LIMIT $limit;

-- name: campaign_get :one
-- in: id i
-- out: id i, name t, objective t, note t, starts_on i, ends_on i, target_posts I, closed_at I, version i
SELECT id, name, objective, note, starts_on, ends_on, target_posts, closed_at, version
FROM campaign
WHERE company_id = $company AND id = $id;

-- name: campaign_count :one
-- out: n i
-- scan-ok
SELECT COUNT(*) AS n
FROM campaign
WHERE company_id = $company;

-- How its posts stand.
-- name: campaign_progress :one
-- in: id i
-- out: coming i, out i
SELECT COUNT(*) FILTER (WHERE p.status IN ('draft', 'pending', 'scheduled')) AS coming,
       COUNT(*) FILTER (WHERE p.status IN ('published', 'archived')) AS out
FROM campaign_post AS c
JOIN post AS p ON p.company_id = $company AND p.id = c.post_id
WHERE c.company_id = $company AND c.campaign_id = $id;

-- name: campaign_insert :exec
-- in: id i, name t, objective t, note t, starts_on i, ends_on i, target_posts I, now i
INSERT INTO campaign (company_id, id, name, objective, note, starts_on, ends_on, target_posts, closed_at, version, created_at)
VALUES ($company, $id, $name, $objective, $note, $starts_on, $ends_on, $target_posts, NULL, 1, $now);

-- name: campaign_update :count
-- in: id i, version i, name t, objective t, note t, starts_on i, ends_on i, target_posts I, closed_at I
UPDATE campaign
SET name = $name, objective = $objective, note = $note, starts_on = $starts_on, ends_on = $ends_on,
    target_posts = $target_posts, closed_at = $closed_at, version = version + 1
WHERE company_id = $company AND id = $id AND version = $version;

-- name: campaign_delete :count
-- in: id i
DELETE FROM campaign
WHERE company_id = $company AND id = $id;

-- ---- its posts ----

-- `scope`: a limited curator, who sees the posts in their channels alone.
-- What a calendar shows of them: when they go or went out, else when they were made.
-- name: campaign_posts :many
-- in: id i, limit i, scope I
-- out: id i, title t, kind t, network t, status t, at i, promotional b, campaign_id I, version i, expires_at I
SELECT p.id, p.title, p.kind, p.network, p.status, COALESCE(p.scheduled_at, p.published_at, p.created_at) AS at, p.promotional,
       c.campaign_id, p.version, p.expires_at
FROM campaign_post AS c
JOIN post AS p ON p.company_id = $company AND p.id = c.post_id
WHERE c.company_id = $company AND c.campaign_id = $id AND p.status <> 'dropped'
  AND (CAST($scope AS BIGINT) IS NULL OR EXISTS (
      SELECT 1 FROM post_target AS t JOIN role_channel AS r ON r.company_id = $company AND r.member_id = $scope AND r.role = 'curator' AND r.channel_id = t.ref
      WHERE t.company_id = $company AND t.post_id = p.id AND t.kind = 'channel'))
ORDER BY COALESCE(p.scheduled_at, p.published_at, p.created_at), p.id
LIMIT $limit;

-- What goes out, or went out, within a span of time.
-- name: calendar_posts :many
-- in: since i, until i, limit i, scope I
-- out: id i, title t, kind t, network t, status t, at i, promotional b, campaign_id I, version i, expires_at I
SELECT p.id, p.title, p.kind, p.network, p.status, COALESCE(p.scheduled_at, 0) AS at, p.promotional, c.campaign_id, p.version, p.expires_at
FROM post AS p
LEFT JOIN campaign_post AS c ON c.company_id = $company AND c.post_id = p.id
WHERE p.company_id = $company AND p.status = 'scheduled' AND p.scheduled_at >= $since AND p.scheduled_at < $until
  AND (CAST($scope AS BIGINT) IS NULL OR EXISTS (
      SELECT 1 FROM post_target AS t JOIN role_channel AS r ON r.company_id = $company AND r.member_id = $scope AND r.role = 'curator' AND r.channel_id = t.ref
      WHERE t.company_id = $company AND t.post_id = p.id AND t.kind = 'channel'))
UNION ALL
SELECT o.id, o.title, o.kind, o.network, o.status, COALESCE(o.published_at, 0) AS at, o.promotional, d.campaign_id, o.version, o.expires_at
FROM post AS o
LEFT JOIN campaign_post AS d ON d.company_id = $company AND d.post_id = o.id
WHERE o.company_id = $company AND o.status IN ('published', 'archived') AND o.published_at >= $since AND o.published_at < $until
  AND (CAST($scope AS BIGINT) IS NULL OR EXISTS (
      SELECT 1 FROM post_target AS t JOIN role_channel AS r ON r.company_id = $company AND r.member_id = $scope AND r.role = 'curator' AND r.channel_id = t.ref
      WHERE t.company_id = $company AND t.post_id = o.id AND t.kind = 'channel'))
ORDER BY 6, 1
LIMIT $limit;

-- name: campaign_of_post :many
-- in: post i
-- out: campaign_id i
SELECT campaign_id
FROM campaign_post
WHERE company_id = $company AND post_id = $post;

-- name: campaign_post_count :one
-- in: id i
-- out: n i
SELECT COUNT(*) AS n
FROM campaign_post
WHERE company_id = $company AND campaign_id = $id;

-- name: campaign_post_put :exec
-- in: post i, campaign i, now i
INSERT INTO campaign_post (company_id, post_id, campaign_id, added_at)
VALUES ($company, $post, $campaign, $now)
ON CONFLICT (company_id, post_id) DO UPDATE SET campaign_id = excluded.campaign_id, added_at = excluded.added_at;

-- With its campaign.
-- name: campaign_posts_clear :exec
-- in: campaign i
DELETE FROM campaign_post
WHERE company_id = $company AND campaign_id = $campaign;

-- Out of any campaign, or with its post.
-- name: campaign_post_drop :exec
-- in: post i
DELETE FROM campaign_post
WHERE company_id = $company AND post_id = $post;
