CREATE INDEX deliveries_by_maintenance ON deliveries (maintenance_id, state) WHERE maintenance_id IS NOT NULL;
CREATE INDEX deliveries_by_incident ON deliveries (incident_id, series, state);
CREATE INDEX deliveries_held ON deliveries (channel, address) WHERE leased_by IS NOT NULL;
DROP TABLE hands;
