-- What the register is searched and sorted by. The database makes it out of the row, so that no way of writing one leaves it behind.
-- Letters are told apart as core/domain/src/finding.rs does; a test holds the three together. Why no extension: docs/adr/0028.
ALTER TABLE organisations ADD COLUMN found_by TEXT GENERATED ALWAYS AS (translate(name || ' ' || slug || ' ' || business_id || ' ' || replace(business_id, '-', '') || ' ' || connection_point || ' ' || region || ' ' || operator || ' ' || vendor, 'ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖÉÜÆØŠŽåäöéüæøšž', 'abcdefghijklmnopqrstuvwxyzaaoeuaoszaaoeuaosz')) STORED;
ALTER TABLE organisations ADD COLUMN sorted_by TEXT COLLATE "C" GENERATED ALWAYS AS (translate(name, 'ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖÉÜÆØŠŽåäöéüæøšž', 'abcdefghijklmnopqrstuvwxyz{|}ey|}sz{|}ey|}sz')) STORED;
ALTER TABLE contacts ADD COLUMN found_by TEXT GENERATED ALWAYS AS (translate(name || ' ' || email || ' ' || coalesce(phone, ''), 'ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖÉÜÆØŠŽåäöéüæøšž', 'abcdefghijklmnopqrstuvwxyzaaoeuaoszaaoeuaosz')) STORED;
ALTER TABLE contacts ADD COLUMN sorted_by TEXT COLLATE "C" GENERATED ALWAYS AS (translate(name, 'ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖÉÜÆØŠŽåäöéüæøšž', 'abcdefghijklmnopqrstuvwxyz{|}ey|}sz{|}ey|}sz')) STORED;

-- Every three signs that stand beside each other.
CREATE FUNCTION register_trigrams(said TEXT) RETURNS TEXT[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
$$ SELECT coalesce(array_agg(DISTINCT substr(said, place, 3)), '{}') FROM generate_series(1, length(said) - 2) AS place $$;
CREATE INDEX organisations_found ON organisations USING gin (register_trigrams(found_by));
CREATE INDEX contacts_found ON contacts USING gin (register_trigrams(found_by));
CREATE INDEX organisations_sorted ON organisations (sorted_by, id);
CREATE INDEX contacts_sorted ON contacts (sorted_by, id) WHERE removed_at IS NULL;
