-- What came back of a test message after the gateway had taken it.
ALTER TABLE route_tests ADD COLUMN receipt TEXT;
ALTER TABLE route_tests ADD COLUMN receipt_at TIMESTAMP;
