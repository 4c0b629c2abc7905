ALTER TABLE escalations DROP COLUMN promised_at;
ALTER TABLE escalations DROP COLUMN ticket;
ALTER TABLE escalations DROP COLUMN answer;
ALTER TABLE escalations DROP COLUMN answered_at;
