-- One share, with its link's code.
-- name: share_get :one
-- in: id i
-- out: id i, person_id i, post_id i, network t, action t, mode t, status t, evidence t, own_text t, final_text t, own_words b, band t, language t, caption_id I, disclosure t, disclosure_state t, declared_url T, day i, day_rank i, link_id i, created_at i, declared_at I, verified_at I, retracted_at I, due_at I, code t
SELECT s.id, s.person_id, s.post_id, s.network, s.action, s.mode, s.status, s.evidence, s.own_text, s.final_text,
       s.own_words, s.band, s.language, s.caption_id, s.disclosure, s.disclosure_state, s.declared_url, s.day, s.day_rank,
       s.link_id, s.created_at, s.declared_at, s.verified_at, s.retracted_at, s.due_at, l.code
FROM share AS s
JOIN link AS l ON l.company_id = $company AND l.id = s.link_id
WHERE s.company_id = $company AND s.id = $id;

-- The person's share of a post on a network that stands: there is at most one (index share_once).
-- name: share_standing :many
-- in: person i, post i, network t
-- out: id i
SELECT id
FROM share
WHERE company_id = $company AND person_id = $person AND post_id = $post AND network = $network
  AND status NOT IN ('retracted', 'cancelled', 'failed');

-- Networks on which the person's share of a post stands.
-- name: share_networks :many
-- in: person i, post i
-- out: network t
SELECT network
FROM share
WHERE company_id = $company AND person_id = $person AND post_id = $post AND status NOT IN ('retracted', 'cancelled', 'failed')
ORDER BY network;

-- How many shares the person has made on a day, those taken back included (not those that never went out), and how many of them on a
-- network.
-- name: share_day_count :one
-- in: person i, day i, network t, but i
-- out: total i, on_network i
SELECT COUNT(*) AS total, COUNT(*) FILTER (WHERE network = $network) AS on_network
FROM share
WHERE company_id = $company AND person_id = $person AND day = $day AND id <> $but AND status NOT IN ('cancelled', 'failed');

-- When one post was or is to be shared by anyone around a moment, newest first, at most as many as the guard allows; once full, the
-- last row is the one that must leave the window first. Carries no person: the clone guard needs none.
-- name: share_burst :many
-- in: post i, since i, until i, cap i, but i
-- out: moment i
SELECT moment
FROM (SELECT created_at AS moment
      FROM share
      WHERE company_id = $company AND post_id = $post AND created_at > $since AND due_at IS NULL
      UNION ALL
      SELECT due_at AS moment
      FROM share
      WHERE company_id = $company AND post_id = $post AND due_at > $since AND due_at < $until AND id <> $but
        AND status NOT IN ('cancelled', 'failed')) AS moments
ORDER BY moment DESC
LIMIT $cap;

-- Moments at which shares of the person are to go out, around a moment.
-- name: share_due_near :many
-- in: person i, since i, until i, but i
-- out: id i
SELECT id
FROM share
WHERE company_id = $company AND person_id = $person AND due_at > $since AND due_at < $until AND id <> $but
  AND status NOT IN ('retracted', 'cancelled', 'failed')
ORDER BY due_at;

-- What people wrote about a post, in the order of their sharing, up to a moment.
-- name: share_words :many
-- in: post i, before i, limit i
-- out: person_id i, own_text t, created_at i
SELECT person_id, own_text, created_at
FROM share
WHERE company_id = $company AND post_id = $post AND created_at < $before
ORDER BY created_at, id
LIMIT $limit;

-- name: share_insert :exec
-- in: id i, person i, post i, network t, action t, mode t, own_text t, final_text t, own_words b, band t, language t, caption I, disclosure t, disclosure_state t, day i, day_rank i, link i, now i, status t, due I
INSERT INTO share (company_id, id, person_id, post_id, network, action, mode, status, evidence, own_text, final_text,
                   own_words, band, language, caption_id, disclosure, disclosure_state, declared_url, day, day_rank, link_id,
                   created_at, declared_at, verified_at, retracted_at, due_at)
VALUES ($company, $id, $person, $post, $network, $action, $mode, $status, 'opened', $own_text, $final_text,
        $own_words, $band, $language, $caption, $disclosure, $disclosure_state, NULL, $day, $day_rank, $link,
        $now, NULL, NULL, NULL, $due);

-- name: share_declared :exec
-- in: id i, evidence t, url T, now i
UPDATE share
SET status = 'published', evidence = $evidence, declared_url = COALESCE($url, declared_url),
    declared_at = COALESCE(declared_at, $now)
WHERE company_id = $company AND id = $id;

-- Only the first time, never after it was taken back, and never what has not gone out.
-- name: share_verified :count
-- in: id i, now i
UPDATE share
SET status = 'published', evidence = 'verified', verified_at = $now
WHERE company_id = $company AND id = $id AND verified_at IS NULL AND retracted_at IS NULL
  AND status NOT IN ('scheduled', 'cancelled', 'failed');

-- What waits is not sent any more: its person left, or was suspended.
-- name: share_withdraw :exec
-- in: person i
UPDATE share
SET status = 'cancelled'
WHERE company_id = $company AND person_id = $person AND status = 'scheduled';

-- From one state to another, by who finds it in the first.
-- name: share_step :count
-- in: id i, from t, to t
UPDATE share
SET status = $to
WHERE company_id = $company AND id = $id AND status = $from;

-- Another moment, while it waits.
-- name: share_reschedule :count
-- in: id i, due i, day i
UPDATE share
SET due_at = $due, day = $day
WHERE company_id = $company AND id = $id AND status = 'scheduled';

-- name: share_retracted :count
-- in: id i, now i
UPDATE share
SET status = 'retracted', retracted_at = $now
WHERE company_id = $company AND id = $id AND retracted_at IS NULL;

-- The person's shares, newest first, with post, link and what came back; with waiting 1 those alone that are not settled.
-- name: share_mine :many
-- in: person i, before i, waiting i, limit i
-- out: id i, post_id i, network t, action t, mode t, status t, evidence t, own_text t, final_text t, own_words b, band t, language t, disclosure t, declared_url T, created_at i, declared_at I, verified_at I, retracted_at I, due_at I, fault T, fault_text T, remote_url T, code t, title T, image_url T, image_id I, human i, bot i, preview i, self i, repeat i
SELECT s.id, s.post_id, s.network, s.action, s.mode, s.status, s.evidence, s.own_text, s.final_text, s.own_words,
       s.band, s.language, s.disclosure, s.declared_url, s.created_at, s.declared_at, s.verified_at, s.retracted_at, s.due_at, n.fault, n.fault_text, n.remote_url, l.code,
       p.title, p.image_url, i.id AS image_id, COALESCE(t.human, 0) AS human, COALESCE(t.bot, 0) AS bot,
       COALESCE(t.preview, 0) AS preview, COALESCE(t.self, 0) AS self, COALESCE(t.repeat, 0) AS repeat
FROM share AS s
JOIN link AS l ON l.company_id = $company AND l.id = s.link_id
LEFT JOIN post AS p ON p.company_id = $company AND p.id = s.post_id
LEFT JOIN image AS i ON i.company_id = $company AND i.id = p.image_id AND i.status = 'ready'
LEFT JOIN link_total AS t ON t.company_id = $company AND t.link_id = s.link_id
LEFT JOIN share_send AS n ON n.company_id = $company AND n.share_id = s.id
WHERE s.company_id = $company AND s.person_id = $person AND s.id < $before
  AND ($waiting = 0 OR s.status IN ('scheduled', 'sending', 'unknown'))
ORDER BY s.id DESC
LIMIT $limit;

-- The same for one of them.
-- name: share_mine_one :one
-- in: person i, id i
-- out: id i, post_id i, network t, action t, mode t, status t, evidence t, own_text t, final_text t, own_words b, band t, language t, disclosure t, declared_url T, created_at i, declared_at I, verified_at I, retracted_at I, due_at I, fault T, fault_text T, remote_url T, code t, title T, image_url T, image_id I, human i, bot i, preview i, self i, repeat i
SELECT s.id, s.post_id, s.network, s.action, s.mode, s.status, s.evidence, s.own_text, s.final_text, s.own_words,
       s.band, s.language, s.disclosure, s.declared_url, s.created_at, s.declared_at, s.verified_at, s.retracted_at, s.due_at, n.fault, n.fault_text, n.remote_url, l.code,
       p.title, p.image_url, i.id AS image_id, COALESCE(t.human, 0) AS human, COALESCE(t.bot, 0) AS bot,
       COALESCE(t.preview, 0) AS preview, COALESCE(t.self, 0) AS self, COALESCE(t.repeat, 0) AS repeat
FROM share AS s
JOIN link AS l ON l.company_id = $company AND l.id = s.link_id
LEFT JOIN post AS p ON p.company_id = $company AND p.id = s.post_id
LEFT JOIN image AS i ON i.company_id = $company AND i.id = p.image_id AND i.status = 'ready'
LEFT JOIN link_total AS t ON t.company_id = $company AND t.link_id = s.link_id
LEFT JOIN share_send AS n ON n.company_id = $company AND n.share_id = s.id
WHERE s.company_id = $company AND s.person_id = $person AND s.id = $id;

-- An earlier share of the same post on the same network, taken back after it had been verified: it was paid already.
-- name: share_paid_before :one
-- in: person i, post i, network t, id i
-- out: n i
SELECT COUNT(*) AS n
FROM share
WHERE company_id = $company AND person_id = $person AND post_id = $post AND network = $network
  AND id < $id AND verified_at IS NOT NULL;

-- What is left of an erased person's shares: counts without words, under a number that leads nowhere.
-- name: share_unlink :exec
-- in: person i, nobody i
UPDATE share
SET person_id = $nobody, own_text = '', final_text = '', declared_url = NULL
WHERE company_id = $company AND person_id = $person;

-- Texts are kept a year (schema: retention 365 days).
-- name: share_forget_texts :count
-- in: before i, limit i
-- scan-ok
UPDATE share
SET own_text = '', final_text = ''
WHERE company_id = $company AND id IN
    (SELECT o.id FROM share AS o
     WHERE o.company_id = $company AND o.created_at < $before AND o.final_text <> ''
     ORDER BY o.id
     LIMIT $limit);

-- The server that a person shares to on a network that stands on many.
-- name: instance_get :one
-- in: person i, network t
-- out: host t
SELECT host
FROM person_instance
WHERE company_id = $company AND person_id = $person AND network = $network;

-- name: instance_put :exec
-- in: person i, network t, host t, now i
INSERT INTO person_instance (company_id, person_id, network, host, changed_at)
VALUES ($company, $person, $network, $host, $now)
ON CONFLICT (company_id, person_id, network) DO UPDATE SET host = excluded.host, changed_at = excluded.changed_at;

-- name: instance_erase :exec
-- in: person i
DELETE FROM person_instance
WHERE company_id = $company AND person_id = $person;
