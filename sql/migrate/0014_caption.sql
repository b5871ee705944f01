-- 0014_caption.sql: several captions a post, dealt without replacement; how near a shared text is to others; when and as what a member
-- works; rules of networks that a company has set otherwise.

ALTER TABLE caption ADD COLUMN locked BOOLEAN NOT NULL DEFAULT FALSE;    -- purpose: goes out word for word; retention: with the post
ALTER TABLE caption ADD COLUMN lock_reason TEXT NOT NULL DEFAULT '';     -- purpose: why, shown to who shares; retention: with the post
ALTER TABLE caption ADD COLUMN version BIGINT NOT NULL DEFAULT 1;        -- purpose: curators do not overwrite each other; retention: with the post
ALTER TABLE caption ADD COLUMN changed_at BIGINT NOT NULL DEFAULT 0;     -- purpose: shown to curators; retention: with the post
UPDATE caption SET changed_at = created_at;

CREATE TABLE caption_revision (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    caption_id BIGINT NOT NULL,            -- purpose: of which caption; retention: the last 20, with the caption
    id BIGINT NOT NULL,                    -- purpose: key and order; retention: the last 20, with the caption
    member_id BIGINT,                      -- purpose: who wrote it, NULL = the program; retention: the last 20, with the caption; after erase it points nowhere
    text TEXT NOT NULL,                    -- purpose: to compare and bring back; retention: the last 20, with the caption
    started_at BIGINT NOT NULL,            -- purpose: saves close together are one; retention: the last 20, with the caption
    saved_at BIGINT NOT NULL,              -- purpose: when; retention: the last 20, with the caption
    PRIMARY KEY (company_id, caption_id, id)
);

-- How often each caption left the deck of a post, network and language. Says nothing of who got it.
CREATE TABLE caption_deck (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    post_id BIGINT NOT NULL,               -- purpose: which deck; retention: with the post
    network TEXT NOT NULL,                 -- purpose: which deck; retention: with the post
    language TEXT NOT NULL,                -- purpose: which deck; retention: with the post
    caption_id BIGINT NOT NULL,            -- purpose: which card; retention: with the post
    dealt BIGINT NOT NULL,                 -- purpose: none repeats before all were used; retention: with the post
    dealt_at BIGINT NOT NULL,              -- purpose: neighbours do not get the same; retention: with the post
    PRIMARY KEY (company_id, post_id, network, language, caption_id)
);

-- What a person holds. Keyed by person_id: no statement joins it with the directory.
CREATE TABLE caption_deal (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    person_id BIGINT NOT NULL,             -- purpose: whose; retention: 90 days, until erase
    post_id BIGINT NOT NULL,               -- purpose: for which post; retention: 90 days, until erase
    network TEXT NOT NULL,                 -- purpose: for which network; retention: 90 days, until erase
    caption_id BIGINT NOT NULL,            -- purpose: the same one is there again on reopening; retention: 90 days, until erase
    dealt_at BIGINT NOT NULL,              -- purpose: the newest is the one held; retention: 90 days, until erase
    PRIMARY KEY (company_id, person_id, post_id, network, caption_id)
);
CREATE INDEX caption_deal_old ON caption_deal (company_id, dealt_at);
CREATE INDEX caption_deal_post ON caption_deal (company_id, post_id, caption_id);

ALTER TABLE share ADD COLUMN band TEXT NOT NULL DEFAULT 'near';          -- purpose: points, yours, near or echo; retention: until erase
UPDATE share SET band = 'yours' WHERE own_words;

-- When a member works and as what: the directory's, not an activity. No row: the company's hours and relation.
CREATE TABLE member_work (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    member_id BIGINT NOT NULL,             -- purpose: whose; retention: membership
    relation TEXT NOT NULL,                -- purpose: wording of the disclosure, "" the company's; retention: membership
    week TEXT NOT NULL,                    -- purpose: quiet hours, "" the company's; retention: membership
    days_off TEXT NOT NULL,                -- purpose: quiet days; retention: membership
    changed_at BIGINT NOT NULL,            -- purpose: order; retention: membership
    PRIMARY KEY (company_id, member_id)
);

-- Rows are added, never changed: the newest one of a network and term holds.
CREATE TABLE term_override (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    id BIGINT NOT NULL,                    -- purpose: key and order; retention: company
    network TEXT NOT NULL,                 -- purpose: which rule; retention: company
    term TEXT NOT NULL,                    -- purpose: which rule; retention: company
    value BIGINT,                          -- purpose: what holds from then on, NULL = the default again; retention: company
    reason TEXT NOT NULL,                  -- purpose: shown to every member; retention: company
    member_id BIGINT NOT NULL,             -- purpose: which admin, for auditors; retention: company; after erase it points nowhere
    at BIGINT NOT NULL,                    -- purpose: from when on; retention: company
    PRIMARY KEY (company_id, id)
);
CREATE INDEX term_override_which ON term_override (company_id, network, term, id);
