-- Whether unusually many are turned away is asked every minute.
CREATE INDEX audit_by_action ON audit (action, at);
