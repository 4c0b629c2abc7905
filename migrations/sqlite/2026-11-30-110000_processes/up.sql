-- The processes of an installation, and when each was last at work. Who ends takes its row along; who is killed leaves it.
CREATE TABLE processes (
    id TEXT NOT NULL PRIMARY KEY,
    role TEXT NOT NULL,
    machine TEXT NOT NULL,
    version TEXT NOT NULL,
    started_at TIMESTAMP NOT NULL,
    seen_at TIMESTAMP NOT NULL,
    -- The last turn of the slowest of its loops; none: it has none.
    turned_at TIMESTAMP,
    -- How much of the disk under its folder is used, in percent; none: it cannot be told.
    disk_used BIGINT
);
