-- What a source said of an announcement, each time that it said something else: nothing that readers saw is lost when it is
-- corrected or moved. `services` holds the catalogue's ids, sorted, with a space between.
CREATE TABLE announcement_changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    announcement_id BIGINT NOT NULL REFERENCES announcements (id),
    at TIMESTAMP NOT NULL,
    title TEXT NOT NULL,
    effect TEXT NOT NULL,
    services TEXT NOT NULL,
    starts_at TIMESTAMP,
    ends_at TIMESTAMP,
    resolved_at TIMESTAMP
);
CREATE INDEX announcement_changes_by_announcement ON announcement_changes (announcement_id, id);
