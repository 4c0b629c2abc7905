-- Does a break stand on the page of everybody, too? Those of before stood on the pages of whom they concern alone.
ALTER TABLE maintenances ADD COLUMN for_everybody BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE break_series ADD COLUMN for_everybody BOOLEAN NOT NULL DEFAULT FALSE;
