-- Breaks of which something is still to be told are looked for at every turn of the clock.
CREATE INDEX maintenances_untold ON maintenances (starts_at) WHERE cancelled_at IS NULL AND end_told_at IS NULL;
