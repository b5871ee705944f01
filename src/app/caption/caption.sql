-- All captions of a post, oldest first.
-- name: caption_list :many
-- in: post i
-- out: id i, post_id i, network t, language t, text t, locked b, lock_reason t, version i, changed_at i
SELECT id, post_id, network, language, text, locked, lock_reason, version, changed_at
FROM caption
WHERE company_id = $company AND post_id = $post
ORDER BY id;

-- name: caption_get :one
-- in: id i
-- out: id i, post_id i, network t, language t, text t, locked b, lock_reason t, version i, changed_at i
SELECT id, post_id, network, language, text, locked, lock_reason, version, changed_at
FROM caption
WHERE company_id = $company AND id = $id;

-- The captions that fit a network, with how often this deck dealt each and when this person got it; `mine` counts the
-- person's shares of the post that began with it.
-- name: caption_cards :many
-- in: post i, network t, language t, person i
-- out: id i, post_id i, network t, language t, text t, locked b, lock_reason t, version i, changed_at i, dealt I, dealt_at I, held_at I, mine i
SELECT c.id, c.post_id, c.network, c.language, c.text, c.locked, c.lock_reason, c.version, c.changed_at,
       d.dealt, d.dealt_at, h.dealt_at AS held_at,
       (SELECT COUNT(*) FROM share AS m
        WHERE m.company_id = $company AND m.person_id = $person AND m.post_id = c.post_id
          AND m.caption_id = c.id) AS mine
FROM caption AS c
LEFT JOIN caption_deck AS d ON d.company_id = $company AND d.post_id = c.post_id AND d.network = $network
    AND d.language = $language AND d.caption_id = c.id
LEFT JOIN caption_deal AS h ON h.company_id = $company AND h.person_id = $person AND h.post_id = c.post_id
    AND h.network = $network AND h.caption_id = c.id
WHERE c.company_id = $company AND c.post_id = $post AND c.network IN ('', $network)
ORDER BY c.id;

-- name: caption_deck_put :exec
-- in: post i, network t, language t, caption i, dealt i, now i
INSERT INTO caption_deck (company_id, post_id, network, language, caption_id, dealt, dealt_at)
VALUES ($company, $post, $network, $language, $caption, $dealt, $now)
ON CONFLICT (company_id, post_id, network, language, caption_id)
DO UPDATE SET dealt = excluded.dealt, dealt_at = excluded.dealt_at;

-- name: caption_deal_put :exec
-- in: person i, post i, network t, caption i, now i
INSERT INTO caption_deal (company_id, person_id, post_id, network, caption_id, dealt_at)
VALUES ($company, $person, $post, $network, $caption, $now)
ON CONFLICT (company_id, person_id, post_id, network, caption_id) DO UPDATE SET dealt_at = excluded.dealt_at;

-- The first caption of a post, the one that is edited along with it.
-- name: caption_first :many
-- in: post i
-- out: id i, post_id i, network t, language t, text t, locked b, lock_reason t, version i, changed_at i
SELECT id, post_id, network, language, text, locked, lock_reason, version, changed_at
FROM caption
WHERE company_id = $company AND post_id = $post
ORDER BY id
LIMIT 1;

-- name: caption_insert :exec
-- in: id i, post i, network t, language t, text t, locked b, reason t, now i
INSERT INTO caption (company_id, id, post_id, network, language, text, locked, lock_reason, version, created_at, changed_at)
VALUES ($company, $id, $post, $network, $language, $text, $locked, $reason, 1, $now, $now);

-- name: caption_update :count
-- in: id i, version i, network t, language t, text t, locked b, reason t, now i
UPDATE caption
SET network = $network, language = $language, text = $text, locked = $locked, lock_reason = $reason,
    version = version + 1, changed_at = $now
WHERE company_id = $company AND id = $id AND version = $version;

-- name: caption_delete :exec
-- in: id i
DELETE FROM caption
WHERE company_id = $company AND id = $id;

-- Its places in decks and hands. Found by the post: a person's rows are under the person.
-- name: caption_delete_deck :exec
-- in: post i, id i
DELETE FROM caption_deck
WHERE company_id = $company AND post_id = $post AND caption_id = $id;

-- name: caption_delete_deals :exec
-- in: post i, id i
DELETE FROM caption_deal
WHERE company_id = $company AND post_id = $post AND caption_id = $id;

-- name: caption_delete_revisions :exec
-- in: id i
DELETE FROM caption_revision
WHERE company_id = $company AND caption_id = $id;

-- ---- with its post ----

-- name: caption_delete_post :exec
-- in: post i
DELETE FROM caption
WHERE company_id = $company AND post_id = $post;

-- name: caption_delete_post_decks :exec
-- in: post i
DELETE FROM caption_deck
WHERE company_id = $company AND post_id = $post;

-- name: caption_delete_post_deals :exec
-- in: post i
DELETE FROM caption_deal
WHERE company_id = $company AND post_id = $post;

-- name: caption_delete_post_revisions :exec
-- in: post i
DELETE FROM caption_revision
WHERE company_id = $company AND caption_id IN
    (SELECT c.id FROM caption AS c WHERE c.company_id = $company AND c.post_id = $post);

-- ---- history ----

-- name: caption_revision_last :many
-- in: caption i
-- out: id i, member_id I, started_at i
SELECT id, member_id, started_at
FROM caption_revision
WHERE company_id = $company AND caption_id = $caption
ORDER BY id DESC
LIMIT 1;

-- name: caption_revision_insert :exec
-- in: caption i, id i, member I, text t, now i
INSERT INTO caption_revision (company_id, caption_id, id, member_id, text, started_at, saved_at)
VALUES ($company, $caption, $id, $member, $text, $now, $now);

-- name: caption_revision_update :exec
-- in: caption i, id i, text t, now i
UPDATE caption_revision
SET text = $text, saved_at = $now
WHERE company_id = $company AND caption_id = $caption AND id = $id;

-- Keeps the newest.
-- name: caption_revision_trim :exec
-- in: caption i, keep i
DELETE FROM caption_revision
WHERE company_id = $company AND caption_id = $caption AND id <=
    (SELECT r.id FROM caption_revision AS r
     WHERE r.company_id = $company AND r.caption_id = $caption
     ORDER BY r.id DESC
     LIMIT 1 OFFSET $keep);

-- name: caption_revision_list :many
-- in: caption i
-- out: id i, saved_at i, text t, first_name T, last_name T
SELECT r.id, r.saved_at, r.text, m.first_name, m.last_name
FROM caption_revision AS r
LEFT JOIN member AS m ON m.company_id = $company AND m.id = r.member_id
WHERE r.company_id = $company AND r.caption_id = $caption
ORDER BY r.id DESC;

-- ---- forgetting ----

-- name: caption_forget :count
-- in: before i, limit i
DELETE FROM caption_deal
WHERE company_id = $company AND dealt_at < $before AND (person_id, post_id, network, caption_id) IN
    (SELECT o.person_id, o.post_id, o.network, o.caption_id FROM caption_deal AS o
     WHERE o.company_id = $company AND o.dealt_at < $before
     ORDER BY o.dealt_at
     LIMIT $limit);

-- name: caption_erase :exec
-- in: person i
DELETE FROM caption_deal
WHERE company_id = $company AND person_id = $person;
