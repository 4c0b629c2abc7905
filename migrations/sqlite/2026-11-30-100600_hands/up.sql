-- Which letters each worker may hold, as a list of numbers: the way to them without an index over leases (docs/adr/0025).
CREATE TABLE hands (
    worker TEXT NOT NULL,
    channel TEXT NOT NULL,
    letters TEXT NOT NULL,
    PRIMARY KEY (worker, channel)
);
INSERT INTO hands (worker, channel, letters)
    SELECT leased_by, channel, json_group_array(id) FROM deliveries WHERE leased_by IS NOT NULL GROUP BY leased_by, channel;
DROP INDEX deliveries_held;
-- What a letter is about stands in its message, which is found by incident and break.
DROP INDEX deliveries_by_incident;
DROP INDEX deliveries_by_maintenance;
