-- Who exists -------------------------------------------------------------------------------------------------------

CREATE TABLE organisations (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    business_id TEXT NOT NULL,
    region TEXT NOT NULL,
    operator TEXT NOT NULL,
    vendor TEXT NOT NULL,
    connection_point TEXT NOT NULL,
    broker_id BIGINT REFERENCES organisations (id),
    desk_id BIGINT REFERENCES organisations (id),
    helpdesk_publishes BOOLEAN NOT NULL,
    report_token_hash TEXT UNIQUE,
    contact_line TEXT NOT NULL,
    duty_contacts TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX organisations_by_desk ON organisations (desk_id);
CREATE INDEX organisations_by_operator ON organisations (operator);

CREATE TABLE organisation_services (
    organisation_id BIGINT NOT NULL REFERENCES organisations (id),
    service TEXT NOT NULL,
    PRIMARY KEY (organisation_id, service)
);
CREATE INDEX organisation_services_by_service ON organisation_services (service, organisation_id);

-- Vendors, operators, brokers as those who are asked for help; addresses are data with validity (design, decision 15).
CREATE TABLE partners (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    name TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL,
    phone TEXT NOT NULL,
    language TEXT NOT NULL,
    answer_minutes INTEGER NOT NULL
);

CREATE TABLE contacts (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    organisation_id BIGINT NOT NULL REFERENCES organisations (id),
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    phone TEXT,
    takes_sms BOOLEAN NOT NULL,
    language TEXT NOT NULL,
    removed_at TIMESTAMP
);
CREATE INDEX contacts_by_organisation ON contacts (organisation_id);

CREATE TABLE contact_roles (
    contact_id BIGINT NOT NULL REFERENCES contacts (id),
    role TEXT NOT NULL,
    PRIMARY KEY (contact_id, role)
);
CREATE INDEX contact_roles_by_role ON contact_roles (role, contact_id);

CREATE TABLE absences (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    contact_id BIGINT NOT NULL REFERENCES contacts (id),
    starts_at TIMESTAMP NOT NULL,
    ends_at TIMESTAMP NOT NULL,
    substitute_id BIGINT REFERENCES contacts (id)
);
CREATE INDEX absences_by_end ON absences (ends_at);

-- Who signs in -----------------------------------------------------------------------------------------------------

CREATE TABLE accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    organisation_id BIGINT NOT NULL REFERENCES organisations (id),
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    password_hash TEXT,
    failed_attempts INTEGER NOT NULL,
    locked_until TIMESTAMP,
    deactivated_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE account_roles (
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    role TEXT NOT NULL,
    PRIMARY KEY (account_id, role)
);

CREATE TABLE one_time_links (
    token_hash TEXT PRIMARY KEY NOT NULL,
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    purpose TEXT NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP
);

CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY NOT NULL,
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    csrf_token TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    last_seen_at TIMESTAMP NOT NULL
);
CREATE INDEX sessions_by_last_seen ON sessions (last_seen_at);

CREATE TABLE api_tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    organisation_id BIGINT NOT NULL REFERENCES organisations (id),
    name TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    created_at TIMESTAMP NOT NULL,
    revoked_at TIMESTAMP
);

-- Evidence ---------------------------------------------------------------------------------------------------------

CREATE TABLE sources (
    name TEXT PRIMARY KEY NOT NULL,
    reachable BOOLEAN NOT NULL,
    changed_at TIMESTAMP NOT NULL
);

CREATE TABLE announcements (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    source TEXT NOT NULL,
    external_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    effect TEXT NOT NULL,
    starts_at TIMESTAMP,
    ends_at TIMESTAMP,
    announced_at TIMESTAMP NOT NULL,
    resolved_at TIMESTAMP,
    UNIQUE (source, external_id)
);
CREATE INDEX announcements_live ON announcements (resolved_at, ends_at);

CREATE TABLE announcement_services (
    announcement_id BIGINT NOT NULL REFERENCES announcements (id),
    service TEXT NOT NULL,
    PRIMARY KEY (announcement_id, service)
);

CREATE TABLE maintenances (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    external_id TEXT NOT NULL UNIQUE,
    service TEXT NOT NULL,
    impact TEXT NOT NULL,
    starts_at TIMESTAMP NOT NULL,
    ends_at TIMESTAMP NOT NULL,
    announced_at TIMESTAMP NOT NULL,
    start_told_at TIMESTAMP,
    end_told_at TIMESTAMP,
    cancelled_at TIMESTAMP,
    sequence INTEGER NOT NULL
);
CREATE INDEX maintenances_by_end ON maintenances (ends_at);

CREATE TABLE maintenance_organisations (
    maintenance_id BIGINT NOT NULL REFERENCES maintenances (id),
    organisation_id BIGINT NOT NULL REFERENCES organisations (id),
    PRIMARY KEY (maintenance_id, organisation_id)
);

CREATE TABLE probes (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    at TIMESTAMP NOT NULL,
    layer TEXT NOT NULL,
    result TEXT NOT NULL,
    organisation_id BIGINT REFERENCES organisations (id),
    service TEXT
);
CREATE INDEX probes_by_organisation ON probes (organisation_id, at);
CREATE INDEX probes_by_layer ON probes (layer, at);

-- Incidents and reports --------------------------------------------------------------------------------------------

CREATE TABLE counters (
    name TEXT PRIMARY KEY NOT NULL,
    value BIGINT NOT NULL
);

CREATE TABLE incidents (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    reference TEXT NOT NULL UNIQUE,
    desk_id BIGINT NOT NULL REFERENCES organisations (id),
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    opened_at TIMESTAMP NOT NULL,
    newest_report_at TIMESTAMP NOT NULL,
    merged_into BIGINT REFERENCES incidents (id),
    decided_origin TEXT,
    decided_effect TEXT,
    decided_extent TEXT,
    decided_criticality TEXT,
    decided_reason TEXT,
    decided_at TIMESTAMP,
    audience_named BOOLEAN NOT NULL,
    first_bulletin_at TIMESTAMP,
    next_update_at TIMESTAMP,
    alarmed_at TIMESTAMP,
    duty_alerted_at TIMESTAMP,
    form_accepted_at TIMESTAMP,
    call_reached_at TIMESTAMP,
    ended_at TIMESTAMP,
    cause TEXT,
    resolved_at TIMESTAMP,
    closed_at TIMESTAMP
);
CREATE INDEX incidents_by_state ON incidents (state, desk_id);
CREATE INDEX incidents_by_next_update ON incidents (next_update_at);

-- Organisations that a bulletin's writer named as its audience, and systems said to be hit as a whole.
CREATE TABLE incident_organisations (
    incident_id BIGINT NOT NULL REFERENCES incidents (id),
    organisation_id BIGINT NOT NULL REFERENCES organisations (id),
    PRIMARY KEY (incident_id, organisation_id)
);
CREATE TABLE incident_services (
    incident_id BIGINT NOT NULL REFERENCES incidents (id),
    service TEXT NOT NULL,
    named BOOLEAN NOT NULL,
    PRIMARY KEY (incident_id, service)
);

CREATE TABLE reports (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    reference TEXT NOT NULL UNIQUE,
    organisation_id BIGINT NOT NULL REFERENCES organisations (id),
    desk_id BIGINT NOT NULL REFERENCES organisations (id),
    incident_id BIGINT REFERENCES incidents (id),
    maintenance_id BIGINT REFERENCES maintenances (id),
    break_id BIGINT REFERENCES announcements (id),
    service TEXT NOT NULL,
    function TEXT NOT NULL,
    effect TEXT NOT NULL,
    description TEXT NOT NULL,
    unit TEXT,
    workstation TEXT,
    application TEXT,
    error_text TEXT,
    occurred_at TIMESTAMP NOT NULL,
    received_at TIMESTAMP NOT NULL,
    reporter TEXT,
    reporter_email TEXT,
    callback TEXT,
    language TEXT NOT NULL,
    entered_by BIGINT REFERENCES accounts (id),
    safety_risk BOOLEAN NOT NULL,
    privacy_risk BOOLEAN NOT NULL,
    follow_token TEXT UNIQUE
);
CREATE INDEX reports_by_incident ON reports (incident_id, received_at);
CREATE INDEX reports_by_organisation ON reports (organisation_id, received_at);
CREATE INDEX reports_by_desk ON reports (desk_id, received_at);

-- Which announcement explained a report, and since when; never deleted.
CREATE TABLE report_announcements (
    report_id BIGINT NOT NULL REFERENCES reports (id),
    announcement_id BIGINT NOT NULL REFERENCES announcements (id),
    linked_at TIMESTAMP NOT NULL,
    PRIMARY KEY (report_id, announcement_id)
);

CREATE TABLE patient_references (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    report_id BIGINT NOT NULL REFERENCES reports (id),
    key_id TEXT NOT NULL,
    nonce BLOB NOT NULL,
    ciphertext BLOB NOT NULL
);
CREATE INDEX patient_references_by_report ON patient_references (report_id);

CREATE TABLE drafts (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    organisation_id BIGINT NOT NULL REFERENCES organisations (id),
    key_id TEXT NOT NULL,
    nonce BLOB NOT NULL,
    ciphertext BLOB NOT NULL,
    updated_at TIMESTAMP NOT NULL
);

CREATE TABLE screenshots (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    draft_id BIGINT REFERENCES drafts (id),
    report_id BIGINT REFERENCES reports (id),
    content_key TEXT NOT NULL,
    media_type TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    no_personal_data BOOLEAN NOT NULL
);
CREATE INDEX screenshots_by_report ON screenshots (report_id);
CREATE INDEX screenshots_by_draft ON screenshots (draft_id);

CREATE TABLE timeline (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    incident_id BIGINT NOT NULL REFERENCES incidents (id),
    at TIMESTAMP NOT NULL,
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX timeline_by_incident ON timeline (incident_id, id);

CREATE TABLE decisions (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    incident_id BIGINT NOT NULL REFERENCES incidents (id),
    at TIMESTAMP NOT NULL,
    actor TEXT NOT NULL,
    proposed_origin TEXT NOT NULL,
    proposed_confidence TEXT NOT NULL,
    decided_origin TEXT NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX decisions_by_incident ON decisions (incident_id);

CREATE TABLE tasks (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    incident_id BIGINT NOT NULL REFERENCES incidents (id),
    name TEXT NOT NULL,
    contact_id BIGINT REFERENCES contacts (id),
    channel TEXT,
    opened_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP,
    ended_by TEXT
);
CREATE INDEX tasks_by_incident ON tasks (incident_id, ended_at);

CREATE TABLE answers (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    incident_id BIGINT NOT NULL REFERENCES incidents (id),
    question TEXT NOT NULL,
    value TEXT NOT NULL,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    at TIMESTAMP NOT NULL
);
CREATE INDEX answers_by_incident ON answers (incident_id);

CREATE TABLE calls (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    incident_id BIGINT NOT NULL REFERENCES incidents (id),
    target TEXT NOT NULL,
    outcome TEXT NOT NULL,
    called_by TEXT NOT NULL,
    note TEXT NOT NULL,
    at TIMESTAMP NOT NULL
);
CREATE INDEX calls_by_incident ON calls (incident_id);

CREATE TABLE escalations (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    incident_id BIGINT NOT NULL REFERENCES incidents (id),
    target TEXT NOT NULL,
    partner TEXT NOT NULL,
    message_id BIGINT,
    expected_by TIMESTAMP,
    form TEXT,
    actor TEXT NOT NULL,
    at TIMESTAMP NOT NULL
);
CREATE INDEX escalations_by_incident ON escalations (incident_id);

CREATE TABLE clocks (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    incident_id BIGINT NOT NULL REFERENCES incidents (id),
    kind TEXT NOT NULL,
    started_at TIMESTAMP NOT NULL,
    due_at TIMESTAMP NOT NULL,
    warned_at TIMESTAMP,
    ended_at TIMESTAMP,
    outcome TEXT,
    reason TEXT,
    ended_by TEXT
);
CREATE INDEX clocks_by_incident ON clocks (incident_id);
CREATE INDEX clocks_running ON clocks (ended_at, due_at);

-- What is said, and to whom ----------------------------------------------------------------------------------------

CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    kind TEXT NOT NULL,
    series TEXT NOT NULL,
    incident_id BIGINT REFERENCES incidents (id),
    maintenance_id BIGINT REFERENCES maintenances (id),
    report_id BIGINT REFERENCES reports (id),
    sequence INTEGER NOT NULL,
    facts TEXT NOT NULL,
    written_at TIMESTAMP NOT NULL,
    actor TEXT NOT NULL
);
CREATE INDEX messages_by_incident ON messages (incident_id, id);
CREATE INDEX messages_by_maintenance ON messages (maintenance_id, id);

CREATE TABLE message_texts (
    message_id BIGINT NOT NULL REFERENCES messages (id),
    language TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    html TEXT,
    sms TEXT,
    page TEXT NOT NULL,
    citizen TEXT NOT NULL,
    PRIMARY KEY (message_id, language)
);

CREATE TABLE attachments (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    message_id BIGINT NOT NULL REFERENCES messages (id),
    file_name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    content BLOB NOT NULL
);
CREATE INDEX attachments_by_message ON attachments (message_id);

CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    message_id BIGINT NOT NULL REFERENCES messages (id),
    contact_id BIGINT REFERENCES contacts (id),
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    language TEXT NOT NULL,
    kind TEXT NOT NULL,
    series TEXT NOT NULL,
    incident_id BIGINT REFERENCES incidents (id),
    maintenance_id BIGINT REFERENCES maintenances (id),
    reason TEXT NOT NULL,
    priority INTEGER NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    due_at TIMESTAMP NOT NULL,
    leased_by TEXT,
    leased_until TIMESTAMP,
    provider_ref TEXT,
    last_detail TEXT,
    settled_at TIMESTAMP
);
CREATE UNIQUE INDEX deliveries_once ON deliveries (message_id, channel, contact_id);
CREATE INDEX deliveries_claim ON deliveries (state, channel, priority, due_at, id);
CREATE INDEX deliveries_by_contact ON deliveries (contact_id, id);
CREATE INDEX deliveries_by_incident ON deliveries (incident_id, series, state);
CREATE INDEX deliveries_by_maintenance ON deliveries (maintenance_id, state);

CREATE TABLE delivery_attempts (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    delivery_id BIGINT NOT NULL REFERENCES deliveries (id),
    at TIMESTAMP NOT NULL,
    outcome TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX delivery_attempts_by_delivery ON delivery_attempts (delivery_id);

CREATE TABLE leases (
    name TEXT PRIMARY KEY NOT NULL,
    holder TEXT NOT NULL,
    until TIMESTAMP NOT NULL
);

-- Bumped by every write that the public page shows, so that every server knows when its snapshot is old.
CREATE TABLE page_revision (
    id INTEGER PRIMARY KEY NOT NULL,
    revision BIGINT NOT NULL
);
INSERT INTO page_revision (id, revision) VALUES (1, 1);

-- Audit ------------------------------------------------------------------------------------------------------------

CREATE TABLE audit (
    id BIGINT PRIMARY KEY NOT NULL,
    at TIMESTAMP NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
);

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN
    SELECT RAISE(ABORT, 'append-only: UPDATE is refused on audit');
END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN
    SELECT RAISE(ABORT, 'append-only: DELETE is refused on audit');
END;
CREATE TRIGGER timeline_no_update BEFORE UPDATE ON timeline BEGIN
    SELECT RAISE(ABORT, 'append-only: UPDATE is refused on timeline');
END;
CREATE TRIGGER timeline_no_delete BEFORE DELETE ON timeline BEGIN
    SELECT RAISE(ABORT, 'append-only: DELETE is refused on timeline');
END;
