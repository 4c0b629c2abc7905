-- What each worker sent by a route that may carry only so much, minute by minute: a restart begins no day anew, and workers
-- share the day.
CREATE TABLE departures (
    minute TIMESTAMP NOT NULL,
    route TEXT NOT NULL,
    worker TEXT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (minute, route, worker)
);
