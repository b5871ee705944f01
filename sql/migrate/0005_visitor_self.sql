-- 0005_visitor_self.sql: a person's own devices are found by the person alone. Without the visitor in the index SQLite took the
-- primary key instead and read those of the whole company, at each tally of a link.
DROP INDEX visitor_self_person;
CREATE INDEX visitor_self_person ON visitor_self (company_id, person_id, visitor);
