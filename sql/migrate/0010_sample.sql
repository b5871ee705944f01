-- 0010_sample.sql: which posts are samples, so that one click takes them all away again.

CREATE TABLE sample_post (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    ordinal BIGINT NOT NULL,               -- purpose: which of the samples; retention: company
    post_id BIGINT NOT NULL,               -- purpose: the post made of it; retention: company
    PRIMARY KEY (company_id, ordinal)
);
