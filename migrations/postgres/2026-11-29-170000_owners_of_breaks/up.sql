-- Whose desk planned a break or a series: whom it concerns may see it, and nobody else may move it or call it off.
ALTER TABLE maintenances ADD COLUMN desk_id BIGINT REFERENCES organisations (id);
ALTER TABLE break_series ADD COLUMN desk_id BIGINT REFERENCES organisations (id);

-- What concerns the organisations of one desk only was planned there; the rest was the host's.
UPDATE maintenances SET desk_id = COALESCE(
    (SELECT MIN(COALESCE(o.desk_id, o.id)) FROM maintenance_organisations b JOIN organisations o ON o.id = b.organisation_id
     WHERE b.maintenance_id = maintenances.id HAVING COUNT(DISTINCT COALESCE(o.desk_id, o.id)) = 1),
    (SELECT MIN(id) FROM organisations WHERE kind = 'host'));
UPDATE break_series SET desk_id = COALESCE(
    (SELECT MIN(COALESCE(o.desk_id, o.id)) FROM break_series_organisations b JOIN organisations o ON o.id = b.organisation_id
     WHERE b.series_id = break_series.id HAVING COUNT(DISTINCT COALESCE(o.desk_id, o.id)) = 1),
    (SELECT MIN(id) FROM organisations WHERE kind = 'host'));
