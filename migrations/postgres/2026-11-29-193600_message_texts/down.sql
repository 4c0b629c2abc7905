ALTER TABLE message_texts DROP COLUMN citizen;
ALTER TABLE message_texts ADD COLUMN citizen TEXT NOT NULL DEFAULT '';
