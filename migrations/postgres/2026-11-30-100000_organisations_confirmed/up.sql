-- Has a host said that it is who it says? Those of before were made by hosts, or are known to theirs by now.
ALTER TABLE organisations ADD COLUMN confirmed BOOLEAN NOT NULL DEFAULT TRUE;
