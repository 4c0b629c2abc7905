DROP INDEX reports_elsewhere;
