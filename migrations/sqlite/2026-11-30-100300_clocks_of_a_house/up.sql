-- Whose answer and whose clock it is, where a house answers for its own in an incident of another desk; NULL: the desk's.
ALTER TABLE answers ADD COLUMN organisation_id BIGINT REFERENCES organisations (id);
ALTER TABLE clocks ADD COLUMN organisation_id BIGINT REFERENCES organisations (id);
