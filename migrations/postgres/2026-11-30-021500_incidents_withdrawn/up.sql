-- When everything that was said of an incident was withdrawn. The page reads those of its 90 days.
ALTER TABLE incidents ADD COLUMN withdrawn_at TIMESTAMP;
CREATE INDEX incidents_withdrawn ON incidents (withdrawn_at) WHERE withdrawn_at IS NOT NULL;
