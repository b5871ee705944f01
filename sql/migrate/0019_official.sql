-- 0019_official.sql: accounts at networks as sources, and which of the company's own posts at a network a post shows.

ALTER TABLE source ADD COLUMN account_id TEXT;       -- purpose: its id at the network (a DID at Bluesky), NULL = a feed; retention: company
ALTER TABLE source ADD COLUMN account_server TEXT;   -- purpose: base address of the server that is asked; retention: company
ALTER TABLE source ADD COLUMN account_handle TEXT;   -- purpose: shown; retention: company

-- The post as the network knows it, to be reposted and liked there. One for each network: the same words may stand on two.
CREATE TABLE post_official (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    post_id BIGINT NOT NULL,               -- purpose: which post; retention: with the post
    network TEXT NOT NULL,                 -- purpose: where; retention: with the post
    server TEXT NOT NULL,                  -- purpose: base address of the server that has it; retention: with the post
    remote_id TEXT NOT NULL,               -- purpose: its id there (an at-uri at Bluesky); retention: with the post
    remote_version TEXT NOT NULL,          -- purpose: its version there (a CID at Bluesky), "" where there is none; retention: with the post
    url TEXT NOT NULL,                     -- purpose: its page, shown; retention: with the post
    PRIMARY KEY (company_id, post_id, network)
);
