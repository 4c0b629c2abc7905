-- Nobody writes or reads what citizens were told: it stands in `page`. The version before this one still does, and may run beside it;
-- the column goes with the version after.
ALTER TABLE message_texts DROP COLUMN citizen;
ALTER TABLE message_texts ADD COLUMN citizen TEXT NOT NULL DEFAULT '';
