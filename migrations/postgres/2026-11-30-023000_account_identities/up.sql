-- What accounts are called by providers of OpenID Connect (Core 1.0, 5.7: issuer and subject, and nothing else, name a person).
CREATE TABLE account_identities (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    managed BOOLEAN NOT NULL,
    linked_at TIMESTAMP NOT NULL,
    last_used_at TIMESTAMP,
    PRIMARY KEY (issuer, subject)
);
CREATE UNIQUE INDEX account_identities_by_account ON account_identities (account_id, issuer);
-- By which provider of the settings a session came, so that one can sign out there too.
ALTER TABLE sessions ADD COLUMN provider TEXT;
