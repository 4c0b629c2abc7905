-- What says who a person is goes when its time is over (GDPR 5(1)(e)); an incident that is held keeps all of it.
ALTER TABLE incidents ADD COLUMN held_at TIMESTAMP;
ALTER TABLE messages ADD COLUMN recipients_forgotten_at TIMESTAMP;
CREATE INDEX messages_with_recipients ON messages (written_at) WHERE recipients_forgotten_at IS NULL;
CREATE INDEX reports_with_reporters ON reports (received_at)
    WHERE reporter IS NOT NULL OR reporter_email IS NOT NULL OR callback IS NOT NULL OR follow_token IS NOT NULL;
