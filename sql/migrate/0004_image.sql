-- 0004_image.sql: pictures of posts, fetched once and kept.

CREATE TABLE image (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    id BIGINT NOT NULL,                    -- purpose: key, in the served address; retention: while a post uses it + 30 days
    source_key TEXT NOT NULL,              -- purpose: hash of source_url, one picture per address; retention: while a post uses it + 30 days
    source_url TEXT NOT NULL,              -- purpose: where it is fetched; retention: while a post uses it + 30 days
    status TEXT NOT NULL,                  -- purpose: waiting, ready, failed; retention: while a post uses it + 30 days
    fault TEXT,                            -- purpose: why it failed, for curators; retention: while a post uses it + 30 days
    width BIGINT NOT NULL,                 -- purpose: layout before it is there, 0 until then; retention: while a post uses it + 30 days
    height BIGINT NOT NULL,                -- purpose: the same; retention: while a post uses it + 30 days
    colour TEXT NOT NULL,                  -- purpose: #RRGGBB shown until it is there; retention: while a post uses it + 30 days
    wanted_at BIGINT NOT NULL,             -- purpose: last time a post asked for it; retention: while a post uses it + 30 days
    PRIMARY KEY (company_id, id)
);
CREATE UNIQUE INDEX image_source ON image (company_id, source_key);

CREATE TABLE image_file (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    image_id BIGINT NOT NULL,              -- purpose: whose; retention: with the image
    slot BIGINT NOT NULL,                  -- purpose: width it is asked for by; retention: with the image
    format TEXT NOT NULL,                  -- purpose: webp, jpeg; retention: with the image
    etag TEXT NOT NULL,                    -- purpose: hash of the bytes, for caches; retention: with the image
    bytes BYTEA NOT NULL,                  -- purpose: the picture without metadata; retention: with the image
    PRIMARY KEY (company_id, image_id, slot, format)
);

ALTER TABLE post ADD COLUMN image_id BIGINT;   -- purpose: its picture as we keep it; retention: company
CREATE INDEX post_image ON post (company_id, image_id);
