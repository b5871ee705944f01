-- 0002_websub.sql: subscriptions at WebSub hubs, one living row a source, and those that are being ended.
--
-- Callback token and secret stand nowhere: both are computed from the key file and (company, id).

CREATE TABLE source_push (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    id BIGINT NOT NULL,                    -- purpose: key, part of the callback; retention: until the subscription ends
    source_id BIGINT NOT NULL,             -- purpose: whose feed; retention: until the subscription ends
    hub TEXT NOT NULL,                     -- purpose: where to subscribe; retention: until the subscription ends
    topic TEXT NOT NULL,                   -- purpose: what to subscribe to; retention: until the subscription ends
    state TEXT NOT NULL,                   -- purpose: asking, active, denied, failed, ending; retention: until the subscription ends
    detail TEXT,                           -- purpose: health, reason in words; retention: until the subscription ends
    is_signed BOOLEAN NOT NULL,               -- purpose: the hub was given a secret, deliveries must be signed; retention: until the subscription ends
    errors BIGINT NOT NULL,                -- purpose: back-off; retention: until the subscription ends
    asked_at BIGINT NOT NULL,              -- purpose: the hub may verify for a while, 0 = never asked; retention: until the subscription ends
    next_at BIGINT NOT NULL,               -- purpose: when to ask the hub next; retention: until the subscription ends
    lease_until BIGINT NOT NULL,           -- purpose: when the hub stops, 0 = not subscribed; retention: until the subscription ends
    last_delivery_at BIGINT NOT NULL,      -- purpose: health, 0 = none; retention: until the subscription ends
    deliveries BIGINT NOT NULL,            -- purpose: health; retention: until the subscription ends
    discarded BIGINT NOT NULL,             -- purpose: health, deliveries with a wrong signature; retention: until the subscription ends
    missed BIGINT NOT NULL,                -- purpose: polls in a row that found what the hub did not tell; retention: until the subscription ends
    created_at BIGINT NOT NULL,            -- purpose: age; retention: until the subscription ends
    PRIMARY KEY (company_id, id)
);
CREATE INDEX source_push_source ON source_push (company_id, source_id);
CREATE INDEX source_push_due ON source_push (company_id, next_at);
