-- A report that the desk put aside: rejected as no fault, or closed without an incident. When, how, by whom and why.
ALTER TABLE reports ADD COLUMN ended_at TIMESTAMP;
ALTER TABLE reports ADD COLUMN ended_as TEXT;
ALTER TABLE reports ADD COLUMN ended_by TEXT;
ALTER TABLE reports ADD COLUMN end_reason TEXT;
