-- 0013_channel.sql: channels, whom a post is for, and to which channels a role is limited.

CREATE TABLE channel (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    id BIGINT NOT NULL,                    -- purpose: key; retention: until deleted
    name TEXT NOT NULL,                    -- purpose: shown; retention: until deleted
    description TEXT NOT NULL,             -- purpose: shown; retention: until deleted
    kind TEXT NOT NULL,                    -- purpose: open, restricted, default or essential; retention: until deleted
    created_at BIGINT NOT NULL,            -- purpose: shown to curators; retention: until deleted
    PRIMARY KEY (company_id, id)
);
CREATE UNIQUE INDEX channel_name ON channel (company_id, name);

-- For whom a restricted channel is.
CREATE TABLE channel_group (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    channel_id BIGINT NOT NULL,            -- purpose: of which channel; retention: until deleted
    group_id BIGINT NOT NULL,              -- purpose: who has it; retention: until deleted
    PRIMARY KEY (company_id, channel_id, group_id)
);
CREATE INDEX channel_group_group ON channel_group (company_id, group_id, channel_id);

-- What a person chose. Without a row the kind of the channel decides. Keyed by person_id: no statement joins it with the directory.
CREATE TABLE channel_choice (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    person_id BIGINT NOT NULL,             -- purpose: whose; retention: until erase, with the channel
    channel_id BIGINT NOT NULL,            -- purpose: which channel; retention: until erase, with the channel
    following BOOLEAN NOT NULL,            -- purpose: what is shown; retention: until erase, with the channel
    counted BOOLEAN,                       -- purpose: the choice at the midnight before changed_at, so that a figure moves once a day, NULL = none; retention: until erase, with the channel
    changed_at BIGINT NOT NULL,            -- purpose: counted from the next day on; retention: until erase, with the channel
    PRIMARY KEY (company_id, person_id, channel_id)
);
CREATE INDEX channel_choice_channel ON channel_choice (company_id, channel_id);

-- Whom a post is for. A post without a row is for all.
CREATE TABLE post_target (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    post_id BIGINT NOT NULL,               -- purpose: which post; retention: with the post
    kind TEXT NOT NULL,                    -- purpose: channel, group or language; retention: with the post
    ref BIGINT NOT NULL,                   -- purpose: the channel or group, 0 of a language; retention: with the post
    language TEXT NOT NULL,                -- purpose: the language, "" of a channel or group; retention: with the post
    PRIMARY KEY (company_id, post_id, kind, ref, language)
);
CREATE INDEX post_target_ref ON post_target (company_id, kind, ref, post_id);

-- To which channels a role is limited. A role without a row is not limited.
CREATE TABLE role_channel (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    member_id BIGINT NOT NULL,             -- purpose: who; retention: membership
    role TEXT NOT NULL,                    -- purpose: curator or moderator; retention: membership
    channel_id BIGINT NOT NULL,            -- purpose: the channel, 0 = the role stays limited when its last channel is gone; retention: membership
    PRIMARY KEY (company_id, member_id, role, channel_id)
);
CREATE INDEX role_channel_channel ON role_channel (company_id, channel_id);

ALTER TABLE source ADD COLUMN channel_id BIGINT;                         -- purpose: channel of what comes from it; retention: company
