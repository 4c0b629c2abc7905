-- The story of an incident without the arrivals of its reports, of which there may be thousands: what was decided and told, and
-- whether an alarm had nobody to go to.
CREATE INDEX timeline_but_reports ON timeline (incident_id, id) WHERE kind <> 'report';
