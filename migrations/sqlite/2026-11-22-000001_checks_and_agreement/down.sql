ALTER TABLE tasks DROP COLUMN proof;
ALTER TABLE tasks DROP COLUMN note;
ALTER TABLE decisions DROP COLUMN decided_report;
ALTER TABLE decisions DROP COLUMN proposed_report;
DROP TABLE guided_checks;
