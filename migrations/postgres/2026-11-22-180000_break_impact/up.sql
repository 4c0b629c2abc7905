-- What a break does is told in the language of who is told, like every other bulletin. Empty: only Finnish was written.

ALTER TABLE maintenances ADD COLUMN impact_sv TEXT NOT NULL DEFAULT '';
ALTER TABLE maintenances ADD COLUMN impact_en TEXT NOT NULL DEFAULT '';
ALTER TABLE break_series ADD COLUMN impact_sv TEXT NOT NULL DEFAULT '';
ALTER TABLE break_series ADD COLUMN impact_en TEXT NOT NULL DEFAULT '';
