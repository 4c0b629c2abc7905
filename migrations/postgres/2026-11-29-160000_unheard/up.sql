-- When the duty list was told that a message reached nobody.
ALTER TABLE messages ADD COLUMN unheard_at TIMESTAMP;
