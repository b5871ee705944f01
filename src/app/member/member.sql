-- Member: the directory. No statement of this file may name a table that is keyed by person_id, except those of erase.

-- No row changed when the address is taken.
-- name: member_insert :count
-- rows: 50
-- in: id i, email t, email_folded t, first_name t, last_name t, folded t, language t, time_zone t, status t, password_hash T, person_salt x, created_at i, joined_at I
INSERT INTO member (company_id, id, email, email_folded, first_name, last_name, folded, language, time_zone, status,
    password_hash, person_salt, created_at, joined_at)
VALUES ($company, $id, $email, $email_folded, $first_name, $last_name, $folded, $language, $time_zone, $status,
    $password_hash, $person_salt, $created_at, $joined_at)
ON CONFLICT (company_id, email_folded) DO NOTHING;

-- name: member_get :one
-- in: id i
-- out: id i, email t, first_name t, last_name t, language t, time_zone t, status t, created_at i, invited_at I, joined_at I, came_by T, waits_for T, has_password b
SELECT id, email, first_name, last_name, language, time_zone, status, created_at, invited_at, joined_at, came_by, waits_for,
    password_hash IS NOT NULL AS has_password
FROM member
WHERE company_id = $company AND id = $id;

-- name: member_id_by_email :one
-- in: email_folded t
-- out: id i
SELECT id
FROM member
WHERE company_id = $company AND email_folded = $email_folded;

-- Which of many ids are there.
-- name: member_ids_between :many
-- in: first i, last i
-- out: id i
SELECT id
FROM member
WHERE company_id = $company AND id >= $first AND id <= $last
ORDER BY id;

-- name: member_roles :many
-- in: member i
-- out: role t
SELECT role
FROM member_role
WHERE company_id = $company AND member_id = $member;

-- name: member_groups :many
-- in: member i
-- out: axis t, name t
SELECT g.axis, g.name
FROM member_in_group AS mg
JOIN member_group AS g ON g.company_id = $company AND g.id = mg.group_id
WHERE mg.company_id = $company AND mg.member_id = $member;

-- A page of the directory by name; a member comes once for each pair of role and group. The first page starts after
-- ('', 0). Each word is a pattern; '%' for none.
-- name: member_page :many
-- in: status T, word1 t, word2 t, word3 t, after_folded t, after_id i, limit i
-- out: id i, email t, first_name t, last_name t, folded t, language t, time_zone t, status t, created_at i, invited_at I, joined_at I, came_by T, waits_for T, has_password b, role T, axis T, group_name T
WITH page AS (
    SELECT id, email, first_name, last_name, folded, language, time_zone, status, created_at, invited_at, joined_at, came_by,
        waits_for, password_hash IS NOT NULL AS has_password
    FROM member
    WHERE company_id = $company
        AND ((CAST($status AS TEXT) IS NULL AND status NOT IN ('waiting', 'declined')) OR status = $status)
        AND folded LIKE $word1 ESCAPE '!' AND folded LIKE $word2 ESCAPE '!' AND folded LIKE $word3 ESCAPE '!'
        AND (folded, id) > ($after_folded, $after_id)
    ORDER BY folded, id
    LIMIT $limit
)
SELECT p.id, p.email, p.first_name, p.last_name, p.folded, p.language, p.time_zone, p.status, p.created_at,
    p.invited_at, p.joined_at, p.came_by, p.waits_for, p.has_password, r.role, g.axis, g.name AS group_name
FROM page AS p
LEFT JOIN member_role AS r ON r.company_id = $company AND r.member_id = p.id
LEFT JOIN member_in_group AS mg ON mg.company_id = $company AND mg.member_id = p.id
LEFT JOIN member_group AS g ON g.company_id = $company AND g.id = mg.group_id
ORDER BY p.folded, p.id;

-- How many pass the same filter.
-- name: member_count :one
-- in: status T, word1 t, word2 t, word3 t
-- out: n i
-- scan-ok
SELECT COUNT(*) AS n
FROM member
WHERE company_id = $company
    AND ((CAST($status AS TEXT) IS NULL AND status NOT IN ('waiting', 'declined')) OR status = $status)
    AND folded LIKE $word1 ESCAPE '!' AND folded LIKE $word2 ESCAPE '!' AND folded LIKE $word3 ESCAPE '!';

-- name: member_update :count
-- in: id i, first_name t, last_name t, folded t, language t, time_zone t, status t
UPDATE member
SET first_name = $first_name, last_name = $last_name, folded = $folded, language = $language,
    time_zone = $time_zone, status = $status
WHERE company_id = $company AND id = $id;

-- name: member_password_set :count
-- in: id i, password_hash T
UPDATE member
SET password_hash = $password_hash
WHERE company_id = $company AND id = $id;

-- Only an invited member can join.
-- name: member_join :count
-- in: id i, now i
UPDATE member
SET status = 'active', joined_at = $now, approved_from = NULL
WHERE company_id = $company AND id = $id AND status = 'invited';

-- name: member_invited_set :count
-- in: id i, now i
UPDATE member
SET invited_at = $now
WHERE company_id = $company AND id = $id;

-- name: member_role_insert :exec
-- in: member i, role t
INSERT INTO member_role (company_id, member_id, role)
VALUES ($company, $member, $role)
ON CONFLICT (company_id, member_id, role) DO NOTHING;

-- name: member_role_clear :exec
-- in: member i
DELETE FROM member_role
WHERE company_id = $company AND member_id = $member;

-- Admins who can sign in, but one: nobody may leave a company without any.
-- name: member_other_admins :one
-- in: member i
-- out: n i
SELECT COUNT(*) AS n
FROM member_role AS r
JOIN member AS m ON m.company_id = $company AND m.id = r.member_id
WHERE r.company_id = $company AND r.role = 'admin' AND m.status = 'active' AND m.id <> $member;

-- name: member_group_find :one
-- in: axis t, name t
-- out: id i
SELECT id
FROM member_group
WHERE company_id = $company AND axis = $axis AND name = $name;

-- No row changed when another transaction was first.
-- name: member_group_insert :count
-- in: id i, axis t, name t
INSERT INTO member_group (company_id, id, axis, name)
VALUES ($company, $id, $axis, $name)
ON CONFLICT (company_id, axis, name) DO NOTHING;

-- name: member_in_group_insert :exec
-- rows: 150
-- in: member i, group i
INSERT INTO member_in_group (company_id, member_id, group_id)
VALUES ($company, $member, $group)
ON CONFLICT (company_id, member_id, group_id) DO NOTHING;

-- name: member_in_group_delete :exec
-- in: member i, group i
DELETE FROM member_in_group
WHERE company_id = $company AND member_id = $member AND group_id = $group;

-- name: member_in_group_clear :exec
-- in: member i, axis t
DELETE FROM member_in_group
WHERE company_id = $company AND member_id = $member
    AND group_id IN (SELECT g.id FROM member_group AS g WHERE g.company_id = $company AND g.axis = $axis);

-- ---- erase (decisions 19) ----

-- name: member_in_group_clear_all :exec
-- in: member i
DELETE FROM member_in_group
WHERE company_id = $company AND member_id = $member;

-- The row goes with its salt: nobody can find the person's rows again.
-- name: member_delete :count
-- in: id i
DELETE FROM member
WHERE company_id = $company AND id = $id;

-- ---- groups ----

-- By name; a name is once on its axis, so it is the place too. Who waits is not counted.
-- name: group_page :many
-- in: axis t, pattern t, after t, limit i
-- out: id i, name t, heads i
SELECT g.id, g.name, (
    SELECT COUNT(*)
    FROM member_in_group AS mg
    WHERE mg.company_id = $company AND mg.group_id = g.id AND EXISTS (
        SELECT 1
        FROM member AS m
        WHERE m.company_id = $company AND m.id = mg.member_id AND m.status IN ('active', 'invited', 'suspended'))) AS heads
FROM member_group AS g
WHERE g.company_id = $company AND g.axis = $axis AND g.name > $after
    AND LOWER(g.name) LIKE LOWER($pattern) ESCAPE '!'
ORDER BY g.name
LIMIT $limit;

-- name: group_get :one
-- in: id i
-- out: axis t, name t, heads i
SELECT g.axis, g.name, (
    SELECT COUNT(*)
    FROM member_in_group AS mg
    WHERE mg.company_id = $company AND mg.group_id = g.id AND EXISTS (
        SELECT 1
        FROM member AS m
        WHERE m.company_id = $company AND m.id = mg.member_id AND m.status IN ('active', 'invited', 'suspended'))) AS heads
FROM member_group AS g
WHERE g.company_id = $company AND g.id = $id;

-- name: group_names :many
-- in: axis t, limit i
-- out: name t
SELECT name
FROM member_group
WHERE company_id = $company AND axis = $axis
ORDER BY name
LIMIT $limit;

-- name: group_rename :count
-- in: id i, name t
UPDATE member_group
SET name = $name
WHERE company_id = $company AND id = $id;

-- name: group_delete :count
-- in: id i
DELETE FROM member_group
WHERE company_id = $company AND id = $id;

-- name: group_members_move :exec
-- in: from i, into i
INSERT INTO member_in_group (company_id, member_id, group_id)
SELECT $company, mg.member_id, $into
FROM member_in_group AS mg
WHERE mg.company_id = $company AND mg.group_id = $from
ON CONFLICT (company_id, member_id, group_id) DO NOTHING;

-- name: group_members_clear :exec
-- in: id i
DELETE FROM member_in_group
WHERE company_id = $company AND group_id = $id;

-- name: group_links_move :exec
-- in: from i, into i
INSERT INTO join_link_group (company_id, link_id, group_id)
SELECT $company, lg.link_id, $into
FROM join_link_group AS lg
WHERE lg.company_id = $company AND lg.group_id = $from
ON CONFLICT (company_id, link_id, group_id) DO NOTHING;

-- name: group_links_clear :exec
-- in: id i
DELETE FROM join_link_group
WHERE company_id = $company AND group_id = $id;

-- name: member_in_named_group :one
-- in: member i, axis t, name t
-- out: n i
SELECT COUNT(*) AS n
FROM member_group AS g
JOIN member_in_group AS mg ON mg.company_id = $company AND mg.member_id = $member AND mg.group_id = g.id
WHERE g.company_id = $company AND g.axis = $axis AND g.name = $name;
