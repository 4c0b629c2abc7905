ALTER TABLE incidents DROP COLUMN dpo_alerted_at;
