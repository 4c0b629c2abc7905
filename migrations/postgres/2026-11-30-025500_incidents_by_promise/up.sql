-- Until when those who reported are promised a word while no bulletin runs, and when the desk thinks that it will be over.
ALTER TABLE incidents ADD COLUMN reporters_due_at TIMESTAMP;
ALTER TABLE incidents ADD COLUMN estimate_at TIMESTAMP;
CREATE INDEX incidents_by_reporters_due ON incidents (reporters_due_at) WHERE reporters_due_at IS NOT NULL;
