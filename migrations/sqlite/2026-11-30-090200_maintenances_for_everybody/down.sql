ALTER TABLE break_series DROP COLUMN for_everybody;
ALTER TABLE maintenances DROP COLUMN for_everybody;
