ALTER TABLE reports DROP COLUMN end_reason;
ALTER TABLE reports DROP COLUMN ended_by;
ALTER TABLE reports DROP COLUMN ended_as;
ALTER TABLE reports DROP COLUMN ended_at;
