DROP INDEX escalations_by_message;
DROP INDEX deliveries_in_trouble;
DROP INDEX deliveries_by_maintenance;
CREATE INDEX deliveries_by_maintenance ON deliveries (maintenance_id, state);
DROP INDEX deliveries_by_message;
