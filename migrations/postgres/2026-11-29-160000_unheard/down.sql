ALTER TABLE messages DROP COLUMN unheard_at;
