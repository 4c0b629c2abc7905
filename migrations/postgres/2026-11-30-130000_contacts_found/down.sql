DROP INDEX contacts_sorted;
DROP INDEX organisations_sorted;
DROP INDEX contacts_found;
DROP INDEX organisations_found;
DROP FUNCTION register_trigrams;
ALTER TABLE contacts DROP COLUMN sorted_by;
ALTER TABLE contacts DROP COLUMN found_by;
ALTER TABLE organisations DROP COLUMN sorted_by;
ALTER TABLE organisations DROP COLUMN found_by;
