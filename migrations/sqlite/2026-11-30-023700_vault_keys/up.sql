-- The keys of the vault that this database has met, each with a value that only the key opens: a process with other keys is
-- turned away at its start, before it seals what nobody else opens.
CREATE TABLE vault_keys (
    id TEXT PRIMARY KEY NOT NULL,
    proof TEXT NOT NULL,
    met_at TIMESTAMP NOT NULL
);
