DROP INDEX incidents_by_reporters_due;
ALTER TABLE incidents DROP COLUMN estimate_at;
ALTER TABLE incidents DROP COLUMN reporters_due_at;
