-- For whose incidents alone it counts, until a host confirms it; NULL: for everybody's. And when it was taken back as never said.
ALTER TABLE announcements ADD COLUMN desk_id BIGINT REFERENCES organisations (id);
ALTER TABLE announcements ADD COLUMN retracted_at TIMESTAMP;
ALTER TABLE probes ADD COLUMN desk_id BIGINT REFERENCES organisations (id);
