ALTER TABLE sessions DROP COLUMN provider;
DROP TABLE account_identities;
