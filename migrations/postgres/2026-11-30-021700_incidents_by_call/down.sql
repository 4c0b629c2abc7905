ALTER TABLE incidents DROP COLUMN call_reminded_at;
ALTER TABLE incidents DROP COLUMN call_reminders;
