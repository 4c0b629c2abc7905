-- Which letters each worker may hold, as a list of numbers: the way to them without an index over leases (docs/adr/0025). A
-- claim then changes no index at all, and stays on the letter's own page where that has room.
CREATE TABLE hands (
    worker TEXT NOT NULL,
    channel TEXT NOT NULL,
    letters TEXT NOT NULL,
    PRIMARY KEY (worker, channel)
);
INSERT INTO hands (worker, channel, letters)
    SELECT leased_by, channel, json_agg(id)::text FROM deliveries WHERE leased_by IS NOT NULL GROUP BY leased_by, channel;
DROP INDEX deliveries_held;
ALTER TABLE deliveries SET (fillfactor = 50);
-- What a letter is about stands in its message, which is found by incident and break and refers to them.
DROP INDEX deliveries_by_incident;
DROP INDEX deliveries_by_maintenance;
ALTER TABLE deliveries DROP CONSTRAINT deliveries_incident_id_fkey;
ALTER TABLE deliveries DROP CONSTRAINT deliveries_maintenance_id_fkey;
