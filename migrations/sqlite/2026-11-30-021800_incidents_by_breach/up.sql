-- When the data protection officers of an incident's organisations were woken for a breach.
ALTER TABLE incidents ADD COLUMN dpo_alerted_at TIMESTAMP;
