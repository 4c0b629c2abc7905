-- Brokers are few among many, and asked for with every report.
CREATE INDEX organisations_by_kind ON organisations (kind, id);
