-- Company: the tenant's own row, its settings, its default brand, and the routing list of host names.

-- The company of the transaction.
-- name: company_get :one
-- out: id i, name t, host T, short_host T, language t, time_zone t, colour t, palette t, charter_version i, created_at i
SELECT id, name, host, short_host, language, time_zone, colour, palette, charter_version, created_at
FROM company
WHERE id = $company;

-- No row when the host name is another company's.
-- name: company_insert :count
-- in: name t, host T, short_host T, language t, time_zone t, colour t, palette t, charter_version i, created_at i
INSERT INTO company (id, name, host, short_host, language, time_zone, colour, palette, charter_version, created_at)
VALUES ($company, $name, $host, $short_host, $language, $time_zone, $colour, $palette, $charter_version, $created_at)
ON CONFLICT DO NOTHING;

-- name: company_hosts_set :count
-- in: host T, short_host T
UPDATE company
SET host = $host, short_host = $short_host
WHERE id = $company;

-- name: company_profile_set :count
-- in: name t, host T, short_host T, language t, time_zone t, colour t, palette t
UPDATE company
SET name = $name, host = $host, short_host = $short_host, language = $language, time_zone = $time_zone, colour = $colour,
    palette = $palette
WHERE id = $company;

-- Every company with its host names, oldest first: the list that each process keeps.
-- name: company_routes :many
-- access: router
-- out: id i, host T, short_host T
-- scan-ok
SELECT id, host, short_host
FROM company
ORDER BY created_at, id;

-- name: company_setting_get :one
-- in: name t
-- out: value t
SELECT value
FROM company_setting
WHERE company_id = $company AND name = $name;

-- All that was ever changed.
-- name: company_setting_list :many
-- out: name t, value t
-- scan-ok
SELECT name, value
FROM company_setting
WHERE company_id = $company
ORDER BY name;

-- name: company_setting_put :exec
-- in: name t, value t, now i
INSERT INTO company_setting (company_id, name, value, changed_at)
VALUES ($company, $name, $value, $now)
ON CONFLICT (company_id, name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at;

-- What a company set about networks: the settings whose name begins with "network." ("/" follows "." in ASCII).
-- name: company_network_settings :many
-- out: name t, value t
SELECT name, value
FROM company_setting
WHERE company_id = $company AND name > 'network.' AND name < 'network/';
