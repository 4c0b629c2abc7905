-- What a house told to another's desk: its own helpdesk follows the incidents that these belong to.
CREATE INDEX reports_elsewhere ON reports (organisation_id, incident_id) WHERE desk_id <> organisation_id AND incident_id IS NOT NULL;
