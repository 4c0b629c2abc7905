DROP TABLE route_tests;
DROP TABLE replies;
DROP INDEX deliveries_by_number;
ALTER TABLE deliveries DROP COLUMN cause;
