DROP INDEX audit_by_action;
