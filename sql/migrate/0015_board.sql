-- 0015_board.sql: who is on the board of the month, by their own choice, and what the board reads of the ledger.

CREATE TABLE board_person (
    company_id BIGINT NOT NULL,            -- purpose: tenant; retention: company
    person_id BIGINT NOT NULL,             -- purpose: who chose to be on the board; retention: until they leave it, or erase
    name TEXT NOT NULL,                    -- purpose: shown to all members, as chosen; retention: until they leave it, or erase
    name_key TEXT NOT NULL,                -- purpose: the same without case and accents, for order and being the only one; retention: until they leave it, or erase
    pseudonym BOOLEAN NOT NULL,            -- purpose: not their own name; retention: until they leave it, or erase
    month BIGINT NOT NULL,                 -- purpose: first day of the first month that counts; retention: until they leave it, or erase
    consent_version BIGINT NOT NULL,       -- purpose: text agreed to; retention: until they leave it, or erase
    joined_at BIGINT NOT NULL,             -- purpose: shown to themselves; retention: until they leave it, or erase
    PRIMARY KEY (company_id, person_id)
);
CREATE UNIQUE INDEX board_pseudonym ON board_person (company_id, name_key) WHERE pseudonym;

CREATE INDEX ledger_at ON ledger (company_id, at);
