-- Clicks on one person's links, day by day. The person is always the one who asks (decisions 18): no other statement
-- sums clicks by person.
-- name: impact_days :many
-- in: person i, from i, to i
-- out: day i, human i, bot i, preview i, self i, repeat i
SELECT d.day, CAST(SUM(d.human) AS BIGINT) AS human, CAST(SUM(d.bot) AS BIGINT) AS bot,
       CAST(SUM(d.preview) AS BIGINT) AS preview, CAST(SUM(d.self) AS BIGINT) AS self,
       CAST(SUM(d.repeat) AS BIGINT) AS repeat
FROM share AS s
JOIN link_day AS d ON d.company_id = $company AND d.link_id = s.link_id AND d.day BETWEEN $from AND $to
WHERE s.company_id = $company AND s.person_id = $person
GROUP BY d.day
ORDER BY d.day;

-- That person's shares made in a time, by evidence: those that are out, or open. Those taken back count apart.
-- name: impact_shares :one
-- in: person i, from i, until i
-- out: total i, opened i, declared i, verified i, own_words i, retracted i
SELECT COUNT(*) FILTER (WHERE status NOT IN ('scheduled', 'sending', 'retracted', 'cancelled', 'failed')) AS total,
       COUNT(*) FILTER (WHERE status NOT IN ('scheduled', 'sending', 'retracted', 'cancelled', 'failed') AND evidence = 'opened') AS opened,
       COUNT(*) FILTER (WHERE status NOT IN ('scheduled', 'sending', 'retracted', 'cancelled', 'failed') AND evidence = 'declared') AS declared,
       COUNT(*) FILTER (WHERE status NOT IN ('scheduled', 'sending', 'retracted', 'cancelled', 'failed') AND evidence = 'verified') AS verified,
       COUNT(*) FILTER (WHERE status NOT IN ('scheduled', 'sending', 'retracted', 'cancelled', 'failed') AND own_words) AS own_words,
       COUNT(*) FILTER (WHERE status = 'retracted') AS retracted
FROM share
WHERE company_id = $company AND person_id = $person AND created_at >= $from AND created_at < $until;
