DROP INDEX incidents_withdrawn;
ALTER TABLE incidents DROP COLUMN withdrawn_at;
