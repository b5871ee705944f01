-- 0001_init.sql: the first schema, one text for both engines.
--
-- Rules (tools/sqlgen checks them): every column says its purpose and retention; every table's key starts with
-- company_id unless the table is marked `server`; types are BIGINT, TEXT, BOOLEAN, DOUBLE PRECISION, BYTEA; times are
-- microseconds UTC; a `day` counts days since 1970-01-01. Marks in the comment right above CREATE TABLE:
--   @server            no company: not under row-level security, reached by the router and owner roles only
--   @append-only       UPDATE and DELETE are refused by trigger on both engines
--   @router GRANTS     what the router role may do, e.g. SELECT(id,host)
-- Two keyrings (decisions 18): the directory is keyed by member_id; what a person does by person_id.

-- @router SELECT(id,host,short_host,created_at)
CREATE TABLE company (
    id BIGINT NOT NULL PRIMARY KEY,        -- purpose: key of the tenant; retention: company
    name TEXT NOT NULL,                    -- purpose: shown everywhere; retention: company
    host TEXT,                             -- purpose: own host name, NULL = any while alone; retention: company
    short_host TEXT,                       -- purpose: host name of short links, NULL = host; retention: company
    language TEXT NOT NULL,                -- purpose: default language (BCP 47); retention: company
    time_zone TEXT NOT NULL,               -- purpose: company days and months; retention: company
    colour TEXT NOT NULL,                  -- purpose: brand colour #RRGGBB; retention: company
    palette TEXT NOT NULL,                 -- purpose: shades and indexes derived from the colour, JSON; retention: company
    charter_version BIGINT NOT NULL,       -- purpose: charter in force; retention: company
    created_at BIGINT NOT NULL             -- purpose: order and audit; retention: company
);
CREATE UNIQUE INDEX company_host ON company (host);
CREATE UNIQUE INDEX company_short_host ON company (short_host);

CREATE TABLE company_setting (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    name TEXT NOT NULL,                    -- purpose: key in the settings table; retention: company
    value TEXT NOT NULL,                   -- purpose: value as text; retention: company
    changed_at BIGINT NOT NULL,            -- purpose: audit; retention: company
    PRIMARY KEY (company_id, name)
);

CREATE TABLE brand (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    id BIGINT NOT NULL,                    -- purpose: key; retention: company
    name TEXT NOT NULL,                    -- purpose: shown on posts; retention: company
    created_at BIGINT NOT NULL,            -- purpose: order; retention: company
    PRIMARY KEY (company_id, id)
);

CREATE TABLE member (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    id BIGINT NOT NULL,                    -- purpose: key in the directory; retention: membership + 30 days
    email TEXT NOT NULL,                   -- purpose: sign-in and mail; retention: membership + 30 days
    email_folded TEXT NOT NULL,            -- purpose: lookup without case; retention: membership + 30 days
    first_name TEXT NOT NULL,              -- purpose: shown; retention: membership + 30 days
    last_name TEXT NOT NULL,               -- purpose: shown; retention: membership + 30 days
    folded TEXT NOT NULL,                  -- purpose: order and search without case and accents; retention: membership + 30 days
    language TEXT NOT NULL,                -- purpose: language of the app and mails; retention: membership + 30 days
    time_zone TEXT NOT NULL,               -- purpose: local days and quiet hours; retention: membership + 30 days
    status TEXT NOT NULL,                  -- purpose: invited, active, suspended; retention: membership + 30 days
    password_hash TEXT,                    -- purpose: sign-in (Argon2id), NULL = none; retention: membership
    person_salt BYTEA NOT NULL,            -- purpose: binds member to person_id, destroyed by erase; retention: membership
    created_at BIGINT NOT NULL,            -- purpose: order; retention: membership + 30 days
    invited_at BIGINT,                     -- purpose: invitation and its one reminder; retention: membership + 30 days
    joined_at BIGINT,                      -- purpose: tells who has joined from who was invited; retention: membership + 30 days
    PRIMARY KEY (company_id, id)
);
CREATE UNIQUE INDEX member_email ON member (company_id, email_folded);
CREATE INDEX member_folded ON member (company_id, folded, id);

CREATE TABLE member_role (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    member_id BIGINT NOT NULL,             -- purpose: who; retention: membership
    role TEXT NOT NULL,                    -- purpose: right beyond member; retention: membership
    PRIMARY KEY (company_id, member_id, role)
);
CREATE INDEX member_role_role ON member_role (company_id, role, member_id);

CREATE TABLE member_group (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    id BIGINT NOT NULL,                    -- purpose: key; retention: company
    axis TEXT NOT NULL,                    -- purpose: country, department, team or free; retention: company
    name TEXT NOT NULL,                    -- purpose: shown; retention: company
    PRIMARY KEY (company_id, id)
);
CREATE UNIQUE INDEX member_group_name ON member_group (company_id, axis, name);

CREATE TABLE member_in_group (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    member_id BIGINT NOT NULL,             -- purpose: who; retention: membership
    group_id BIGINT NOT NULL,              -- purpose: which group; retention: membership
    PRIMARY KEY (company_id, member_id, group_id)
);
CREATE INDEX member_in_group_group ON member_in_group (company_id, group_id);

CREATE TABLE session (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: session
    token_hash TEXT NOT NULL,              -- purpose: BLAKE2b of the cookie; retention: session
    member_id BIGINT NOT NULL,             -- purpose: who; retention: session
    created_at BIGINT NOT NULL,            -- purpose: absolute end; retention: session
    seen_day BIGINT NOT NULL,              -- purpose: idle end, a day only; retention: session
    expires_at BIGINT NOT NULL,            -- purpose: end; retention: session
    PRIMARY KEY (company_id, token_hash)
);
CREATE INDEX session_member ON session (company_id, member_id);
CREATE INDEX session_expires ON session (company_id, expires_at);

CREATE TABLE sign_in_token (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: 15 minutes (link), 14 days (invitation)
    token_hash TEXT NOT NULL,              -- purpose: BLAKE2b of the token; retention: until used or expired
    member_id BIGINT NOT NULL,             -- purpose: whom it signs in; retention: until used or expired
    kind TEXT NOT NULL,                    -- purpose: link or invitation; retention: until used or expired
    expires_at BIGINT NOT NULL,            -- purpose: end; retention: until used or expired
    PRIMARY KEY (company_id, token_hash)
);
CREATE INDEX sign_in_token_expires ON sign_in_token (company_id, expires_at);
CREATE INDEX sign_in_token_member ON sign_in_token (company_id, member_id);

CREATE TABLE charter (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    version BIGINT NOT NULL,               -- purpose: which text was accepted; retention: company
    language TEXT NOT NULL,                -- purpose: BCP 47; retention: company
    text TEXT NOT NULL,                    -- purpose: the rules, Markdown; retention: company
    created_at BIGINT NOT NULL,            -- purpose: history; retention: company
    PRIMARY KEY (company_id, version, language)
);

-- @append-only
CREATE TABLE consent (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    id BIGINT NOT NULL,                    -- purpose: key, time-ordered; retention: proof, 5 years
    person_id BIGINT NOT NULL,             -- purpose: whose; not linked after erase; retention: proof, 5 years
    kind TEXT NOT NULL,                    -- purpose: what was consented to; retention: proof, 5 years
    given BOOLEAN NOT NULL,                -- purpose: given or withdrawn; retention: proof, 5 years
    charter_version BIGINT NOT NULL,       -- purpose: text shown; retention: proof, 5 years
    language TEXT NOT NULL,                -- purpose: language shown; retention: proof, 5 years
    text_hash TEXT NOT NULL,               -- purpose: SHA-256 of the text shown; retention: proof, 5 years
    at BIGINT NOT NULL,                    -- purpose: when; retention: proof, 5 years
    PRIMARY KEY (company_id, id)
);
CREATE INDEX consent_person ON consent (company_id, person_id, id);

CREATE TABLE person (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    person_id BIGINT NOT NULL,             -- purpose: key of what someone does; retention: until erase
    ambassador BOOLEAN NOT NULL,           -- purpose: opted in to sharing; retention: until erase
    charter_version BIGINT NOT NULL,       -- purpose: newest version accepted; retention: until erase
    visit_at BIGINT NOT NULL,              -- purpose: present visit, for the unread line; retention: until erase
    last_visit_at BIGINT NOT NULL,         -- purpose: visit before, for the unread line; retention: until erase
    PRIMARY KEY (company_id, person_id)
);

CREATE TABLE source (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    id BIGINT NOT NULL,                    -- purpose: key; retention: company
    brand_id BIGINT NOT NULL,              -- purpose: public identity; retention: company
    kind TEXT NOT NULL,                    -- purpose: rss, atom …; retention: company
    network TEXT NOT NULL,                 -- purpose: tab of the feed: web for feeds; retention: company
    url TEXT NOT NULL,                     -- purpose: address to poll; retention: company
    title TEXT NOT NULL,                   -- purpose: shown; retention: company
    site_url TEXT NOT NULL,                -- purpose: page of the feed; retention: company
    language TEXT NOT NULL,                -- purpose: language of its items, "" unknown; retention: company
    mode TEXT NOT NULL,                    -- purpose: inbox or direct; retention: company
    status TEXT NOT NULL,                  -- purpose: active, paused, gone; retention: company
    etag TEXT,                             -- purpose: conditional GET; retention: company
    last_modified TEXT,                    -- purpose: conditional GET; retention: company
    body_hash TEXT,                        -- purpose: same body = nothing new; retention: company
    moved_to TEXT,                         -- purpose: permanent redirect seen; retention: company
    moved_count BIGINT NOT NULL,           -- purpose: consistent permanent redirects; retention: company
    interval_s BIGINT NOT NULL,            -- purpose: adaptive polling; retention: company
    next_poll_at BIGINT NOT NULL,          -- purpose: when next; retention: company
    last_poll_at BIGINT,                   -- purpose: health; retention: company
    last_ok_at BIGINT,                     -- purpose: health; retention: company
    last_item_at BIGINT,                   -- purpose: adaptive polling; retention: company
    error_code TEXT,                       -- purpose: health, last failure; retention: company
    error_detail TEXT,                     -- purpose: health, reason in words; retention: company
    error_count BIGINT NOT NULL,           -- purpose: back-off; retention: company
    created_at BIGINT NOT NULL,            -- purpose: order; retention: company
    PRIMARY KEY (company_id, id)
);
CREATE UNIQUE INDEX source_url ON source (company_id, url);
CREATE INDEX source_due ON source (company_id, next_poll_at);

CREATE TABLE post (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    id BIGINT NOT NULL,                    -- purpose: key; retention: company
    brand_id BIGINT NOT NULL,              -- purpose: who speaks; retention: company
    source_id BIGINT,                      -- purpose: first source, NULL = written here; retention: company
    kind TEXT NOT NULL,                    -- purpose: link, article …; retention: company
    status TEXT NOT NULL,                  -- purpose: pending, published, dropped, archived; retention: company
    network TEXT NOT NULL,                 -- purpose: tab of the feed; retention: company
    audience TEXT NOT NULL,                -- purpose: shareable or internal; retention: company
    language TEXT NOT NULL,                -- purpose: BCP 47, "" unknown; retention: company
    title TEXT NOT NULL,                   -- purpose: shown; retention: company
    body TEXT NOT NULL,                    -- purpose: shown, plain text; retention: company
    url TEXT NOT NULL,                     -- purpose: what is shared; retention: company
    url_key TEXT NOT NULL,                 -- purpose: normalised url, one post per page; retention: company
    image_url TEXT,                        -- purpose: picture; retention: company
    image_alt TEXT,                        -- purpose: text of the picture; retention: company
    author TEXT,                           -- purpose: credit as published; retention: company
    promotional BOOLEAN NOT NULL,          -- purpose: mix meter; retention: company
    issued_at BIGINT NOT NULL,             -- purpose: date the source gives; retention: company
    published_at BIGINT,                   -- purpose: order of the feed; retention: company
    dropped_at BIGINT,                     -- purpose: undo within 30 days; retention: 30 days, then deleted
    version BIGINT NOT NULL,               -- purpose: cache key, lost-update check; retention: company
    created_at BIGINT NOT NULL,            -- purpose: inbox order; retention: company
    updated_at BIGINT NOT NULL,            -- purpose: shown to curators; retention: company
    PRIMARY KEY (company_id, id)
);
CREATE INDEX post_inbox ON post (company_id, status, created_at, id);
CREATE INDEX post_feed ON post (company_id, status, published_at, id);
CREATE INDEX post_url ON post (company_id, url_key);
CREATE INDEX post_source ON post (company_id, source_id, status);

CREATE TABLE post_origin (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    source_id BIGINT NOT NULL,             -- purpose: where it was seen; retention: company
    item_key TEXT NOT NULL,                -- purpose: hash of the item's id at that source; retention: company
    post_id BIGINT NOT NULL,               -- purpose: the one post, 0 = seen but not taken; retention: company
    content_hash TEXT NOT NULL,            -- purpose: tells a changed item; retention: company
    seen_at BIGINT NOT NULL,               -- purpose: first seen; retention: company
    PRIMARY KEY (company_id, source_id, item_key)
);
CREATE INDEX post_origin_post ON post_origin (company_id, post_id);

CREATE TABLE caption (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    id BIGINT NOT NULL,                    -- purpose: key; retention: company
    post_id BIGINT NOT NULL,               -- purpose: of which post; retention: company
    network TEXT NOT NULL,                 -- purpose: for which network, "" any; retention: company
    language TEXT NOT NULL,                -- purpose: BCP 47; retention: company
    text TEXT NOT NULL,                    -- purpose: the ready text; retention: company
    created_at BIGINT NOT NULL,            -- purpose: order; retention: company
    PRIMARY KEY (company_id, id)
);
CREATE INDEX caption_post ON caption (company_id, post_id, id);

CREATE TABLE share (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    id BIGINT NOT NULL,                    -- purpose: key; retention: until erase
    person_id BIGINT NOT NULL,             -- purpose: whose; retention: until erase
    post_id BIGINT NOT NULL,               -- purpose: what; retention: until erase
    network TEXT NOT NULL,                 -- purpose: where; retention: until erase
    action TEXT NOT NULL,                  -- purpose: share, repost, like, comment; retention: until erase
    mode TEXT NOT NULL,                    -- purpose: intent or connection; retention: until erase
    status TEXT NOT NULL,                  -- purpose: open, published, retracted …; retention: until erase
    evidence TEXT NOT NULL,                -- purpose: opened, declared, verified; retention: until erase
    own_text TEXT NOT NULL,                -- purpose: the person's words, shown to them; retention: 365 days
    final_text TEXT NOT NULL,              -- purpose: text handed over, with disclosure; retention: 365 days
    own_words BOOLEAN NOT NULL,            -- purpose: points; retention: until erase
    language TEXT NOT NULL,                -- purpose: disclosure; retention: until erase
    caption_id BIGINT,                     -- purpose: hand out without replacement; retention: until erase
    disclosure TEXT NOT NULL,              -- purpose: proof of disclosure, the text; retention: until erase
    disclosure_state TEXT NOT NULL,        -- purpose: offered (intent) or disclosed; retention: until erase
    declared_url TEXT,                     -- purpose: where the person says it stands; retention: until erase
    day BIGINT NOT NULL,                   -- purpose: day caps, member's local day; retention: until erase
    day_rank BIGINT NOT NULL,              -- purpose: order of acceptance that day (points); retention: until erase
    link_id BIGINT NOT NULL,               -- purpose: its tracked link; retention: until erase
    created_at BIGINT NOT NULL,            -- purpose: order; retention: until erase
    declared_at BIGINT,                    -- purpose: evidence; retention: until erase
    verified_at BIGINT,                    -- purpose: evidence; retention: until erase
    retracted_at BIGINT,                   -- purpose: evidence; retention: until erase
    PRIMARY KEY (company_id, id)
);
CREATE INDEX share_person ON share (company_id, person_id, id);
CREATE INDEX share_post ON share (company_id, post_id, created_at);
CREATE INDEX share_day ON share (company_id, person_id, day);
CREATE UNIQUE INDEX share_once ON share (company_id, person_id, post_id, network) WHERE status <> 'retracted';

-- @router SELECT(company_id,id,code,state,target)
CREATE TABLE link (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    id BIGINT NOT NULL,                    -- purpose: key; retention: until erase
    code TEXT NOT NULL,                    -- purpose: short code, 11 characters of base62; retention: until erase
    share_id BIGINT NOT NULL,              -- purpose: of which share; retention: until erase
    post_id BIGINT NOT NULL,               -- purpose: of which post; retention: until erase
    target TEXT NOT NULL,                  -- purpose: where it leads, with UTM; retention: until erase
    state TEXT NOT NULL,                   -- purpose: live, frozen, gone; retention: until erase
    created_at BIGINT NOT NULL,            -- purpose: order; retention: until erase
    PRIMARY KEY (company_id, id)
);
CREATE UNIQUE INDEX link_code ON link (code);

CREATE TABLE link_total (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    link_id BIGINT NOT NULL,               -- purpose: which link; retention: until erase
    human BIGINT NOT NULL,                 -- purpose: impact; retention: until erase
    bot BIGINT NOT NULL,                   -- purpose: what was discarded; retention: until erase
    preview BIGINT NOT NULL,               -- purpose: what was discarded; retention: until erase
    self BIGINT NOT NULL,                  -- purpose: what was discarded; retention: until erase
    repeat BIGINT NOT NULL,                -- purpose: what was discarded; retention: until erase
    PRIMARY KEY (company_id, link_id)
);

CREATE TABLE link_day (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    link_id BIGINT NOT NULL,               -- purpose: which link; retention: 25 months
    day BIGINT NOT NULL,                   -- purpose: company-local day; retention: 25 months
    human BIGINT NOT NULL,                 -- purpose: impact over time; retention: 25 months
    bot BIGINT NOT NULL,                   -- purpose: what was discarded in a period; retention: 25 months
    preview BIGINT NOT NULL,               -- purpose: what was discarded in a period; retention: 25 months
    self BIGINT NOT NULL,                  -- purpose: what was discarded in a period; retention: 25 months
    repeat BIGINT NOT NULL,                -- purpose: what was discarded in a period; retention: 25 months
    PRIMARY KEY (company_id, link_id, day)
);

CREATE TABLE visitor_salt (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: 2 days
    day BIGINT NOT NULL,                   -- purpose: UTC day; retention: 2 days
    salt BYTEA NOT NULL,                   -- purpose: key of that day's visitor hashes; retention: 2 days
    PRIMARY KEY (company_id, day)
);

CREATE TABLE visitor_seen (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: 2 days
    link_id BIGINT NOT NULL,               -- purpose: which link; retention: 2 days
    visitor BIGINT NOT NULL,               -- purpose: day-salted hash, tells repeats; retention: 2 days
    day BIGINT NOT NULL,                   -- purpose: UTC day, for the purge; retention: 2 days
    PRIMARY KEY (company_id, link_id, visitor)
);
CREATE INDEX visitor_seen_day ON visitor_seen (company_id, day);

CREATE TABLE visitor_self (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: 2 days
    visitor BIGINT NOT NULL,               -- purpose: day-salted hash of a member's device; retention: 2 days
    person_id BIGINT NOT NULL,             -- purpose: whose clicks are self; retention: 2 days
    day BIGINT NOT NULL,                   -- purpose: UTC day, for the purge; retention: 2 days
    PRIMARY KEY (company_id, visitor, person_id)
);
CREATE INDEX visitor_self_day ON visitor_self (company_id, day);
CREATE INDEX visitor_self_person ON visitor_self (company_id, person_id);

CREATE TABLE points_rule (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    version BIGINT NOT NULL,               -- purpose: rule set version; retention: company
    rule TEXT NOT NULL,                    -- purpose: name of the rule; retention: company
    network TEXT NOT NULL,                 -- purpose: "" any; retention: company
    value TEXT NOT NULL,                   -- purpose: numbers of the rule, JSON; retention: company
    active_from BIGINT NOT NULL,           -- purpose: applies forward; retention: company
    PRIMARY KEY (company_id, version, rule, network)
);

CREATE TABLE account (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    id BIGINT NOT NULL,                    -- purpose: key; retention: company
    kind TEXT NOT NULL,                    -- purpose: issuer, person, reserved …; retention: company
    person_id BIGINT NOT NULL,             -- purpose: owner, 0 for the company's accounts; retention: until erase
    PRIMARY KEY (company_id, id)
);
CREATE UNIQUE INDEX account_owner ON account (company_id, kind, person_id);

-- @append-only
CREATE TABLE ledger (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    id BIGINT NOT NULL,                    -- purpose: key; retention: company
    key TEXT NOT NULL,                     -- purpose: idempotency, made from event and rule; retention: company
    debit_id BIGINT NOT NULL,              -- purpose: account that gives; retention: company
    credit_id BIGINT NOT NULL,             -- purpose: account that receives; retention: company
    amount BIGINT NOT NULL,                -- purpose: points, above 0; retention: company
    rule TEXT NOT NULL,                    -- purpose: reason; retention: company
    rule_version BIGINT NOT NULL,          -- purpose: reason; retention: company
    event_id BIGINT NOT NULL,              -- purpose: reason; retention: company
    subject_id BIGINT NOT NULL,            -- purpose: share or other thing it is for; retention: company
    detail TEXT NOT NULL,                  -- purpose: numbers of the reason, JSON; retention: company
    at BIGINT NOT NULL,                    -- purpose: order; retention: company
    PRIMARY KEY (company_id, id)
);
CREATE UNIQUE INDEX ledger_key ON ledger (company_id, key);
CREATE INDEX ledger_credit ON ledger (company_id, credit_id, id);
CREATE INDEX ledger_debit ON ledger (company_id, debit_id, id);
CREATE INDEX ledger_subject ON ledger (company_id, subject_id, rule);

-- @append-only
CREATE TABLE event (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    id BIGINT NOT NULL,                    -- purpose: key; retention: company
    kind TEXT NOT NULL,                    -- purpose: what happened; retention: company
    at BIGINT NOT NULL,                    -- purpose: when; retention: company
    subject_id BIGINT NOT NULL,            -- purpose: to which thing; retention: company
    person_id BIGINT NOT NULL,             -- purpose: whose activity, 0 none, unlinked by erase; retention: company
    data TEXT,                             -- purpose: ids and numbers, no personal text; retention: company
    PRIMARY KEY (company_id, id)
);

CREATE TABLE event_pending (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: until sequenced
    event_id BIGINT NOT NULL,              -- purpose: committed but without a place yet; retention: until sequenced
    PRIMARY KEY (company_id, event_id)
);

-- @append-only
CREATE TABLE event_order (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    seq BIGINT NOT NULL,                   -- purpose: committed order; retention: company
    event_id BIGINT NOT NULL,              -- purpose: which event; retention: company
    PRIMARY KEY (company_id, seq)
);

CREATE TABLE event_cursor (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    name TEXT NOT NULL,                    -- purpose: subscriber, or "clicks/NODE"; retention: company
    position BIGINT NOT NULL,              -- purpose: last seq (or click id) applied; retention: company
    PRIMARY KEY (company_id, name)
);

-- @router SELECT(company_id,id,kind,run_at,lease_until,lease_owner,attempt,status) UPDATE(lease_until,lease_owner,attempt,status)
CREATE TABLE job (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: 30 days after the end
    id BIGINT NOT NULL,                    -- purpose: key; retention: 30 days after the end
    kind TEXT NOT NULL,                    -- purpose: which work; retention: 30 days after the end
    payload TEXT NOT NULL,                 -- purpose: its input, JSON; retention: 30 days after the end
    dedupe TEXT,                           -- purpose: one live job per key; retention: until the end
    status TEXT NOT NULL,                  -- purpose: waiting, running, done, failed; retention: 30 days after the end
    run_at BIGINT NOT NULL,                -- purpose: not before; retention: 30 days after the end
    lease_until BIGINT NOT NULL,           -- purpose: claimed until; retention: 30 days after the end
    lease_owner BIGINT NOT NULL,           -- purpose: claim token; retention: 30 days after the end
    attempt BIGINT NOT NULL,               -- purpose: back-off; retention: 30 days after the end
    last_error TEXT,                       -- purpose: shown to the operator; retention: 30 days after the end
    created_at BIGINT NOT NULL,            -- purpose: order; retention: 30 days after the end
    PRIMARY KEY (company_id, id)
);
CREATE INDEX job_due ON job (run_at, id) WHERE status IN ('waiting', 'running');
CREATE INDEX job_company_status ON job (company_id, status, id);
CREATE UNIQUE INDEX job_dedupe ON job (company_id, kind, dedupe) WHERE status IN ('waiting', 'running');

CREATE TABLE idempotency (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: 24 hours
    key TEXT NOT NULL,                     -- purpose: hash of person, route and key; retention: 24 hours
    body_hash TEXT NOT NULL,               -- purpose: same key, same body; retention: 24 hours
    status BIGINT NOT NULL,                -- purpose: stored answer, 0 = under way; retention: 24 hours
    reply TEXT NOT NULL,                   -- purpose: stored answer; retention: 24 hours
    created_at BIGINT NOT NULL,            -- purpose: purge; retention: 24 hours
    PRIMARY KEY (company_id, key)
);
CREATE INDEX idempotency_created ON idempotency (company_id, created_at);

-- @server
-- @router SELECT(name,holder,until,value) INSERT UPDATE(holder,until,value) DELETE
CREATE TABLE lease (
    name TEXT NOT NULL PRIMARY KEY,        -- purpose: what is held: "sequencer", "node/7"; retention: while running
    holder BIGINT NOT NULL,                -- purpose: random token of the holder; retention: while running
    until BIGINT NOT NULL,                 -- purpose: end; retention: while running
    value BIGINT NOT NULL                  -- purpose: highest id or cache position acknowledged; retention: while running
);

-- @postgres
-- The click store lives here on PostgreSQL; on SQLite it is a file of its own (app/link/click_store.c).
CREATE TABLE click (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: 25 months, hash 2 days
    id BIGINT NOT NULL,                    -- purpose: key, rising per node; retention: 25 months
    link_id BIGINT NOT NULL,               -- purpose: which link; retention: 25 months
    at BIGINT NOT NULL,                    -- purpose: when; retention: 25 months
    class BIGINT NOT NULL,                 -- purpose: class from the headers; retention: 25 months
    visitor BIGINT NOT NULL,               -- purpose: day-salted hash, 0 after the purge; retention: 2 days
    PRIMARY KEY (company_id, id)
);
-- @end
