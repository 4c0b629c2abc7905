-- The list of a message's recipients by what became of them, counted and read page by page.

CREATE INDEX deliveries_by_message ON deliveries (message_id, state, channel, id);
-- Notices of breaks alone: what is sent of an incident need not be written into it.
DROP INDEX deliveries_by_maintenance;
CREATE INDEX deliveries_by_maintenance ON deliveries (maintenance_id, state) WHERE maintenance_id IS NOT NULL;
-- What has not arrived for good, for the first page of the desk.
CREATE INDEX deliveries_in_trouble ON deliveries (settled_at, message_id) WHERE state IN ('failed', 'uncertain');
-- The name of the partner to whom a message went.
CREATE INDEX escalations_by_message ON escalations (message_id);
