-- Join: coming in by oneself, by link or by many invitations at once. Knows the directory, never what anyone does.

-- ---- requests whose mailbox is not proved yet ----

-- name: join_request_insert :exec
-- in: id i, email t, email_folded t, first_name t, last_name t, language t, came_by t, link i, now i, expires_at i
INSERT INTO join_request (company_id, id, email, email_folded, first_name, last_name, language, came_by, link_id, token_hash,
    created_at, expires_at)
VALUES ($company, $id, $email, $email_folded, $first_name, $last_name, $language, $came_by, $link, NULL, $now, $expires_at);

-- name: join_request_get :one
-- in: id i
-- out: email t, email_folded t, first_name t, last_name t, language t, came_by t, link i, expires_at i
SELECT email, email_folded, first_name, last_name, language, came_by, link_id AS link, expires_at
FROM join_request
WHERE company_id = $company AND id = $id;

-- Earlier ones of the same mailbox that still live.
-- name: join_request_earlier :one
-- in: email_folded t, id i, now i
-- out: n i
SELECT COUNT(*) AS n
FROM join_request
WHERE company_id = $company AND email_folded = $email_folded AND expires_at > $now AND +id < $id;

-- name: join_request_token_set :count
-- in: id i, token_hash t
UPDATE join_request
SET token_hash = $token_hash
WHERE company_id = $company AND id = $id;

-- name: join_request_by_token :one
-- in: token_hash t
-- out: id i
SELECT id
FROM join_request
WHERE company_id = $company AND token_hash = $token_hash;

-- name: join_request_delete :exec
-- in: id i
DELETE FROM join_request
WHERE company_id = $company AND id = $id;

-- All of a mailbox, once it is in or gone.
-- name: join_request_forget :exec
-- in: email_folded t
DELETE FROM join_request
WHERE company_id = $company AND email_folded = $email_folded;

-- name: join_request_purge :exec
-- in: now i
DELETE FROM join_request
WHERE company_id = $company AND expires_at < $now;

-- ---- join links ----

-- name: join_link_insert :exec
-- in: id i, label t, now i, expires_at i, max_uses I
INSERT INTO join_link (company_id, id, label, created_at, expires_at, max_uses, uses)
VALUES ($company, $id, $label, $now, $expires_at, $max_uses, 0);

-- name: join_link_get :one
-- in: id i
-- out: label t, created_at i, expires_at i, max_uses I, uses i
SELECT label, created_at, expires_at, max_uses, uses
FROM join_link
WHERE company_id = $company AND id = $id;

-- Newest first; there are never more than JOIN_LINKS_MAX.
-- name: join_link_list :many
-- in: limit i
-- out: id i, label t, created_at i, expires_at i, max_uses I, uses i
-- scan-ok
SELECT id, label, created_at, expires_at, max_uses, uses
FROM join_link
WHERE company_id = $company
ORDER BY id DESC
LIMIT $limit;

-- name: join_link_count :one
-- out: n i
-- scan-ok
SELECT COUNT(*) AS n
FROM join_link
WHERE company_id = $company;

-- No row changed when the link has ended.
-- name: join_link_use :count
-- in: id i, now i
UPDATE join_link
SET uses = uses + 1
WHERE company_id = $company AND id = $id AND expires_at > $now AND (max_uses IS NULL OR uses < max_uses);

-- name: join_link_delete :count
-- in: id i
DELETE FROM join_link
WHERE company_id = $company AND id = $id;

-- name: join_link_old :many
-- in: before i, limit i
-- out: id i
SELECT id
FROM join_link
WHERE company_id = $company AND expires_at < $before
LIMIT $limit;

-- name: join_link_group_insert :exec
-- in: link i, group i
INSERT INTO join_link_group (company_id, link_id, group_id)
VALUES ($company, $link, $group)
ON CONFLICT (company_id, link_id, group_id) DO NOTHING;

-- name: join_link_groups :many
-- in: link i
-- out: id i, axis t, name t
SELECT g.id, g.axis, g.name
FROM join_link_group AS lg
JOIN member_group AS g ON g.company_id = $company AND g.id = lg.group_id
WHERE lg.company_id = $company AND lg.link_id = $link
ORDER BY lg.group_id;

-- name: join_link_groups_clear :exec
-- in: link i
DELETE FROM join_link_group
WHERE company_id = $company AND link_id = $link;

-- ---- waiting ----

-- name: join_member_by_email :one
-- in: email_folded t
-- out: id i, status t, invited_at I
SELECT id, status, invited_at
FROM member
WHERE company_id = $company AND email_folded = $email_folded;

-- name: join_came_set :exec
-- in: id i, came_by t
UPDATE member
SET came_by = $came_by
WHERE company_id = $company AND id = $id;

-- Only somebody who is not in yet can be made to wait. No invitation counts from now on.
-- name: join_wait :count
-- in: id i, waits_for t
UPDATE member
SET status = 'waiting', waits_for = $waits_for, invited_at = NULL, approved_from = NULL
WHERE company_id = $company AND id = $id AND status IN ('invited', 'waiting', 'declined');

-- name: join_wait_end :count
-- in: id i, approved_from t
UPDATE member
SET status = 'invited', waits_for = NULL, approved_from = $approved_from
WHERE company_id = $company AND id = $id AND status = 'waiting';

-- name: join_approved_from :one
-- in: id i
-- out: approved_from T
SELECT approved_from
FROM member
WHERE company_id = $company AND id = $id;

-- name: join_decline :count
-- in: id i, now i
UPDATE member
SET status = 'declined', declined_at = $now
WHERE company_id = $company AND id = $id AND status = 'waiting';

-- name: join_undecline :count
-- in: id i
UPDATE member
SET status = 'waiting', declined_at = NULL
WHERE company_id = $company AND id = $id AND status = 'declined';

-- Declined at that very moment, and not taken back since.
-- name: join_declined_at :one
-- in: id i, at i
-- out: n i
SELECT COUNT(*) AS n
FROM member
WHERE company_id = $company AND id = $id AND status = 'declined' AND declined_at = $at;

-- Longest first.
-- name: join_waiting :many
-- in: waits_for t, limit i
-- out: id i, came_by T
SELECT id, came_by
FROM member
WHERE company_id = $company AND status = 'waiting' AND waits_for = $waits_for
ORDER BY +id
LIMIT $limit;

-- name: join_waiting_count :one
-- in: waits_for t
-- out: n i
SELECT COUNT(*) AS n
FROM member
WHERE company_id = $company AND status = 'waiting' AND waits_for = $waits_for;

-- ---- the one reminder ----

-- Invited in a span of time, not joined, not reminded.
-- name: join_remind_list :many
-- in: from i, to i, after i, after_id i, limit i
-- out: id i, invited_at I, time_zone t
SELECT id, invited_at, time_zone
FROM member
WHERE company_id = $company AND status = 'invited' AND invited_at > $from AND invited_at <= $to AND reminded_at IS NULL
    AND (invited_at > $after OR (invited_at = $after AND id > $after_id))
ORDER BY invited_at, id
LIMIT $limit;

-- name: join_remind_claim :count
-- in: id i, now i
UPDATE member
SET reminded_at = $now
WHERE company_id = $company AND id = $id AND status = 'invited' AND reminded_at IS NULL;

-- ---- many invitations ----

-- People in the directory who were never invited; of one group, or all ('' for the axis).
-- name: join_uninvited :many
-- in: axis t, name t, limit i
-- out: id i
SELECT m.id
FROM member AS m
WHERE m.company_id = $company AND m.status = 'invited' AND m.invited_at IS NULL
    AND ($axis = '' OR EXISTS (
        SELECT 1
        FROM member_group AS g
        JOIN member_in_group AS mg ON mg.company_id = $company AND mg.member_id = m.id AND mg.group_id = g.id
        WHERE g.company_id = $company AND g.axis = $axis AND g.name = $name))
ORDER BY m.id
LIMIT $limit;

-- name: join_uninvited_count :one
-- in: axis t, name t
-- out: n i
SELECT COUNT(*) AS n
FROM member AS m
WHERE m.company_id = $company AND m.status = 'invited' AND m.invited_at IS NULL
    AND ($axis = '' OR EXISTS (
        SELECT 1
        FROM member_group AS g
        JOIN member_in_group AS mg ON mg.company_id = $company AND mg.member_id = m.id AND mg.group_id = g.id
        WHERE g.company_id = $company AND g.axis = $axis AND g.name = $name));

-- name: join_round_get :one
-- out: opened b, total i, done i, started_at i, finished_at I
-- scan-ok
SELECT opened, total, done, started_at, finished_at
FROM join_round
WHERE company_id = $company;

-- name: join_round_start :exec
-- in: opened b, total i, now i
INSERT INTO join_round (company_id, opened, total, done, started_at, finished_at)
VALUES ($company, $opened, $total, 0, $now, NULL)
ON CONFLICT (company_id) DO UPDATE
SET opened = excluded.opened, total = excluded.total, done = 0, started_at = excluded.started_at, finished_at = NULL;

-- name: join_round_step :exec
-- in: done i, finished_at I
-- scan-ok
UPDATE join_round
SET done = done + $done, finished_at = $finished_at
WHERE company_id = $company;

-- ---- how many, and nothing else ----

-- Each number is of people in the directory; who waits is not in it yet.
-- name: join_funnel :one
-- out: directory i, invited i, reminded i, joined i, waiting i, suspended i
-- scan-ok
SELECT
    COALESCE(SUM(CASE WHEN status IN ('invited', 'active', 'suspended') THEN 1 ELSE 0 END), 0) AS directory,
    COALESCE(SUM(CASE WHEN invited_at IS NOT NULL THEN 1 ELSE 0 END), 0) AS invited,
    COALESCE(SUM(CASE WHEN reminded_at IS NOT NULL THEN 1 ELSE 0 END), 0) AS reminded,
    COALESCE(SUM(CASE WHEN joined_at IS NOT NULL THEN 1 ELSE 0 END), 0) AS joined,
    COALESCE(SUM(CASE WHEN status = 'waiting' THEN 1 ELSE 0 END), 0) AS waiting,
    COALESCE(SUM(CASE WHEN status = 'suspended' THEN 1 ELSE 0 END), 0) AS suspended
FROM member
WHERE company_id = $company;
