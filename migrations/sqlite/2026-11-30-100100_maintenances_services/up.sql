-- The services that a break names beside its first one: ids of the catalogue with a space between.
ALTER TABLE maintenances ADD COLUMN further_services TEXT NOT NULL DEFAULT '';
ALTER TABLE break_series ADD COLUMN further_services TEXT NOT NULL DEFAULT '';
