-- Does an organisation's own view ask for a sign-in?
ALTER TABLE organisations ADD COLUMN page_closed BOOLEAN NOT NULL DEFAULT 0;

-- What was learnt from an incident that is over, a text per language.
CREATE TABLE reviews (
    incident_id BIGINT NOT NULL REFERENCES incidents (id),
    language TEXT NOT NULL,
    text TEXT NOT NULL,
    written_at TIMESTAMP NOT NULL,
    PRIMARY KEY (incident_id, language)
);

-- When a source could not be read, so that the history does not call those hours well.
CREATE TABLE source_gaps (
    source TEXT NOT NULL,
    began_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP,
    PRIMARY KEY (source, began_at)
);
