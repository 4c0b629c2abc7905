ALTER TABLE break_series DROP COLUMN impact_en;
ALTER TABLE break_series DROP COLUMN impact_sv;
ALTER TABLE maintenances DROP COLUMN impact_en;
ALTER TABLE maintenances DROP COLUMN impact_sv;
