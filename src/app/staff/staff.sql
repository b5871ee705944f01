-- Staff imports. No statement here may name a table that is keyed by person_id.

-- name: import_insert :exec
-- in: id i, name t, created_at i, created_by i, size i
INSERT INTO member_import (company_id, id, name, status, generation, created_at, created_by, size, encoding, delimiter,
    header_line, columns, chosen, notices, skip_errors, has_text, total, adds, updates, sames, errors, done, added,
    updated, unchanged, skipped, removed, restored, kept)
VALUES ($company, $id, $name, 'uploading', 1, $created_at, $created_by, $size, '', '', 0, '[]', '', '[]', FALSE, TRUE, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

-- name: import_get :one
-- in: id i
-- out: id i, name t, status t, generation i, created_at i, created_by i, applied_at I, undone_at I, size i, encoding t, delimiter t, header_line i, columns t, chosen t, notices t, error T, skip_errors b, has_text b, total i, adds i, updates i, sames i, errors i, done i, added i, updated i, unchanged i, skipped i, removed i, restored i, kept i
SELECT id, name, status, generation, created_at, created_by, applied_at, undone_at, size, encoding, delimiter, header_line,
    columns, chosen, notices, error, skip_errors, has_text, total, adds, updates, sames, errors, done, added, updated,
    unchanged, skipped, removed, restored, kept
FROM member_import
WHERE company_id = $company AND id = $id;

-- Newest first; one whose upload never ended is not shown.
-- name: import_list :many
-- in: before i, limit i
-- out: id i
SELECT id
FROM member_import
WHERE company_id = $company AND id < $before AND status <> 'uploading'
ORDER BY id DESC
LIMIT $limit;

-- name: import_under_way :one
-- out: n i
-- scan-ok
SELECT COUNT(*) AS n
FROM member_import
WHERE company_id = $company AND status IN ('applying', 'undoing');

-- name: import_part_insert :exec
-- in: import i, no i, bytes x
INSERT INTO member_import_part (company_id, import_id, no, bytes)
VALUES ($company, $import, $no, $bytes);

-- name: import_part_get :one
-- in: import i, no i
-- out: bytes x
SELECT bytes
FROM member_import_part
WHERE company_id = $company AND import_id = $import AND no = $no;

-- name: import_part_delete :exec
-- in: import i
DELETE FROM member_import_part
WHERE company_id = $company AND import_id = $import;

-- name: import_status_set :exec
-- in: id i, status t
UPDATE member_import
SET status = $status
WHERE company_id = $company AND id = $id;

-- A new reading of the file begins.
-- name: import_restart :exec
-- in: id i, generation i, chosen t
UPDATE member_import
SET status = 'parsing', generation = $generation, chosen = $chosen, error = NULL, encoding = '', total = 0, adds = 0, updates = 0, sames = 0,
    errors = 0, done = 0
WHERE company_id = $company AND id = $id;

-- name: import_found_set :exec
-- in: id i, encoding t, delimiter t, header_line i, columns t, notices t
UPDATE member_import
SET encoding = $encoding, delimiter = $delimiter, header_line = $header_line, columns = $columns, notices = $notices, total = 0,
    adds = 0, updates = 0, sames = 0, errors = 0, done = 0
WHERE company_id = $company AND id = $id;

-- name: import_counted :exec
-- in: id i, n i, adds i, updates i, sames i, errors i
UPDATE member_import
SET total = total + $n, done = done + $n, adds = adds + $adds, updates = updates + $updates, sames = sames + $sames,
    errors = errors + $errors
WHERE company_id = $company AND id = $id;

-- name: import_ready :exec
-- in: id i, notices t
UPDATE member_import
SET status = 'ready', notices = $notices, done = 0
WHERE company_id = $company AND id = $id;

-- name: import_failed :exec
-- in: id i, error t
UPDATE member_import
SET status = 'failed', error = $error
WHERE company_id = $company AND id = $id;

-- name: import_apply_start :exec
-- in: id i, now i, skip_errors b
UPDATE member_import
SET status = 'applying', applied_at = $now, skip_errors = $skip_errors, done = 0
WHERE company_id = $company AND id = $id;

-- name: import_undo_start :exec
-- in: id i
UPDATE member_import
SET status = 'undoing', done = 0
WHERE company_id = $company AND id = $id;

-- name: import_applied :exec
-- in: id i, done i, added i, updated i, unchanged i, skipped i
UPDATE member_import
SET done = $done, added = added + $added, updated = updated + $updated, unchanged = unchanged + $unchanged,
    skipped = skipped + $skipped
WHERE company_id = $company AND id = $id;

-- name: import_taken_back :exec
-- in: id i, done i, removed i, restored i, kept i
UPDATE member_import
SET done = $done, removed = removed + $removed, restored = restored + $restored, kept = kept + $kept
WHERE company_id = $company AND id = $id;

-- name: import_undone :exec
-- in: id i, now i
UPDATE member_import
SET status = 'undone', undone_at = $now
WHERE company_id = $company AND id = $id;

-- name: import_text_gone :exec
-- in: id i
UPDATE member_import
SET has_text = FALSE
WHERE company_id = $company AND id = $id;

-- name: import_delete :exec
-- in: id i
DELETE FROM member_import
WHERE company_id = $company AND id = $id;

-- name: import_chunk_insert :exec
-- in: import i, last i, results i, emails t, data x
INSERT INTO member_import_chunk (company_id, import_id, last, results, emails, data)
VALUES ($company, $import, $last, $results, $emails, $data);

-- Chunks with records behind number $after and one of the results.
-- name: import_chunk_after :many
-- in: import i, after i, results i, limit i
-- out: last i, data x
SELECT last, data
FROM member_import_chunk
WHERE company_id = $company AND import_id = $import AND last > $after AND (results & $results) <> 0
ORDER BY last
LIMIT $limit;

-- name: import_chunk_set :exec
-- in: import i, last i, emails t, data x
UPDATE member_import_chunk
SET emails = $emails, data = $data
WHERE company_id = $company AND import_id = $import AND last = $last;

-- name: import_chunk_delete :count
-- in: import i, limit i
DELETE FROM member_import_chunk
WHERE company_id = $company AND import_id = $import
    AND last IN (SELECT c.last FROM member_import_chunk AS c WHERE c.company_id = $company AND c.import_id = $import
        ORDER BY c.last LIMIT $limit);

-- name: import_chunk_emails :each
-- in: import i
-- out: emails t
SELECT emails
FROM member_import_chunk
WHERE company_id = $company AND import_id = $import;

-- Chunks that name an address, for erase.
-- name: import_chunk_with_email :many
-- in: pattern t
-- out: import_id i, last i, data x
-- scan-ok
SELECT import_id, last, data
FROM member_import_chunk
WHERE company_id = $company AND emails LIKE $pattern ESCAPE '!'
ORDER BY import_id, last;

-- Members by name, to be held against a list.
-- name: import_members :each
-- in: after_folded t, after_id i
-- out: id i, email t, email_folded t, first_name t, last_name t, folded t, status t
SELECT id, email, email_folded, first_name, last_name, folded, status
FROM member
WHERE company_id = $company AND status IN ('invited', 'active') AND (folded, id) > ($after_folded, $after_id)
ORDER BY folded, id;

-- name: import_member_emails :each
-- out: email_folded t, status t
-- scan-ok
SELECT email_folded, status
FROM member
WHERE company_id = $company;

-- Past their time.
-- name: import_old :many
-- in: before i, limit i
-- out: id i
-- scan-ok
SELECT id
FROM member_import
WHERE company_id = $company AND status NOT IN ('applying', 'undoing') AND COALESCE(applied_at, created_at) < $before
ORDER BY id
LIMIT $limit;
