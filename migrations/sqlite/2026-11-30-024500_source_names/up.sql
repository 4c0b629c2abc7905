-- How a source is called here, by its name in small letters with single spaces: one look-up for each notice, however many there are.
-- It fills itself as names are heard.
CREATE TABLE source_names (
    folded TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL
);
