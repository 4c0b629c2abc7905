DROP TABLE source_gaps;
DROP TABLE reviews;
ALTER TABLE organisations DROP COLUMN page_closed;
