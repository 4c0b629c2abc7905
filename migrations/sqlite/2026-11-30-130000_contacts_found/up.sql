-- What the register is searched and sorted by. The database makes it out of the row, so that no way of writing one leaves it behind.
-- Letters are told apart as core/domain/src/finding.rs does; a test holds the three together. Why no extension: docs/adr/0028.
ALTER TABLE organisations ADD COLUMN found_by TEXT GENERATED ALWAYS AS (replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(lower(name || ' ' || slug || ' ' || business_id || ' ' || replace(business_id, '-', '') || ' ' || connection_point || ' ' || region || ' ' || operator || ' ' || vendor), 'å', 'a'), 'ä', 'a'), 'ö', 'o'), 'é', 'e'), 'ü', 'u'), 'æ', 'a'), 'ø', 'o'), 'š', 's'), 'ž', 'z'), 'Å', 'a'), 'Ä', 'a'), 'Ö', 'o'), 'É', 'e'), 'Ü', 'u'), 'Æ', 'a'), 'Ø', 'o'), 'Š', 's'), 'Ž', 'z')) VIRTUAL;
ALTER TABLE organisations ADD COLUMN sorted_by TEXT GENERATED ALWAYS AS (replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(lower(name), 'å', '{'), 'ä', '|'), 'ö', '}'), 'é', 'e'), 'ü', 'y'), 'æ', '|'), 'ø', '}'), 'š', 's'), 'ž', 'z'), 'Å', '{'), 'Ä', '|'), 'Ö', '}'), 'É', 'e'), 'Ü', 'y'), 'Æ', '|'), 'Ø', '}'), 'Š', 's'), 'Ž', 'z')) VIRTUAL;
ALTER TABLE contacts ADD COLUMN found_by TEXT GENERATED ALWAYS AS (replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(lower(name || ' ' || email || ' ' || coalesce(phone, '')), 'å', 'a'), 'ä', 'a'), 'ö', 'o'), 'é', 'e'), 'ü', 'u'), 'æ', 'a'), 'ø', 'o'), 'š', 's'), 'ž', 'z'), 'Å', 'a'), 'Ä', 'a'), 'Ö', 'o'), 'É', 'e'), 'Ü', 'u'), 'Æ', 'a'), 'Ø', 'o'), 'Š', 's'), 'Ž', 'z')) VIRTUAL;
ALTER TABLE contacts ADD COLUMN sorted_by TEXT GENERATED ALWAYS AS (replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(lower(name), 'å', '{'), 'ä', '|'), 'ö', '}'), 'é', 'e'), 'ü', 'y'), 'æ', '|'), 'ø', '}'), 'š', 's'), 'ž', 'z'), 'Å', '{'), 'Ä', '|'), 'Ö', '}'), 'É', 'e'), 'Ü', 'y'), 'Æ', '|'), 'Ø', '}'), 'Š', 's'), 'Ž', 'z')) VIRTUAL;

-- Every three signs that stand beside each other. What was written since stands in a plain table until it is indexed: a trigger that wrote
-- into a virtual table would read before it writes, and whoever writes from outside, with BEGIN alone, would be told that it is locked.
CREATE VIRTUAL TABLE organisations_found USING fts5 (found_by, columnsize = 0, tokenize = 'trigram');
INSERT INTO organisations_found (rowid, found_by) SELECT id, found_by FROM organisations;
CREATE TABLE organisations_unindexed (id INTEGER NOT NULL PRIMARY KEY);
CREATE TRIGGER organisations_found_new AFTER INSERT ON organisations BEGIN
    INSERT OR IGNORE INTO organisations_unindexed (id) VALUES (new.id);
END;
CREATE TRIGGER organisations_found_changed AFTER UPDATE OF name, slug, business_id, connection_point, region, operator, vendor ON organisations BEGIN
    INSERT OR IGNORE INTO organisations_unindexed (id) VALUES (new.id);
END;
CREATE VIRTUAL TABLE contacts_found USING fts5 (found_by, columnsize = 0, tokenize = 'trigram');
INSERT INTO contacts_found (rowid, found_by) SELECT id, found_by FROM contacts;
CREATE TABLE contacts_unindexed (id INTEGER NOT NULL PRIMARY KEY);
CREATE TRIGGER contacts_found_new AFTER INSERT ON contacts BEGIN
    INSERT OR IGNORE INTO contacts_unindexed (id) VALUES (new.id);
END;
CREATE TRIGGER contacts_found_changed AFTER UPDATE OF name, email, phone ON contacts BEGIN
    INSERT OR IGNORE INTO contacts_unindexed (id) VALUES (new.id);
END;
CREATE INDEX organisations_sorted ON organisations (sorted_by, id);
CREATE INDEX contacts_sorted ON contacts (sorted_by, id) WHERE removed_at IS NULL;
