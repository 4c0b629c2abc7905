-- Guided checks that were made on an incident (source 001, chapter 7), each once.
CREATE TABLE guided_checks (
    incident_id BIGINT NOT NULL REFERENCES incidents (id),
    name TEXT NOT NULL,
    at TIMESTAMP NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (incident_id, name)
);

-- The duty to Kela that was proposed and the one that the decision led to, so that agreement is counted by duty too.
ALTER TABLE decisions ADD COLUMN proposed_report TEXT;
ALTER TABLE decisions ADD COLUMN decided_report TEXT;

-- What a task says beside its name when it opens, and the account that ended it.
ALTER TABLE tasks ADD COLUMN note TEXT;
ALTER TABLE tasks ADD COLUMN proof TEXT;
