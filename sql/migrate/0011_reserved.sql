-- 0011_reserved.sql: this number belongs to another change.
SELECT 1;
