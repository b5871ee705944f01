-- 0003_import.sql: staff lists: what was uploaded, what each record means, and what came of it. All of it is deleted 30 days
-- after the upload or, if it was applied, after that (app/staff/upkeep.c); the file's text goes when the import is applied.

CREATE TABLE member_import (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    id BIGINT NOT NULL,                    -- purpose: key; retention: 30 days
    name TEXT NOT NULL,                    -- purpose: the file's name, shown; retention: 30 days
    status TEXT NOT NULL,                  -- purpose: uploading, parsing, ready, applying, done, undoing, undone, failed; retention: 30 days
    generation BIGINT NOT NULL,            -- purpose: which mapping the rows are of; retention: 30 days
    created_at BIGINT NOT NULL,            -- purpose: order and retention; retention: 30 days
    created_by BIGINT NOT NULL,            -- purpose: who may not be demoted by it, 0 the operator; retention: 30 days
    applied_at BIGINT,                     -- purpose: tells whom it added; end of undo; retention: 30 days
    undone_at BIGINT,                      -- purpose: shown; retention: 30 days
    size BIGINT NOT NULL,                  -- purpose: bytes of the file, shown; retention: 30 days
    encoding TEXT NOT NULL,                -- purpose: shown; retention: 30 days
    delimiter TEXT NOT NULL,               -- purpose: shown; retention: 30 days
    header_line BIGINT NOT NULL,           -- purpose: shown; retention: 30 days
    columns TEXT NOT NULL,                 -- purpose: mapping preview with up to three values a column, JSON; retention: 30 days
    chosen TEXT NOT NULL,                  -- purpose: what the admin changed of the mapping, JSON; retention: 30 days
    notices TEXT NOT NULL,                 -- purpose: codes of what to look at, JSON; retention: 30 days
    error TEXT,                            -- purpose: code of why it failed; retention: 30 days
    skip_errors BOOLEAN NOT NULL,          -- purpose: apply although some records are wrong; retention: 30 days
    has_text BOOLEAN NOT NULL,             -- purpose: the mapping can still be changed; retention: 30 days
    total BIGINT NOT NULL,                 -- purpose: records; retention: 30 days
    adds BIGINT NOT NULL,                  -- purpose: records that add; retention: 30 days
    updates BIGINT NOT NULL,               -- purpose: records that change; retention: 30 days
    sames BIGINT NOT NULL,                 -- purpose: records that change nothing; retention: 30 days
    errors BIGINT NOT NULL,                -- purpose: wrong records; retention: 30 days
    done BIGINT NOT NULL,                  -- purpose: records through the present step, where it goes on; retention: 30 days
    added BIGINT NOT NULL,                 -- purpose: outcome; retention: 30 days
    updated BIGINT NOT NULL,               -- purpose: outcome; retention: 30 days
    unchanged BIGINT NOT NULL,             -- purpose: outcome; retention: 30 days
    skipped BIGINT NOT NULL,               -- purpose: outcome; retention: 30 days
    removed BIGINT NOT NULL,               -- purpose: outcome of undo; retention: 30 days
    restored BIGINT NOT NULL,              -- purpose: outcome of undo; retention: 30 days
    kept BIGINT NOT NULL,                  -- purpose: outcome of undo; retention: 30 days
    PRIMARY KEY (company_id, id)
);

CREATE TABLE member_import_part (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    import_id BIGINT NOT NULL,             -- purpose: of which import; retention: until applied, at most 30 days
    no BIGINT NOT NULL,                    -- purpose: order of the parts; retention: until applied, at most 30 days
    bytes BYTEA NOT NULL,                  -- purpose: the file as uploaded; retention: until applied, at most 30 days
    PRIMARY KEY (company_id, import_id, no)
);

-- Records lie together by the hundreds: a row for each, with its indexes, was half of an import's time.
CREATE TABLE member_import_chunk (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    import_id BIGINT NOT NULL,             -- purpose: of which import; retention: 30 days, or erase
    last BIGINT NOT NULL,                  -- purpose: number of the last record in it; retention: 30 days, or erase
    results BIGINT NOT NULL,               -- purpose: which results occur in it, bits; retention: 30 days, or erase
    emails TEXT NOT NULL,                  -- purpose: folded addresses, a line each, find members; retention: 30 days, or erase
    data BYTEA NOT NULL,                   -- purpose: names, groups, roles, changes, faults (app/staff/chunk.c); retention: 30 days, or erase
    PRIMARY KEY (company_id, import_id, last)
);
