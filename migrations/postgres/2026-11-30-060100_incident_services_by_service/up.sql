-- Incidents of a service, for the search and for the evidence of a report.
CREATE INDEX incident_services_by_service ON incident_services (service, incident_id);
