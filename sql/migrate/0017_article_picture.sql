-- 0017_article_picture.sql: the pictures inside articles: who may read the text may see them, and they stay while it may come back;
-- and what an approval changed, so that it can be taken back.

CREATE TABLE post_picture (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    post_id BIGINT NOT NULL,               -- purpose: whose article; retention: with the post
    image_id BIGINT NOT NULL,              -- purpose: which picture; retention: with the post
    in_text BOOLEAN NOT NULL,              -- purpose: the article shows it now; else an earlier text did, for its history; retention: with the post
    PRIMARY KEY (company_id, post_id, image_id)
);
CREATE INDEX post_picture_image ON post_picture (company_id, image_id, post_id);

ALTER TABLE member ADD COLUMN approved_from TEXT;   -- purpose: what they waited for and which group the pilot's took the place of, to take an approval back; retention: until they come in
