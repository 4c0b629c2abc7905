ALTER TABLE attachments DROP COLUMN language;
