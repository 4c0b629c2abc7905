-- What a vendor, an operator or Kela answered to an escalation: the newest answer ends the waiting for it. `promised_at` is when they
-- said that it will be mended.
ALTER TABLE escalations ADD COLUMN answered_at TIMESTAMP;
ALTER TABLE escalations ADD COLUMN answer TEXT;
ALTER TABLE escalations ADD COLUMN ticket TEXT;
ALTER TABLE escalations ADD COLUMN promised_at TIMESTAMP;
