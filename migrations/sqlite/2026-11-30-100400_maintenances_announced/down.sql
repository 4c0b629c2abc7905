DROP INDEX maintenances_by_announcement;
ALTER TABLE maintenances DROP COLUMN announcement_id;
