-- An authenticator's secret is sealed under the vault's keys; last_step is the last half minute whose code was taken.
CREATE TABLE totp_secrets (
    account_id BIGINT PRIMARY KEY NOT NULL REFERENCES accounts (id),
    sealed TEXT NOT NULL,
    last_step BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE TABLE recovery_codes (
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    code_hash TEXT NOT NULL,
    used_at TIMESTAMP,
    PRIMARY KEY (account_id, code_hash)
);
