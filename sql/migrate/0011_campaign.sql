-- 0011_campaign.sql: dated objectives, and the posts that serve them. A post serves one at most.

CREATE TABLE campaign (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    id BIGINT NOT NULL,                    -- purpose: key; retention: company
    name TEXT NOT NULL,                    -- purpose: shown; retention: company
    objective TEXT NOT NULL,               -- purpose: visibility, recruitment, selling, image or event; retention: company
    note TEXT NOT NULL,                    -- purpose: what it is for, in words; retention: company
    starts_on BIGINT NOT NULL,             -- purpose: first day, days since 1970-01-01; retention: company
    ends_on BIGINT NOT NULL,               -- purpose: last day, days since 1970-01-01; retention: company
    target_posts BIGINT,                   -- purpose: how many posts are meant to go out, NULL = not said; retention: company
    closed_at BIGINT,                      -- purpose: put aside, NULL = open; retention: company
    version BIGINT NOT NULL,               -- purpose: two curators don't overwrite each other; retention: company
    created_at BIGINT NOT NULL,            -- purpose: order; retention: company
    PRIMARY KEY (company_id, id)
);
CREATE INDEX campaign_days ON campaign (company_id, starts_on, id);

CREATE TABLE campaign_post (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    post_id BIGINT NOT NULL,               -- purpose: which post; retention: with the post
    campaign_id BIGINT NOT NULL,           -- purpose: what it serves; retention: with the post
    added_at BIGINT NOT NULL,              -- purpose: order; retention: with the post
    PRIMARY KEY (company_id, post_id)
);
CREATE INDEX campaign_post_campaign ON campaign_post (company_id, campaign_id, post_id);
