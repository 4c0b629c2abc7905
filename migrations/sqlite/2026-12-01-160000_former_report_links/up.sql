-- Report links that were replaced, and until when they lead on: they hang on walls and lie in mails.
CREATE TABLE former_report_links (
    token_hash TEXT NOT NULL PRIMARY KEY,
    organisation_id BIGINT NOT NULL REFERENCES organisations (id),
    ends_at TIMESTAMP NOT NULL
);
