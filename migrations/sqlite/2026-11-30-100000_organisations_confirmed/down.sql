ALTER TABLE organisations DROP COLUMN confirmed;
