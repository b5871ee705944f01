-- Version of the rules in force at a moment.
-- name: points_version :one
-- in: at i
-- out: version i
-- scan-ok
SELECT COALESCE(MAX(version), 0) AS version
FROM points_rule
WHERE company_id = $company AND active_from <= $at;

-- The rules of one version.
-- name: points_rules :many
-- in: version i
-- out: rule t, network t, value t, active_from i
SELECT rule, network, value, active_from
FROM points_rule
WHERE company_id = $company AND version = $version
ORDER BY rule, network;

-- name: points_rule_insert :exec
-- in: version i, rule t, network t, value t, active_from i
INSERT INTO points_rule (company_id, version, rule, network, value, active_from)
VALUES ($company, $version, $rule, $network, $value, $active_from)
ON CONFLICT (company_id, version, rule, network) DO NOTHING;

-- name: account_find :many
-- in: kind t, person i
-- out: id i
SELECT id
FROM account
WHERE company_id = $company AND kind = $kind AND person_id = $person;

-- name: account_insert :exec
-- in: id i, kind t, person i
INSERT INTO account (company_id, id, kind, person_id)
VALUES ($company, $id, $kind, $person)
ON CONFLICT (company_id, kind, person_id) DO NOTHING;

-- The owner is erased: the entries stay, nobody's.
-- name: account_unlink :exec
-- in: person i, nobody i
UPDATE account
SET person_id = $nobody
WHERE company_id = $company AND kind = 'person' AND person_id = $person;

-- One movement of points; the same key again changes nothing.
-- name: ledger_insert :count
-- in: id i, key t, debit i, credit i, amount i, rule t, version i, event i, subject i, detail t, at i
INSERT INTO ledger (company_id, id, key, debit_id, credit_id, amount, rule, rule_version, event_id, subject_id, detail, at)
VALUES ($company, $id, $key, $debit, $credit, $amount, $rule, $version, $event, $subject, $detail, $at)
ON CONFLICT (company_id, key) DO NOTHING;

-- What an account has received so far.
-- name: ledger_received :one
-- in: account i
-- out: amount i
SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS amount
FROM ledger
WHERE company_id = $company AND credit_id = $account;

-- What it has given.
-- name: ledger_given :one
-- in: account i
-- out: amount i
SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS amount
FROM ledger
WHERE company_id = $company AND debit_id = $account;

-- The same two up to an entry, for the running balance of a page.
-- name: ledger_received_until :one
-- in: account i, id i
-- out: amount i
SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS amount
FROM ledger
WHERE company_id = $company AND credit_id = $account AND id <= $id;

-- name: ledger_given_until :one
-- in: account i, id i
-- out: amount i
SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS amount
FROM ledger
WHERE company_id = $company AND debit_id = $account AND id <= $id;

-- What one rule has paid for one thing so far.
-- name: ledger_paid :one
-- in: subject i, rule t
-- out: amount i
SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS amount
FROM ledger
WHERE company_id = $company AND subject_id = $subject AND rule = $rule;

-- What an account has received for each of the things whose ids lie in a range.
-- name: ledger_by_subject :many
-- in: account i, first i, last i
-- out: subject_id i, amount i
SELECT subject_id, CAST(SUM(amount) AS BIGINT) AS amount
FROM ledger
WHERE company_id = $company AND credit_id = $account AND subject_id BETWEEN $first AND $last
GROUP BY subject_id;

-- An account's entries, newest first, with the share they are for and the event they follow from.
-- name: ledger_page :many
-- in: account i, before i, limit i
-- out: id i, debit_id i, amount i, rule t, rule_version i, subject_id i, detail t, at i, event_id i, event_kind t, network T, post_title T
SELECT e.id, e.debit_id, e.amount, e.rule, e.rule_version, e.subject_id, e.detail, e.at, e.event_id, v.kind AS event_kind,
       s.network, p.title AS post_title
FROM (SELECT c.id, c.debit_id, c.amount, c.rule, c.rule_version, c.subject_id, c.detail, c.at, c.event_id
      FROM ledger AS c
      WHERE c.company_id = $company AND c.credit_id = $account AND c.id < $before
      UNION ALL
      SELECT d.id, d.debit_id, d.amount, d.rule, d.rule_version, d.subject_id, d.detail, d.at, d.event_id
      FROM ledger AS d
      WHERE d.company_id = $company AND d.debit_id = $account AND d.id < $before) AS e
JOIN event AS v ON v.company_id = $company AND v.id = e.event_id
LEFT JOIN share AS s ON s.company_id = $company AND s.id = e.subject_id
LEFT JOIN post AS p ON p.company_id = $company AND p.id = s.post_id
ORDER BY e.id DESC
LIMIT $limit;

-- The same of a time, a rule, or of corrections alone ('' and 0: all), with the balance of the whole account after each.
-- name: ledger_page_of :many
-- in: account i, before i, from i, to i, rule t, corrections i, limit i
-- out: id i, debit_id i, amount i, rule t, rule_version i, subject_id i, detail t, at i, event_id i, event_kind t, balance i, network T, post_title T
SELECT e.id, e.debit_id, e.amount, e.rule, e.rule_version, e.subject_id, e.detail, e.at, e.event_id, v.kind AS event_kind,
       CAST(e.balance AS BIGINT) AS balance, s.network, p.title AS post_title
FROM (SELECT u.id, u.debit_id, u.amount, u.rule, u.rule_version, u.subject_id, u.detail, u.at, u.event_id,
             SUM(CASE WHEN u.debit_id = $account THEN -u.amount ELSE u.amount END) OVER (ORDER BY u.id) AS balance
      FROM (SELECT c.id, c.debit_id, c.amount, c.rule, c.rule_version, c.subject_id, c.detail, c.at, c.event_id
            FROM ledger AS c
            WHERE c.company_id = $company AND c.credit_id = $account
            UNION ALL
            SELECT d.id, d.debit_id, d.amount, d.rule, d.rule_version, d.subject_id, d.detail, d.at, d.event_id
            FROM ledger AS d
            WHERE d.company_id = $company AND d.debit_id = $account) AS u) AS e
JOIN event AS v ON v.company_id = $company AND v.id = e.event_id
LEFT JOIN share AS s ON s.company_id = $company AND s.id = e.subject_id
LEFT JOIN post AS p ON p.company_id = $company AND p.id = s.post_id
WHERE e.id < $before AND e.at >= $from AND e.at < $to
    AND (CAST($rule AS TEXT) = '' OR e.rule = $rule)
    AND (CAST($corrections AS BIGINT) = 0 OR e.debit_id = $account)
ORDER BY e.id DESC
LIMIT $limit;

-- When an account received its first points.
-- name: ledger_first :many
-- in: account i
-- out: at i
SELECT at
FROM ledger
WHERE company_id = $company AND credit_id = $account
ORDER BY id
LIMIT 1;

-- The newest thing that a rule has paid an account for.
-- name: ledger_newest :many
-- in: account i, rule t
-- out: subject_id i
SELECT subject_id
FROM ledger
WHERE company_id = $company AND credit_id = $account AND (CAST($rule AS TEXT) = '' OR rule = $rule)
ORDER BY id DESC
LIMIT 1;

-- All that was ever booked for one thing, in order.
-- name: ledger_of_subject :many
-- in: subject i, account i
-- out: rule t, amount i, detail t, network T, post_title T
SELECT l.rule, l.amount, l.detail, s.network, p.title AS post_title
FROM ledger AS l
LEFT JOIN share AS s ON s.company_id = $company AND s.id = l.subject_id
LEFT JOIN post AS p ON p.company_id = $company AND p.id = s.post_id
WHERE l.company_id = $company AND l.subject_id = $subject AND l.credit_id = $account
ORDER BY l.id;

-- The auditor's three readings: what happened in order, all accounts, all entries.
-- name: audit_events :each
-- out: id i, kind t, at i, subject_id i, person_id i, data T
-- scan-ok
SELECT e.id, e.kind, e.at, e.subject_id, e.person_id, e.data
FROM event AS e
JOIN event_order AS o ON o.company_id = $company AND o.event_id = e.id
WHERE e.company_id = $company
  AND e.kind IN ('share.verified', 'share.retracted', 'clicks.counted')
ORDER BY o.seq;

-- name: audit_shares :each
-- out: id i, person_id i, post_id i, network t, own_words b, band t, day_rank i
-- scan-ok
SELECT id, person_id, post_id, network, own_words, band, day_rank
FROM share
WHERE company_id = $company
ORDER BY id;

-- name: audit_accounts :each
-- out: id i, kind t, person_id i
-- scan-ok
SELECT id, kind, person_id
FROM account
WHERE company_id = $company
ORDER BY id;

-- name: audit_ledger :each
-- out: id i, key t, debit_id i, credit_id i, amount i, rule t, rule_version i, event_id i, subject_id i, at i
-- scan-ok
SELECT id, key, debit_id, credit_id, amount, rule, rule_version, event_id, subject_id, at
FROM ledger
WHERE company_id = $company
ORDER BY id;

-- name: audit_rules :many
-- out: version i, rule t, network t, value t, active_from i
-- scan-ok
SELECT version, rule, network, value, active_from
FROM points_rule
WHERE company_id = $company
ORDER BY version, rule, network;
