-- 0007_member_in_group.sql: on SQLite the rows lie in their primary key. As a table beside its key each of them was written twice, a
-- third of an import's rows.

-- @sqlite
CREATE TABLE member_in_group_keyed (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    member_id BIGINT NOT NULL,             -- purpose: who; retention: membership
    group_id BIGINT NOT NULL,              -- purpose: which group; retention: membership
    PRIMARY KEY (company_id, member_id, group_id)
) WITHOUT ROWID;
INSERT INTO member_in_group_keyed (company_id, member_id, group_id)
SELECT company_id, member_id, group_id FROM member_in_group ORDER BY company_id, member_id, group_id;
DROP TABLE member_in_group;
ALTER TABLE member_in_group_keyed RENAME TO member_in_group;
CREATE INDEX member_in_group_group ON member_in_group (company_id, group_id);
-- @end
