-- Board: who chose to be on it, and what they earned. Keyed by person_id: nothing here may name a table of the directory but
-- board_name_of_member, which knows nothing of the board.

-- name: board_person_get :many
-- in: person i
-- out: name t, name_key t, pseudonym b, month i, joined_at i
SELECT name, name_key, pseudonym, month, joined_at
FROM board_person
WHERE company_id = $company AND person_id = $person;

-- name: board_person_insert :exec
-- in: person i, name t, name_key t, pseudonym b, month i, consent_version i, joined_at i
INSERT INTO board_person (company_id, person_id, name, name_key, pseudonym, month, consent_version, joined_at)
VALUES ($company, $person, $name, $name_key, $pseudonym, $month, $consent_version, $joined_at);

-- Another name; since when they are on it stays.
-- name: board_person_rename :exec
-- in: person i, name t, name_key t, pseudonym b, consent_version i
UPDATE board_person
SET name = $name, name_key = $name_key, pseudonym = $pseudonym, consent_version = $consent_version
WHERE company_id = $company AND person_id = $person;

-- name: board_person_delete :count
-- in: person i
DELETE FROM board_person
WHERE company_id = $company AND person_id = $person;

-- Whether somebody else has the pseudonym.
-- name: board_pseudonym_taken :one
-- in: name_key t, person i
-- out: n i
SELECT COUNT(*) AS n
FROM board_person
WHERE company_id = $company AND name_key = $name_key AND pseudonym AND person_id <> $person;

-- Whether another member has the name: `pattern` is "last first %", `longer` "last first % %" (a longer name that begins so).
-- Reads the whole directory, so that the answer does not hang on how texts are sorted; once for each opting in.
-- name: board_name_of_member :one
-- in: pattern t, longer t, member i
-- out: n i
-- scan-ok
SELECT COUNT(*) AS n
FROM member
WHERE company_id = $company AND id <> $member AND folded LIKE $pattern ESCAPE '!' AND folded NOT LIKE $longer ESCAPE '!';

-- Everybody who is on the board of the month that begins with a day.
-- name: board_people :each
-- in: month i
-- out: person_id i, name t, name_key t
-- scan-ok
SELECT person_id, name, name_key
FROM board_person
WHERE company_id = $company AND month <= $month;

-- What each person received in a time: through the entries of that time, each with its account (the plus keeps SQLite from going
-- through all accounts and, for each, through all entries). The company's own accounts are of nobody: person 0.
-- name: board_points :each
-- in: from i, until i
-- out: person_id i, points i
SELECT a.person_id, CAST(SUM(l.amount) AS BIGINT) AS points
FROM ledger AS l
JOIN account AS a ON a.company_id = $company AND a.id = l.credit_id
WHERE l.company_id = $company AND l.at >= $from AND l.at < $until AND +a.person_id > 0
GROUP BY a.person_id;

-- Credits that are committed and have no place in the order of events yet.
-- name: board_unplaced :many
-- out: event_id i
-- scan-ok
SELECT p.event_id
FROM event_pending AS p
JOIN event AS e ON e.company_id = $company AND e.id = p.event_id
WHERE p.company_id = $company AND e.kind = 'points.credited';

-- One person's credits since a moment.
-- name: board_credits_of :each
-- in: person i, since i
-- out: at i, amount i
SELECT l.at, l.amount
FROM account AS a
JOIN ledger AS l ON l.company_id = $company AND l.credit_id = a.id
WHERE a.company_id = $company AND a.kind = 'person' AND a.person_id = $person AND +l.at >= $since;
