ALTER TABLE probes DROP COLUMN desk_id;
ALTER TABLE announcements DROP COLUMN retracted_at;
ALTER TABLE announcements DROP COLUMN desk_id;
