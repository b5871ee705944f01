-- How a member works; no row: as the company has it.
-- name: work_get :many
-- in: member i
-- out: relation t, week t, days_off t
SELECT relation, week, days_off
FROM member_work
WHERE company_id = $company AND member_id = $member;

-- name: work_put :exec
-- in: member i, relation t, week t, days_off t, now i
INSERT INTO member_work (company_id, member_id, relation, week, days_off, changed_at)
VALUES ($company, $member, $relation, $week, $days_off, $now)
ON CONFLICT (company_id, member_id)
DO UPDATE SET relation = excluded.relation, week = excluded.week, days_off = excluded.days_off,
              changed_at = excluded.changed_at;

-- name: work_erase :exec
-- in: member i
DELETE FROM member_work
WHERE company_id = $company AND member_id = $member;
