ALTER TABLE break_series DROP COLUMN further_services;
ALTER TABLE maintenances DROP COLUMN further_services;
