-- What becomes of a delivery under real gateways: outcomes that are not known, whose trouble a refusal is, by which route.

-- Answered offers, whoever was to blame; attempts counts only those that were the recipient's own.
ALTER TABLE deliveries ADD COLUMN offers INTEGER NOT NULL DEFAULT 0;
-- Since when this recipient is refused; others that were served since tell whose trouble it is.
ALTER TABLE deliveries ADD COLUMN troubled_at TIMESTAMP;
-- How many offers were not answered, and may have been taken or not.
ALTER TABLE deliveries ADD COLUMN repeats INTEGER NOT NULL DEFAULT 0;
-- When an offer whose outcome is not known is made once more; empty: never.
ALTER TABLE deliveries ADD COLUMN repeat_at TIMESTAMP;
-- By which route it was offered last.
ALTER TABLE deliveries ADD COLUMN route TEXT;
-- When its recipient said that she has read it.
ALTER TABLE deliveries ADD COLUMN read_at TIMESTAMP;
ALTER TABLE delivery_attempts ADD COLUMN route TEXT;

-- What waits, in the order in which it leaves; what has left is in no index of the outbox any more.
DROP INDEX deliveries_claim;
CREATE INDEX deliveries_waiting ON deliveries (channel, priority, id) WHERE state = 'queued';
CREATE INDEX deliveries_held ON deliveries (channel, address) WHERE leased_by IS NOT NULL;
CREATE INDEX deliveries_to_repeat ON deliveries (repeat_at) WHERE repeat_at IS NOT NULL;
CREATE INDEX tasks_to_mend ON tasks (contact_id, channel) WHERE ended_at IS NULL AND contact_id IS NOT NULL;

-- How each worker finds each route: what the desk, /readyz and /metrics say of the gateways.
CREATE TABLE route_states (
    route TEXT NOT NULL,
    worker TEXT NOT NULL,
    channel TEXT NOT NULL,
    state TEXT NOT NULL,
    blame TEXT,
    reply TEXT,
    since TIMESTAMP NOT NULL,
    opens_at TIMESTAMP,
    last_taken_at TIMESTAMP,
    alarmed_at TIMESTAMP,
    seen_at TIMESTAMP NOT NULL,
    PRIMARY KEY (route, worker)
);
