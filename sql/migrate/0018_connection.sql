-- 0018_connection.sql: accounts that members link, and shares that go out through them.

-- A member's linked account at a network. Keyed by person_id: no statement joins it with the directory. `secret` holds the tokens,
-- sealed under a key that is derived from the key file beside the database (app/connection/seal.h).
CREATE TABLE connection (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    id BIGINT NOT NULL,                    -- purpose: key; retention: until disconnected, until erase
    person_id BIGINT NOT NULL,             -- purpose: whose; retention: until disconnected, until erase
    network TEXT NOT NULL,                 -- purpose: where; retention: until disconnected, until erase
    server TEXT NOT NULL,                  -- purpose: base address of the account's server; retention: until disconnected, until erase
    account TEXT NOT NULL,                 -- purpose: the account's id there; retention: until disconnected, until erase
    handle TEXT NOT NULL,                  -- purpose: shown to its owner; retention: until disconnected, until erase
    name TEXT NOT NULL,                    -- purpose: shown to its owner; retention: until disconnected, until erase
    url TEXT NOT NULL,                     -- purpose: the profile, shown to its owner; retention: until disconnected, until erase
    way TEXT NOT NULL,                     -- purpose: password or oauth; retention: until disconnected, until erase
    scopes TEXT NOT NULL,                  -- purpose: what was granted, shown to its owner; retention: until disconnected, until erase
    status TEXT NOT NULL,                  -- purpose: active, reauth, ending; retention: until disconnected, until erase
    secret BYTEA NOT NULL,                 -- purpose: sealed tokens; retention: until disconnected, until erase
    version BIGINT NOT NULL,               -- purpose: one renewal at a time; retention: until disconnected, until erase
    renewing_until BIGINT NOT NULL,        -- purpose: one renewal at a time, 0 = nobody; retention: until disconnected, until erase
    expires_at BIGINT,                     -- purpose: the account has to be linked again by then; retention: until disconnected, until erase
    fault TEXT,                            -- purpose: why it does not work, shown to its owner; retention: until disconnected, until erase
    created_at BIGINT NOT NULL,            -- purpose: shown to its owner; retention: until disconnected, until erase
    PRIMARY KEY (company_id, id)
);
CREATE UNIQUE INDEX connection_person ON connection (company_id, person_id, network) WHERE status <> 'ending';

-- This program as a server knows it, registered once for each address that people come back to.
CREATE TABLE network_app (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    network TEXT NOT NULL,                 -- purpose: where; retention: company
    server TEXT NOT NULL,                  -- purpose: where; retention: company
    redirect_uri TEXT NOT NULL,            -- purpose: the address registered; retention: company
    client TEXT NOT NULL,                  -- purpose: client id; retention: company
    secret BYTEA NOT NULL,                 -- purpose: sealed client secret; retention: company
    scopes TEXT NOT NULL,                  -- purpose: what may be asked for; retention: company
    created_at BIGINT NOT NULL,            -- purpose: age; retention: company
    PRIMARY KEY (company_id, network, server, redirect_uri)
);

-- A member who is at the network's own page just now.
CREATE TABLE oauth_flow (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    state BYTEA NOT NULL,                  -- purpose: SHA-256 of the state parameter; retention: 10 minutes
    person_id BIGINT NOT NULL,             -- purpose: who comes back; retention: 10 minutes
    session TEXT NOT NULL,                 -- purpose: hash of the session that began it; retention: 10 minutes
    network TEXT NOT NULL,                 -- purpose: where; retention: 10 minutes
    server TEXT NOT NULL,                  -- purpose: where; retention: 10 minutes
    redirect_uri TEXT NOT NULL,            -- purpose: must be the same at both ends; retention: 10 minutes
    secret BYTEA NOT NULL,                 -- purpose: sealed PKCE verifier; retention: 10 minutes
    expires_at BIGINT NOT NULL,            -- purpose: its end; retention: 10 minutes
    PRIMARY KEY (company_id, state)
);
CREATE INDEX oauth_flow_end ON oauth_flow (company_id, expires_at);

-- What became of a share that goes out through a connection.
CREATE TABLE share_send (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    share_id BIGINT NOT NULL,              -- purpose: which share; retention: until erase
    connection_id BIGINT NOT NULL,         -- purpose: through which account; retention: until erase
    remote_key TEXT NOT NULL,              -- purpose: fixed beforehand, so that nothing goes out twice; retention: until erase
    attempt BIGINT NOT NULL,               -- purpose: how often it was sent; retention: until erase
    sent_at BIGINT,                        -- purpose: beginning of the last attempt; retention: until erase
    fault TEXT,                            -- purpose: why not, a word of remote.h or publish.h; retention: until erase
    fault_text TEXT,                       -- purpose: in the network's words; retention: until erase
    remote_id TEXT,                        -- purpose: its id there, for taking it down; retention: until erase
    remote_version TEXT,                   -- purpose: its version there; retention: until erase
    remote_url TEXT,                       -- purpose: where it stands, shown to its owner; retention: until erase
    published_at BIGINT,                   -- purpose: shown to its owner; retention: until erase
    removed_at BIGINT,                     -- purpose: taken down there; retention: until erase
    PRIMARY KEY (company_id, share_id)
);
CREATE INDEX share_send_connection ON share_send (company_id, connection_id);

-- When it is to go out; NULL for what goes by the member's own hand.
ALTER TABLE share ADD COLUMN due_at BIGINT; -- purpose: when it is to go out; retention: until erase
-- One share of a post by a person on a network, those aside that never went out or were taken back.
DROP INDEX share_once;
CREATE UNIQUE INDEX share_once ON share (company_id, person_id, post_id, network) WHERE status NOT IN ('retracted', 'cancelled', 'failed');
-- Only what goes out through a connection has a moment.
CREATE INDEX share_due ON share (company_id, post_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX share_due_person ON share (company_id, person_id, due_at) WHERE due_at IS NOT NULL;

-- Two lanes of jobs: what waits for networks has threads of its own (job/job.h).
DROP INDEX job_due;
CREATE INDEX job_due_house ON job (run_at, id) WHERE status IN ('waiting', 'running') AND kind NOT IN ('share.remove', 'share.send');
CREATE INDEX job_due_networks ON job (run_at, id) WHERE status IN ('waiting', 'running') AND kind IN ('share.remove', 'share.send');
