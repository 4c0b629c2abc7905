ALTER TABLE maintenances DROP COLUMN desk_id;
ALTER TABLE break_series DROP COLUMN desk_id;
