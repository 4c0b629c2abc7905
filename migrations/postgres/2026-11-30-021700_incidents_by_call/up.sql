-- How often people on duty were called to telephone to Kela, one after the other, and when last.
ALTER TABLE incidents ADD COLUMN call_reminders INTEGER NOT NULL DEFAULT 0;
ALTER TABLE incidents ADD COLUMN call_reminded_at TIMESTAMP;
