-- What was reported on an incident, counted: a verdict, a page and the place of the next report read these rows, and not
-- every report again. A row stands for all reports of one organisation that say the same.
CREATE TABLE incident_matters (
    incident_id BIGINT NOT NULL REFERENCES incidents (id),
    organisation_id BIGINT NOT NULL REFERENCES organisations (id),
    service TEXT NOT NULL,
    function TEXT NOT NULL,
    effect TEXT NOT NULL,
    safety_risk BOOLEAN NOT NULL,
    privacy_risk BOOLEAN NOT NULL,
    reports BIGINT NOT NULL,
    -- The first of them.
    report_id BIGINT NOT NULL REFERENCES reports (id),
    -- The unit and the workstation that every one of them names; empty where they differ or any names none.
    unit TEXT,
    workstation TEXT,
    first_occurred_at TIMESTAMP NOT NULL,
    last_occurred_at TIMESTAMP NOT NULL,
    first_received_at TIMESTAMP NOT NULL,
    last_received_at TIMESTAMP NOT NULL,
    PRIMARY KEY (incident_id, organisation_id, service, function, effect, safety_risk, privacy_risk)
);
CREATE INDEX incident_matters_by_service ON incident_matters (service, incident_id);
INSERT INTO incident_matters
SELECT incident_id, organisation_id, service, function, effect, safety_risk, privacy_risk, COUNT(*), MIN(id),
    CASE WHEN COUNT(*) = COUNT(unit) AND MIN(unit) = MAX(unit) THEN MIN(unit) END,
    CASE WHEN COUNT(*) = COUNT(workstation) AND MIN(workstation) = MAX(workstation) THEN MIN(workstation) END,
    MIN(occurred_at), MAX(occurred_at), MIN(received_at), MAX(received_at)
FROM reports WHERE incident_id IS NOT NULL
GROUP BY incident_id, organisation_id, service, function, effect, safety_risk, privacy_risk;

-- Announcements that explained any report of an incident, and own breaks whose overrun any of them showed.
CREATE TABLE incident_announcements (
    incident_id BIGINT NOT NULL REFERENCES incidents (id),
    announcement_id BIGINT NOT NULL REFERENCES announcements (id),
    PRIMARY KEY (incident_id, announcement_id)
);
INSERT INTO incident_announcements
SELECT DISTINCT r.incident_id, l.announcement_id
FROM report_announcements l JOIN reports r ON r.id = l.report_id WHERE r.incident_id IS NOT NULL;
CREATE TABLE incident_maintenances (
    incident_id BIGINT NOT NULL REFERENCES incidents (id),
    maintenance_id BIGINT NOT NULL REFERENCES maintenances (id),
    PRIMARY KEY (incident_id, maintenance_id)
);
INSERT INTO incident_maintenances
SELECT DISTINCT incident_id, maintenance_id FROM reports WHERE incident_id IS NOT NULL AND maintenance_id IS NOT NULL;

-- Lists go on after a report, by time and number.
DROP INDEX reports_by_incident;
CREATE INDEX reports_by_incident ON reports (incident_id, received_at, id);
DROP INDEX reports_by_desk;
CREATE INDEX reports_by_desk ON reports (desk_id, received_at, id);
CREATE INDEX reports_unplaced ON reports (desk_id, received_at, id)
    WHERE incident_id IS NULL AND maintenance_id IS NULL AND break_id IS NULL;
CREATE INDEX reports_unplaced_own ON reports (organisation_id, received_at, id)
    WHERE incident_id IS NULL AND maintenance_id IS NULL AND break_id IS NULL;
-- Reporters who are told how it goes on, and units that are counted for the form to Kela.
CREATE INDEX reports_to_answer ON reports (incident_id, received_at, id) WHERE reporter_email IS NOT NULL;
CREATE INDEX reports_by_unit ON reports (incident_id, unit) WHERE unit IS NOT NULL;
