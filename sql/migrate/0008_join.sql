-- 0008_join.sql: joining: who waits and who was reminded, company join links, requests whose mailbox is not proved yet, and invitations
-- sent to many at once. A join link's token is derived from the key file beside the database (app/join/link.c), so none stands here.

ALTER TABLE member ADD COLUMN reminded_at BIGINT;   -- purpose: the one reminder of an invitation; retention: membership + 30 days
ALTER TABLE member ADD COLUMN came_by TEXT;   -- purpose: domain, link or code, NULL when an admin added them; who must be approved; retention: membership + 30 days
ALTER TABLE member ADD COLUMN waits_for TEXT;   -- purpose: approval or pilot while the status is waiting, shown to admins; retention: until approved or declined
ALTER TABLE member ADD COLUMN declined_at BIGINT;   -- purpose: when the row goes unless it is taken back; retention: some seconds
CREATE INDEX member_status ON member (company_id, status, invited_at, id);

CREATE TABLE join_link (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    id BIGINT NOT NULL,                    -- purpose: key, order; retention: until revoked, or expired + 30 days
    label TEXT NOT NULL,                   -- purpose: tells admins which link this is; retention: until revoked, or expired + 30 days
    created_at BIGINT NOT NULL,            -- purpose: shown; retention: until revoked, or expired + 30 days
    expires_at BIGINT NOT NULL,            -- purpose: end; retention: until revoked, or expired + 30 days
    max_uses BIGINT,                       -- purpose: most people who may come by it, NULL any; retention: until revoked, or expired + 30 days
    uses BIGINT NOT NULL,                  -- purpose: how many came, a number only; retention: until revoked, or expired + 30 days
    PRIMARY KEY (company_id, id)
);
CREATE INDEX join_link_expires ON join_link (company_id, expires_at);

CREATE TABLE join_link_group (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    link_id BIGINT NOT NULL,               -- purpose: of which link; retention: with the link
    group_id BIGINT NOT NULL,              -- purpose: group of whoever comes by it; retention: with the link
    PRIMARY KEY (company_id, link_id, group_id)
);
CREATE INDEX join_link_group_group ON join_link_group (company_id, group_id, link_id);

CREATE TABLE join_request (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: 24 hours
    id BIGINT NOT NULL,                    -- purpose: key; retention: until confirmed, at most 24 hours
    email TEXT NOT NULL,                   -- purpose: the mailbox to prove; retention: until confirmed, at most 24 hours
    email_folded TEXT NOT NULL,            -- purpose: how many mails went there; retention: until confirmed, at most 24 hours
    first_name TEXT NOT NULL,              -- purpose: of the member to be; retention: until confirmed, at most 24 hours
    last_name TEXT NOT NULL,               -- purpose: of the member to be; retention: until confirmed, at most 24 hours
    language TEXT NOT NULL,                -- purpose: language of the mail and the app; retention: until confirmed, at most 24 hours
    came_by TEXT NOT NULL,                 -- purpose: domain, link or code; retention: until confirmed, at most 24 hours
    link_id BIGINT NOT NULL,               -- purpose: groups and count of the link, 0 none; retention: until confirmed, at most 24 hours
    token_hash TEXT,                       -- purpose: BLAKE2b of the mailed token, NULL before the mail; retention: until confirmed, at most 24 hours
    created_at BIGINT NOT NULL,            -- purpose: order; retention: until confirmed, at most 24 hours
    expires_at BIGINT NOT NULL,            -- purpose: end; retention: until confirmed, at most 24 hours
    PRIMARY KEY (company_id, id)
);
CREATE UNIQUE INDEX join_request_token ON join_request (company_id, token_hash);
CREATE INDEX join_request_email ON join_request (company_id, email_folded, expires_at);
CREATE INDEX join_request_expires ON join_request (company_id, expires_at);

CREATE TABLE join_round (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    opened BOOLEAN NOT NULL,               -- purpose: it opened the space to everyone; retention: until the next round
    total BIGINT NOT NULL,                 -- purpose: progress; retention: until the next round
    done BIGINT NOT NULL,                  -- purpose: progress; retention: until the next round
    started_at BIGINT NOT NULL,            -- purpose: shown; retention: until the next round
    finished_at BIGINT,                    -- purpose: end; retention: until the next round
    PRIMARY KEY (company_id)
);
