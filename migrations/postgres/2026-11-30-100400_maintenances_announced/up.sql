-- The break of others that is told by this one: pages and evidence have it as an announcement.
ALTER TABLE maintenances ADD COLUMN announcement_id BIGINT REFERENCES announcements (id);
CREATE INDEX maintenances_by_announcement ON maintenances (announcement_id);
