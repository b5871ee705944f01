-- 0020_act.sql: what members did with the company's own posts at networks, through their linked accounts.

-- Keyed by person_id: no statement joins it with the directory.
CREATE TABLE post_act (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    person_id BIGINT NOT NULL,             -- purpose: whose, shown to themselves; retention: until undone, until erase, with the post
    post_id BIGINT NOT NULL,               -- purpose: with which post; retention: until undone, until erase, with the post
    network TEXT NOT NULL,                 -- purpose: where; retention: until undone, until erase, with the post
    kind TEXT NOT NULL,                    -- purpose: like or repost; retention: until undone, until erase, with the post
    remote_id TEXT NOT NULL,               -- purpose: its id there, for undoing; retention: until undone, until erase, with the post
    made_at BIGINT NOT NULL,               -- purpose: shown to its owner; retention: until undone, until erase, with the post
    PRIMARY KEY (company_id, person_id, post_id, network, kind)
);
CREATE INDEX post_act_post ON post_act (company_id, post_id);
