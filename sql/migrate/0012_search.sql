-- 0012_search.sql: the words of posts, for full-text search.
--
-- post_words holds each post's words as app/search writes them: folded, with their French and English stems, in ASCII (text/words.h), so
-- that both engines index the same text and find the same posts. It is an ordinary table of the company; the index over it is a
-- generated column on PostgreSQL. On SQLite app/search/fill.c writes it beside the table: a trigger may not touch an FTS5 table
-- while trusted_schema is off. The company stands in the index as a word, so that a search does not go through the posts of others.

CREATE TABLE post_words (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    post_id BIGINT NOT NULL,               -- purpose: whose words; retention: with the post
    title TEXT NOT NULL,                   -- purpose: words of the title; retention: with the post
    body TEXT NOT NULL,                    -- purpose: words of everything else; retention: with the post
    PRIMARY KEY (company_id, post_id)
);

-- @sqlite
-- The row of the index is the post. Ids are unique on a server (base/id.h), whatever the company.
CREATE UNIQUE INDEX post_words_post ON post_words (post_id);
CREATE VIRTUAL TABLE post_index USING fts5(company_id, title, body, content='post_words', content_rowid='post_id', tokenize='ascii');
-- @end

-- @postgres
-- In a block of its own, so that it is no column of the common schema: nothing reads it but the function below.
DO $$ BEGIN
    ALTER TABLE post_words ADD COLUMN terms tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple'::regconfig, 'c' || company_id::text), 'D') ||
        setweight(to_tsvector('simple'::regconfig, title), 'A') ||
        setweight(to_tsvector('simple'::regconfig, body), 'B')) STORED;
    CREATE INDEX post_words_terms ON post_words USING gin (terms);
END $$;

-- Full-text indexes are not used under a forced policy, since matching is not leakproof. So the owner searches, for the company of the
-- transaction and no other, and gives back ids alone.
CREATE FUNCTION pv_search(query text, most bigint) RETURNS TABLE (post_id bigint, rank double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT w.post_id, ts_rank('{0, 0, 0.25, 1}'::real[], w.terms, q.terms)::double precision
    FROM (SELECT NULLIF(current_setting('pv.company', true), '') AS company) AS c,
         LATERAL (SELECT ('c' || c.company || ' & (' || query || ')')::tsquery AS terms) AS q,
         post_words AS w
    WHERE w.terms @@ q.terms AND w.company_id = c.company::bigint
    ORDER BY w.post_id DESC
    LIMIT most
$$;
REVOKE ALL ON FUNCTION pv_search(text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pv_search(text, bigint) TO pv_app;
-- @end

-- The posts there are get their words by a job, a few at a time, while the program runs.
INSERT INTO job (company_id, id, kind, payload, dedupe, status, run_at, lease_until, lease_owner, attempt, last_error, created_at)
SELECT c.id, c.id, 'search.fill', '{}', 'all', 'waiting', 0, 0, 0, 0, NULL, c.created_at
FROM company AS c;

-- ---- the company's logo ----

-- What the company shows as its own, made from uploads: PNG, decoded apart from the program. `slot` is 0 for the logo itself and a
-- number of pixels for a square icon.
CREATE TABLE logo_file (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    kind TEXT NOT NULL,                    -- purpose: light, dark (the ground it stands on) or icon; retention: until replaced
    slot BIGINT NOT NULL,                  -- purpose: size of an icon, 0 the logo; retention: until replaced
    width BIGINT NOT NULL,                 -- purpose: layout before it is there; retention: until replaced
    height BIGINT NOT NULL,                -- purpose: the same; retention: until replaced
    etag TEXT NOT NULL,                    -- purpose: hash of the bytes, in the address and for caches; retention: until replaced
    bytes BYTEA NOT NULL,                  -- purpose: the picture without metadata; retention: until replaced
    PRIMARY KEY (company_id, kind, slot)
);
