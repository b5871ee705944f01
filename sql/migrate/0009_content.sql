-- 0009_content.sql: the whole life of a post, what its kind adds, uploads, articles with their history, confirmations.

ALTER TABLE post ADD COLUMN step_from TEXT;                              -- purpose: status that a step back leads to; retention: company
ALTER TABLE post ADD COLUMN scheduled_at BIGINT;                         -- purpose: when it is to be published; retention: company
ALTER TABLE post ADD COLUMN expires_at BIGINT;                           -- purpose: when it leaves the feed; retention: company
ALTER TABLE post ADD COLUMN aired_at BIGINT;                             -- purpose: last put into the feed, for archiving; retention: company
ALTER TABLE post ADD COLUMN featured_at BIGINT;                          -- purpose: shown in the strip, its order; retention: company
ALTER TABLE post ADD COLUMN pinned_at BIGINT;                            -- purpose: stands on top of its feed; retention: company
ALTER TABLE post ADD COLUMN must_read_at BIGINT;                         -- purpose: readers are asked to confirm; retention: company
ALTER TABLE post ADD COLUMN details TEXT NOT NULL DEFAULT '{}';          -- purpose: what its kind adds (app/post/kind.c), JSON; retention: company
ALTER TABLE post ADD COLUMN article_words BIGINT NOT NULL DEFAULT 0;     -- purpose: reading time, 0 = no article of its own; retention: company
ALTER TABLE post ADD COLUMN image_credit TEXT NOT NULL DEFAULT '';       -- purpose: whose picture, shown; retention: company
ALTER TABLE post ADD COLUMN image_licence TEXT NOT NULL DEFAULT '';      -- purpose: under which right it is used; retention: company
ALTER TABLE post ADD COLUMN file_id BIGINT;                              -- purpose: its document; retention: company
UPDATE post SET aired_at = published_at;
CREATE INDEX post_featured ON post (company_id, featured_at) WHERE featured_at IS NOT NULL;
CREATE INDEX post_pinned ON post (company_id, pinned_at) WHERE pinned_at IS NOT NULL;
CREATE INDEX post_must_read ON post (company_id, must_read_at) WHERE must_read_at IS NOT NULL;
CREATE INDEX post_file ON post (company_id, file_id) WHERE file_id IS NOT NULL;

-- The text of an article stands apart, so that lists and the feed do not carry it.
CREATE TABLE post_article (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    post_id BIGINT NOT NULL,               -- purpose: whose text; retention: with the post
    text TEXT NOT NULL,                    -- purpose: shown, Markdown; retention: with the post
    PRIMARY KEY (company_id, post_id)
);

CREATE TABLE post_revision (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    post_id BIGINT NOT NULL,               -- purpose: of which post; retention: the last 50, with the post
    id BIGINT NOT NULL,                    -- purpose: key and order; retention: the last 50, with the post
    version BIGINT NOT NULL,               -- purpose: of the post when it was kept; retention: the last 50, with the post
    member_id BIGINT,                      -- purpose: who wrote it, NULL = the program; retention: the last 50, with the post; after erase it points nowhere
    title TEXT NOT NULL,                   -- purpose: to compare and bring back; retention: the last 50, with the post
    body TEXT NOT NULL,                    -- purpose: to compare and bring back; retention: the last 50, with the post
    text TEXT NOT NULL,                    -- purpose: the article, to compare and bring back; retention: the last 50, with the post
    started_at BIGINT NOT NULL,            -- purpose: saves close together are one; retention: the last 50, with the post
    saved_at BIGINT NOT NULL,              -- purpose: when; retention: the last 50, with the post
    PRIMARY KEY (company_id, post_id, id)
);

-- Who confirmed having read what. Keyed by person_id: no statement joins it with the directory.
CREATE TABLE post_confirmation (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    person_id BIGINT NOT NULL,             -- purpose: whose; retention: until erase, with the post
    post_id BIGINT NOT NULL,               -- purpose: what was read; retention: until erase, with the post
    confirmed_at BIGINT NOT NULL,          -- purpose: counted from the next day on; retention: until erase, with the post
    PRIMARY KEY (company_id, person_id, post_id)
);
CREATE INDEX post_confirmation_post ON post_confirmation (company_id, post_id, confirmed_at);

CREATE TABLE file (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    id BIGINT NOT NULL,                    -- purpose: key, in the served address; retention: while a post uses it + 30 days
    name TEXT NOT NULL,                    -- purpose: shown, name when saved; retention: while a post uses it + 30 days
    size BIGINT NOT NULL,                  -- purpose: shown before it is fetched; retention: while a post uses it + 30 days
    hash TEXT NOT NULL,                    -- purpose: for caches; retention: while a post uses it + 30 days
    bytes BYTEA NOT NULL,                  -- purpose: the document; retention: while a post uses it + 30 days
    wanted_at BIGINT NOT NULL,             -- purpose: uploaded, last given to a post; retention: while a post uses it + 30 days
    PRIMARY KEY (company_id, id)
);
