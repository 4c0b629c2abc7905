-- What a program was answered, so that the same request with the same key is answered alike and done once. The key is kept as a
-- hash: a program may put anything into it.
CREATE TABLE idempotency_keys (
    organisation_id BIGINT NOT NULL REFERENCES organisations (id),
    key_hash TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    answer TEXT NOT NULL,
    answered_at TIMESTAMP NOT NULL,
    PRIMARY KEY (organisation_id, key_hash)
);
CREATE INDEX idempotency_keys_by_answered_at ON idempotency_keys (answered_at);
