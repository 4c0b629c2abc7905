ALTER TABLE clocks DROP COLUMN organisation_id;
ALTER TABLE answers DROP COLUMN organisation_id;
