-- The member's half of the map to person_id; read by privacy/person.c alone.
-- name: person_salt :one
-- in: member i
-- out: person_salt x
SELECT person_salt
FROM member
WHERE company_id = $company AND id = $member;
