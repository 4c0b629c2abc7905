-- A new e-mail counts when the link that went to it is used: until then it waits here.
CREATE TABLE email_changes (
    account_id BIGINT PRIMARY KEY NOT NULL REFERENCES accounts (id),
    email TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    expires_at TIMESTAMP NOT NULL
);
