DROP INDEX timeline_but_reports;
