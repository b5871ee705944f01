-- Channels, and what people chose of them. No statement may join channel_choice with the directory.

-- All of a company: a few.
-- name: channel_list :many
-- out: id i, name t, description t, kind t, created_at i
-- scan-ok
SELECT id, name, description, kind, created_at
FROM channel
WHERE company_id = $company
ORDER BY name, id;

-- name: channel_get :one
-- in: id i
-- out: id i, name t, description t, kind t, created_at i
SELECT id, name, description, kind, created_at
FROM channel
WHERE company_id = $company AND id = $id;

-- name: channel_by_name :many
-- in: name t
-- out: id i
SELECT id
FROM channel
WHERE company_id = $company AND name = $name;

-- No row when the name is taken.
-- name: channel_insert :count
-- in: id i, name t, description t, kind t, now i
INSERT INTO channel (company_id, id, name, description, kind, created_at)
VALUES ($company, $id, $name, $description, $kind, $now)
ON CONFLICT (company_id, name) DO NOTHING;

-- name: channel_update :exec
-- in: id i, name t, description t, kind t
UPDATE channel
SET name = $name, description = $description, kind = $kind
WHERE company_id = $company AND id = $id;

-- name: channel_delete :exec
-- in: id i
DELETE FROM channel
WHERE company_id = $company AND id = $id;

-- Posts of each channel: how many are in it, and how many of these are out.
-- name: channel_posts :many
-- out: channel_id i, posts i, published i
-- scan-ok
SELECT t.ref AS channel_id, COUNT(*) AS posts, COUNT(*) FILTER (WHERE p.status = 'published') AS published
FROM post_target AS t
JOIN post AS p ON p.company_id = $company AND p.id = t.post_id
WHERE t.company_id = $company AND t.kind = 'channel' AND p.status NOT IN ('dropped', 'archived')
GROUP BY t.ref;

-- ---- restricted ones: for whom ----

-- name: channel_groups :many
-- out: channel_id i, group_id i, axis T, name T
-- scan-ok
SELECT cg.channel_id, cg.group_id, g.axis, g.name
FROM channel_group AS cg
LEFT JOIN member_group AS g ON g.company_id = $company AND g.id = cg.group_id
WHERE cg.company_id = $company
ORDER BY cg.channel_id, cg.group_id;

-- name: channel_group_insert :exec
-- in: channel i, group i
INSERT INTO channel_group (company_id, channel_id, group_id)
VALUES ($company, $channel, $group)
ON CONFLICT (company_id, channel_id, group_id) DO NOTHING;

-- name: channel_group_clear :exec
-- in: channel i
DELETE FROM channel_group
WHERE company_id = $company AND channel_id = $channel;

-- A group goes up in another one: the channels that are for it are for that one then.
-- name: channel_group_move :exec
-- in: from i, into i
INSERT INTO channel_group (company_id, channel_id, group_id)
SELECT $company, cg.channel_id, $into
FROM channel_group AS cg
WHERE cg.company_id = $company AND cg.group_id = $from
ON CONFLICT (company_id, channel_id, group_id) DO NOTHING;

-- name: channel_group_forget :exec
-- in: group i
DELETE FROM channel_group
WHERE company_id = $company AND group_id = $group;

-- ---- what people chose ----

-- name: channel_choices :many
-- in: person i
-- out: channel_id i, following b
SELECT channel_id, following
FROM channel_choice
WHERE company_id = $company AND person_id = $person
ORDER BY channel_id;

-- name: channel_choice_get :many
-- in: person i, channel i
-- out: following b, counted B, changed_at i
SELECT following, counted, changed_at
FROM channel_choice
WHERE company_id = $company AND person_id = $person AND channel_id = $channel;

-- name: channel_choice_put :exec
-- in: person i, channel i, following b, counted B, now i
INSERT INTO channel_choice (company_id, person_id, channel_id, following, counted, changed_at)
VALUES ($company, $person, $channel, $following, $counted, $now)
ON CONFLICT (company_id, person_id, channel_id)
DO UPDATE SET following = excluded.following, counted = excluded.counted, changed_at = excluded.changed_at;

-- How many had chosen one way by midnight.
-- name: channel_choice_count :one
-- in: channel i, following b, today i
-- out: n i
SELECT COUNT(*) AS n
FROM channel_choice
WHERE company_id = $company AND channel_id = $channel
  AND CASE WHEN changed_at < $today THEN following = $following ELSE counted IS NOT NULL AND counted = $following END;

-- name: channel_choice_drop :exec
-- in: channel i
DELETE FROM channel_choice
WHERE company_id = $company AND channel_id = $channel;

-- name: channel_choice_forget :exec
-- in: person i
DELETE FROM channel_choice
WHERE company_id = $company AND person_id = $person;

-- ---- roles that are limited to channels ----

-- name: role_channels :many
-- in: member i
-- out: role t, channel_id i
SELECT role, channel_id
FROM role_channel
WHERE company_id = $company AND member_id = $member
ORDER BY role, channel_id;

-- Everybody's, for the directory.
-- name: role_channels_all :many
-- out: member_id i, role t, channel_id i
-- scan-ok
SELECT member_id, role, channel_id
FROM role_channel
WHERE company_id = $company
ORDER BY member_id, role, channel_id;

-- name: role_channel_insert :exec
-- in: member i, role t, channel i
INSERT INTO role_channel (company_id, member_id, role, channel_id)
VALUES ($company, $member, $role, $channel)
ON CONFLICT (company_id, member_id, role, channel_id) DO NOTHING;

-- name: role_channel_clear :exec
-- in: member i, role t
DELETE FROM role_channel
WHERE company_id = $company AND member_id = $member AND role = $role;

-- name: role_channel_forget :exec
-- in: member i
DELETE FROM role_channel
WHERE company_id = $company AND member_id = $member;

-- The roles stay limited: their row for channel 0 stays.
-- name: role_channel_drop :exec
-- in: channel i
DELETE FROM role_channel
WHERE company_id = $company AND channel_id = $channel;
