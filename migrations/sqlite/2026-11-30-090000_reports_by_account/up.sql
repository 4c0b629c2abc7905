-- What somebody signed in told, for her own list: few of all.
CREATE INDEX reports_by_account ON reports (entered_by, id) WHERE entered_by IS NOT NULL;
