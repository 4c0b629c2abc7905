-- Breaks that come again, and what a moved or cancelled break was before: the public page and the calendar say both.

CREATE TABLE break_series (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    external_id TEXT NOT NULL UNIQUE,
    service TEXT NOT NULL,
    impact TEXT NOT NULL,
    rule TEXT NOT NULL,
    starts_at TIMESTAMP NOT NULL,
    lasts_minutes BIGINT NOT NULL,
    next_at TIMESTAMP,
    planned_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP
);
CREATE INDEX break_series_by_next ON break_series (next_at);

CREATE TABLE break_series_organisations (
    series_id BIGINT NOT NULL REFERENCES break_series (id),
    organisation_id BIGINT NOT NULL REFERENCES organisations (id),
    PRIMARY KEY (series_id, organisation_id)
);

ALTER TABLE maintenances ADD COLUMN series_id BIGINT REFERENCES break_series (id);
ALTER TABLE maintenances ADD COLUMN advance_told_at TIMESTAMP;
ALTER TABLE maintenances ADD COLUMN was_starts_at TIMESTAMP;
ALTER TABLE maintenances ADD COLUMN was_ends_at TIMESTAMP;
ALTER TABLE maintenances ADD COLUMN changed_at TIMESTAMP;
UPDATE maintenances SET advance_told_at = announced_at;
CREATE INDEX maintenances_by_series ON maintenances (series_id);

ALTER TABLE announcements ADD COLUMN was_starts_at TIMESTAMP;
ALTER TABLE announcements ADD COLUMN was_ends_at TIMESTAMP;
ALTER TABLE announcements ADD COLUMN changed_at TIMESTAMP;
ALTER TABLE announcements ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0;
