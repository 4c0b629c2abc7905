ALTER TABLE deliveries ADD CONSTRAINT deliveries_maintenance_id_fkey FOREIGN KEY (maintenance_id) REFERENCES maintenances (id);
ALTER TABLE deliveries ADD CONSTRAINT deliveries_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents (id);
CREATE INDEX deliveries_by_maintenance ON deliveries (maintenance_id, state) WHERE maintenance_id IS NOT NULL;
CREATE INDEX deliveries_by_incident ON deliveries (incident_id, series, state);
ALTER TABLE deliveries RESET (fillfactor);
CREATE INDEX deliveries_held ON deliveries (channel, address) WHERE leased_by IS NOT NULL;
DROP TABLE hands;
