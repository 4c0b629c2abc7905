-- What comes back from telephones, why a text message did not arrive, and test messages by each route.

-- Why it failed, in the gateway's last word: a telephone that was off is not a wrong number.
ALTER TABLE deliveries ADD COLUMN cause TEXT;
-- Whose answer is it? The newest text message to the number says.
CREATE INDEX deliveries_by_number ON deliveries (address, id) WHERE channel = 'sms';

CREATE TABLE replies (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    received_at TIMESTAMP NOT NULL,
    route TEXT NOT NULL,
    -- The gateway's own id: a call that comes again is known by it.
    reference TEXT,
    sender TEXT NOT NULL,
    recipient TEXT NOT NULL,
    text TEXT NOT NULL,
    meaning TEXT NOT NULL,
    delivery_id BIGINT REFERENCES deliveries (id),
    desk_id BIGINT REFERENCES organisations (id),
    handled_at TIMESTAMP,
    handled_by TEXT
);
CREATE UNIQUE INDEX replies_once ON replies (route, reference);
CREATE INDEX replies_by_desk ON replies (desk_id, id);

-- A message that an administrator sends by a route to see whether it works.
CREATE TABLE route_tests (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    route TEXT NOT NULL,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    language TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_at TIMESTAMP NOT NULL,
    taken_at TIMESTAMP,
    settled_at TIMESTAMP,
    outcome TEXT,
    detail TEXT
);
