ALTER TABLE route_tests DROP COLUMN receipt_at;
ALTER TABLE route_tests DROP COLUMN receipt;
