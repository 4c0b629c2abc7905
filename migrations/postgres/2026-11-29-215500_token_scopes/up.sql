-- What a program may do with its token, until when, and when it last did. Those before this step go on as they were.
ALTER TABLE api_tokens ADD COLUMN scopes TEXT NOT NULL DEFAULT 'report read evidence';
ALTER TABLE api_tokens ADD COLUMN expires_at TIMESTAMP;
ALTER TABLE api_tokens ADD COLUMN last_used_at TIMESTAMP;
