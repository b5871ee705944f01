-- Whom posts are for, and who there is.

-- name: target_list :many
-- in: post i
-- out: kind t, ref i, language t
SELECT kind, ref, language
FROM post_target
WHERE company_id = $company AND post_id = $post
ORDER BY kind, ref, language;

-- The same with names, for curators. NULL: the channel or group is gone.
-- name: target_names :many
-- in: post i
-- out: kind t, ref i, language t, channel_name T, channel_kind T, group_axis T, group_name T
SELECT t.kind, t.ref, t.language, c.name AS channel_name, c.kind AS channel_kind, g.axis AS group_axis, g.name AS group_name
FROM post_target AS t
LEFT JOIN channel AS c ON c.company_id = $company AND c.id = t.ref AND t.kind = 'channel'
LEFT JOIN member_group AS g ON g.company_id = $company AND g.id = t.ref AND t.kind = 'group'
WHERE t.company_id = $company AND t.post_id = $post
ORDER BY t.kind, t.ref, t.language;

-- Of all posts that are out or will be, for the feed and for what nobody sees.
-- name: target_all :many
-- out: post_id i, kind t, ref i, language t, status t
-- scan-ok
SELECT t.post_id, t.kind, t.ref, t.language, p.status
FROM post_target AS t
JOIN post AS p ON p.company_id = $company AND p.id = t.post_id
WHERE t.company_id = $company AND p.status IN ('published', 'scheduled')
ORDER BY t.post_id, t.kind, t.ref, t.language;

-- name: target_insert :exec
-- in: post i, kind t, ref i, language t
INSERT INTO post_target (company_id, post_id, kind, ref, language)
VALUES ($company, $post, $kind, $ref, $language)
ON CONFLICT (company_id, post_id, kind, ref, language) DO NOTHING;

-- name: target_clear :exec
-- in: post i
DELETE FROM post_target
WHERE company_id = $company AND post_id = $post;

-- A group goes up in another one.
-- name: target_group_move :exec
-- in: from i, into i
INSERT INTO post_target (company_id, post_id, kind, ref, language)
SELECT $company, t.post_id, 'group', $into, ''
FROM post_target AS t
WHERE t.company_id = $company AND t.kind = 'group' AND t.ref = $from
ON CONFLICT (company_id, post_id, kind, ref, language) DO NOTHING;

-- name: target_group_forget :exec
-- in: group i
DELETE FROM post_target
WHERE company_id = $company AND kind = 'group' AND ref = $group;

-- name: target_channel_forget :exec
-- in: channel i
DELETE FROM post_target
WHERE company_id = $company AND kind = 'channel' AND ref = $channel;

-- Of a channel that goes: only where another channel keeps the post from being for all.
-- name: target_channel_release :exec
-- in: channel i
DELETE FROM post_target
WHERE company_id = $company AND kind = 'channel' AND ref = $channel AND EXISTS (
    SELECT 1 FROM post_target AS o
    WHERE o.company_id = $company AND o.post_id = post_target.post_id AND o.kind = 'channel' AND o.ref <> $channel);

-- Posts out or about to be that are in this channel and in no other.
-- name: target_channel_only :many
-- in: channel i, limit i
-- out: title t
SELECT p.title
FROM post_target AS t
JOIN post AS p ON p.company_id = $company AND p.id = t.post_id
WHERE t.company_id = $company AND t.kind = 'channel' AND t.ref = $channel AND p.status IN ('published', 'scheduled')
  AND NOT EXISTS (SELECT 1 FROM post_target AS o
                  WHERE o.company_id = $company AND o.post_id = t.post_id AND o.kind = 'channel' AND o.ref <> $channel)
ORDER BY p.id
LIMIT $limit;

-- name: target_channel_count :one
-- in: channel i
-- out: n i
SELECT COUNT(*) AS n
FROM post_target
WHERE company_id = $company AND kind = 'channel' AND ref = $channel;

-- ---- who there is: the directory alone ----

-- name: member_group_ids :many
-- in: member i
-- out: group_id i
SELECT group_id
FROM member_in_group
WHERE company_id = $company AND member_id = $member
ORDER BY group_id;

-- Everybody who may read or will, once for each of their groups, in order.
-- name: directory_each :each
-- out: id i, language t, status t, group_id I
-- scan-ok
SELECT m.id, m.language, m.status, mg.group_id
FROM member AS m
LEFT JOIN member_in_group AS mg ON mg.company_id = $company AND mg.member_id = m.id
WHERE m.company_id = $company AND m.status IN ('active', 'invited')
ORDER BY m.id, mg.group_id;

-- Groups to choose from.
-- name: group_all :many
-- in: limit i
-- out: id i, axis t, name t
-- scan-ok
SELECT id, axis, name
FROM member_group
WHERE company_id = $company
ORDER BY axis, name
LIMIT $limit;

-- name: group_there :many
-- in: id i
-- out: axis t, name t
SELECT axis, name
FROM member_group
WHERE company_id = $company AND id = $id;
