DROP INDEX reports_by_account;
