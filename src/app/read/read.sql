-- What each person has read: one row a person. No statement may join post_read with the directory.

-- name: read_get :many
-- in: person i
-- out: posts x, read_until i
SELECT posts, read_until
FROM post_read
WHERE company_id = $company AND person_id = $person;

-- name: read_put :exec
-- in: person i, posts x, today i
INSERT INTO post_read (company_id, person_id, posts, read_until, read_until_before, changed_on)
VALUES ($company, $person, $posts, 0, 0, $today)
ON CONFLICT (company_id, person_id)
DO UPDATE SET posts = excluded.posts, changed_on = excluded.changed_on;

-- Pressed again at once it leaves the way back as it was.
-- name: read_put_all :exec
-- in: person i, none x, now i, lately i, today i
INSERT INTO post_read (company_id, person_id, posts, read_until, read_until_before, changed_on)
VALUES ($company, $person, $none, $now, 0, $today)
ON CONFLICT (company_id, person_id)
DO UPDATE SET read_until_before = CASE WHEN post_read.read_until > $lately THEN post_read.read_until_before ELSE post_read.read_until END,
              read_until = excluded.read_until, changed_on = excluded.changed_on;

-- name: read_undo_all :exec
-- in: person i
UPDATE post_read
SET read_until = read_until_before
WHERE company_id = $company AND person_id = $person;

-- name: read_forget :exec
-- in: person i
DELETE FROM post_read
WHERE company_id = $company AND person_id = $person;

-- Of who has not been here for long. One row a person: all of them are looked at, once a day.
-- name: read_purge :count
-- in: before i
-- scan-ok
DELETE FROM post_read
WHERE company_id = $company AND changed_on < $before;
