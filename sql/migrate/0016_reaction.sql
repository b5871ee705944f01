-- 0016_reaction.sql: reactions to posts, and what each person has read.

-- Who reacted how. Keyed by person_id: no statement joins it with the directory. No time is kept: nobody needs it.
CREATE TABLE post_reaction (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    person_id BIGINT NOT NULL,             -- purpose: whose, shown to themselves; retention: until withdrawn, until erase, with the post
    post_id BIGINT NOT NULL,               -- purpose: to what; retention: until withdrawn, until erase, with the post
    kind TEXT NOT NULL,                    -- purpose: like, bravo, useful, inspiring; counted; retention: until withdrawn, until erase, with the post
    PRIMARY KEY (company_id, person_id, post_id)
);
CREATE INDEX post_reaction_post ON post_reaction (company_id, post_id, kind);

-- One row a person, and nothing by post: no statement can count who read what.
CREATE TABLE post_read (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    person_id BIGINT NOT NULL,             -- purpose: whose, shown to themselves; retention: 60 days after the last reading, until erase
    posts BYTEA NOT NULL,                  -- purpose: ids of posts read, 8 bytes each; retention: 30 days from when the post went out, until erase
    read_until BIGINT NOT NULL,            -- purpose: "mark all as read": what went out by then, 0 = never; retention: 60 days after the last reading, until erase
    read_until_before BIGINT NOT NULL,     -- purpose: undo of that; retention: 60 days after the last reading, until erase
    changed_on BIGINT NOT NULL,            -- purpose: midnight UTC of the last reading, for forgetting the row; retention: 60 days after the last reading, until erase
    PRIMARY KEY (company_id, person_id)
);
