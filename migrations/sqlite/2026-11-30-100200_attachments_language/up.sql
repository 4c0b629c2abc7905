-- Readers of which language a file is for; NULL: of every one.
ALTER TABLE attachments ADD COLUMN language TEXT;
