-- Wrong passwords by what was tried and from where, in place of one counter an account that any stranger could fill.
-- subject: SHA-256 of the e-mail that was typed, or empty for the address alone; source: a known browser, a network address, or
-- every stranger together.
CREATE TABLE password_tries (
    subject TEXT NOT NULL,
    source TEXT NOT NULL,
    failures INTEGER NOT NULL,
    locked_until TIMESTAMP,
    last_at TIMESTAMP NOT NULL,
    PRIMARY KEY (subject, source)
);
CREATE INDEX password_tries_by_last_at ON password_tries (last_at);
ALTER TABLE accounts DROP COLUMN failed_attempts;
ALTER TABLE accounts DROP COLUMN locked_until;
