DROP INDEX reports_with_reporters;
DROP INDEX messages_with_recipients;
ALTER TABLE messages DROP COLUMN recipients_forgotten_at;
ALTER TABLE incidents DROP COLUMN held_at;
