ALTER TABLE reports DROP COLUMN effect_assumed;
