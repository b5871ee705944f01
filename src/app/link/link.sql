-- Tracked links, their totals, and what tells one visitor's second click from another's first.

-- A link. No row when the code is taken.
-- name: link_insert :count
-- in: id i, code t, share i, post i, target t, at i
INSERT INTO link (company_id, id, code, share_id, post_id, target, state, created_at)
VALUES ($company, $id, $code, $share, $post, $target, 'live', $at)
ON CONFLICT (code) DO NOTHING;

-- name: link_get :one
-- in: id i
-- out: id i, code t, share_id i, post_id i, target t, state t, created_at i
SELECT id, code, share_id, post_id, target, state, created_at
FROM link
WHERE company_id = $company AND id = $id;

-- name: link_state_set :exec
-- in: id i, state t
UPDATE link
SET state = $state
WHERE company_id = $company AND id = $id;

-- Where a code leads, whoever's it is: the router's question on a click that memory can't answer.
-- name: link_by_code :one
-- access: router
-- in: code t
-- out: company_id i, id i, state t, target t
SELECT company_id, id, state, target
FROM link
WHERE code = $code;

-- Every code, for the table in memory.
-- name: link_codes :each
-- access: router
-- out: company_id i, id i, code t, state t, target t
-- scan-ok
SELECT company_id, id, code, state, target
FROM link;

-- name: link_totals_get :one
-- in: link i
-- out: human i, bot i, preview i, self i, repeat i
SELECT human, bot, preview, self, repeat
FROM link_total
WHERE company_id = $company AND link_id = $link;

-- What the projector must know of a link: whose share it is of, and how far it has come.
-- name: link_for_count :one
-- in: id i
-- out: share_id i, person_id I, status T, verified_at I, human I
SELECT l.share_id, s.person_id, s.status, s.verified_at, t.human
FROM link AS l
LEFT JOIN share AS s ON s.company_id = $company AND s.id = l.share_id
LEFT JOIN link_total AS t ON t.company_id = $company AND t.link_id = l.id
WHERE l.company_id = $company AND l.id = $id;

-- name: link_total_add :exec
-- in: link i, human i, bot i, preview i, self i, repeat i
INSERT INTO link_total (company_id, link_id, human, bot, preview, self, repeat)
VALUES ($company, $link, $human, $bot, $preview, $self, $repeat)
ON CONFLICT (company_id, link_id) DO UPDATE
SET human = link_total.human + excluded.human, bot = link_total.bot + excluded.bot,
    preview = link_total.preview + excluded.preview, self = link_total.self + excluded.self,
    repeat = link_total.repeat + excluded.repeat;

-- name: link_day_add :exec
-- in: link i, day i, human i, bot i, preview i, self i, repeat i
INSERT INTO link_day (company_id, link_id, day, human, bot, preview, self, repeat)
VALUES ($company, $link, $day, $human, $bot, $preview, $self, $repeat)
ON CONFLICT (company_id, link_id, day) DO UPDATE
SET human = link_day.human + excluded.human, bot = link_day.bot + excluded.bot,
    preview = link_day.preview + excluded.preview, self = link_day.self + excluded.self,
    repeat = link_day.repeat + excluded.repeat;

-- Retention of figures by day: 25 months.
-- name: link_day_purge :exec
-- in: before i
-- scan-ok
DELETE FROM link_day
WHERE company_id = $company AND day < $before;

-- The key of one day's visitor hashes; the first to ask makes it, everybody gets the same.
-- name: visitor_salt_take :one
-- in: day i, salt x
-- out: salt x
INSERT INTO visitor_salt (company_id, day, salt)
VALUES ($company, $day, $salt)
ON CONFLICT (company_id, day) DO UPDATE SET day = excluded.day
RETURNING salt;

-- name: visitor_salt_get :one
-- in: day i
-- out: salt x
SELECT salt
FROM visitor_salt
WHERE company_id = $company AND day = $day;

-- Of a link's visitors of a day, given as a JSON array of numbers: those that were not there before. One statement a link and
-- batch, however many they are.
-- name: visitor_seen_add :many
-- only: sqlite
-- in: link i, day i, visitors t
-- out: visitor i
-- scan-ok
INSERT INTO visitor_seen (company_id, link_id, visitor, day)
SELECT $company, $link, v.value, $day
FROM json_each($visitors) AS v
WHERE TRUE
ON CONFLICT (company_id, link_id, visitor) DO NOTHING
RETURNING visitor;

-- name: visitor_seen_add :many
-- only: postgres
-- in: link i, day i, visitors t
-- out: visitor i
-- scan-ok
INSERT INTO visitor_seen (company_id, link_id, visitor, day)
SELECT $company, $link, CAST(v.value AS BIGINT), $day
FROM json_array_elements_text(CAST($visitors AS JSON)) AS v (value)
ON CONFLICT (company_id, link_id, visitor) DO NOTHING
RETURNING visitor;

-- name: visitor_self_add :exec
-- in: visitor i, person i, day i
INSERT INTO visitor_self (company_id, visitor, person_id, day)
VALUES ($company, $visitor, $person, $day)
ON CONFLICT (company_id, visitor, person_id) DO NOTHING;

-- The devices of a person of the last days.
-- name: visitor_self_of :many
-- in: person i
-- out: visitor i
SELECT visitor
FROM visitor_self
WHERE company_id = $company AND person_id = $person;

-- Somebody is erased: their devices too.
-- name: visitor_self_drop :exec
-- in: person i
DELETE FROM visitor_self
WHERE company_id = $company AND person_id = $person;

-- The purge after two days: salts first, without which no hash can be made again.
-- name: visitor_salt_purge :count
-- in: upto i
DELETE FROM visitor_salt
WHERE company_id = $company AND day <= $upto;

-- name: visitor_seen_purge :count
-- in: upto i
DELETE FROM visitor_seen
WHERE company_id = $company AND day <= $upto;

-- name: visitor_self_purge :count
-- in: upto i
DELETE FROM visitor_self
WHERE company_id = $company AND day <= $upto;

-- Where the projector stands: one cursor a node, "clicks/NODE".
-- name: click_cursor_start :exec
-- in: name t, position i
INSERT INTO event_cursor (company_id, name, position)
VALUES ($company, $name, $position)
ON CONFLICT (company_id, name) DO NOTHING;

-- Moves on only from where it was read: the loser of two projectors rolls back.
-- name: click_cursor_move :count
-- in: name t, from i, to i
UPDATE event_cursor
SET position = $to
WHERE company_id = $company AND name = $name AND position = $from;

-- name: click_cursors :many
-- out: name t, position i
SELECT name, position
FROM event_cursor
WHERE company_id = $company AND name >= 'clicks/' AND name < 'clicks0';

-- Companies and when they began: no click of theirs is older.
-- name: click_companies :many
-- access: router
-- out: id i, created_at i
-- scan-ok
SELECT id, created_at
FROM company
ORDER BY id;

-- One node's clicks in the order of their commits. The node stands in bits 12 to 21 of the id.
-- name: click_after :many
-- only: postgres
-- in: node i, after i, limit i
-- out: id i, link_id i, at i, class i, visitor i
SELECT id, link_id, at, class, visitor
FROM click
WHERE company_id = $company AND id > $after AND (id / 4096) % 1024 = $node
ORDER BY id
LIMIT $limit;

-- name: click_forget_visitors :exec
-- only: postgres
-- in: from i, upto i, before i
UPDATE click
SET visitor = 0
WHERE company_id = $company AND id >= $from AND id < $upto AND at < $before AND visitor <> 0;

-- Retention of single clicks: 25 months.
-- name: click_purge :exec
-- only: postgres
-- in: before i
DELETE FROM click
WHERE company_id = $company AND id < $before;
