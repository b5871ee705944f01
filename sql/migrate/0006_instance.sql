-- 0006_instance.sql: the server a person shares to on a network that stands on many (Mastodon). Kept by person, as shares are.
CREATE TABLE person_instance (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: until changed, or the person erased
    person_id BIGINT NOT NULL,             -- purpose: whose server it is; retention: until changed, or the person erased
    network TEXT NOT NULL,                 -- purpose: "mastodon"; retention: until changed, or the person erased
    host TEXT NOT NULL,                    -- purpose: opens the share page of that server; retention: until changed, or the person erased
    changed_at BIGINT NOT NULL,            -- purpose: when it was said; retention: until changed, or the person erased
    PRIMARY KEY (company_id, person_id, network)
);
