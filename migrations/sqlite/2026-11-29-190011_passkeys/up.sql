-- Keys of devices that sign for this site alone (W3C Web Authentication). A credential is public: key, counter, flags.
CREATE TABLE passkeys (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    credential_id TEXT NOT NULL UNIQUE,
    browser TEXT NOT NULL,
    credential TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    last_used_at TIMESTAMP
);
CREATE INDEX passkeys_by_account ON passkeys (account_id);
-- A question is answered once: those that were, until they would not be good any more.
CREATE TABLE answered_questions (
    question_hash TEXT PRIMARY KEY NOT NULL,
    good_until TIMESTAMP NOT NULL
);
