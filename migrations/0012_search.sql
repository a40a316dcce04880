-- Search of people, and the lists of the API.
--
-- derived_search_key holds what somebody may type to find a person: each word of a name, the date of birth, phone
-- numbers (whole, last seven and last four digits) and identifiers, folded and without punctuation. Triggers fill it, so
-- that every way in which a record changes keeps it current. `source_id` is the participant, phone or identifier that a
-- key came from. Tables whose names begin with derived_ follow from others and are not backed up.

CREATE TABLE derived_search_key (
    key plain_text NOT NULL,
    participant_id plain_text NOT NULL,
    source_id plain_text NOT NULL,
    PRIMARY KEY (key, participant_id, source_id)
-- engine: sqlite
) WITHOUT ROWID;
-- engine: postgresql
);
-- engine: both
CREATE INDEX derived_search_key_by_participant ON derived_search_key (participant_id, key);

-- The views give a key as often as it occurs; a condition on source_id reaches into UNION ALL, but not into UNION.

-- "mary-ann o'neil" gives mary, ann, maryann and oneil.
CREATE VIEW participant_search_name AS
SELECT id, replace(name_key, '-', '') || ' ' || replace(name_key, '-', ' ') AS names
FROM (SELECT id, replace(replace(replace(name_key, '''', ''), '’', ''), '.', '') AS name_key FROM participant) named;

CREATE VIEW participant_search_key AS
-- engine: sqlite
SELECT w.value AS key, n.id AS participant_id, n.id AS source_id
FROM participant_search_name n, json_each(
    CASE WHEN n.names GLOB '*[' || char(1) || '-' || char(31) || ']*' THEN '[]'
    ELSE '["' || replace(replace(replace(n.names, '\', '\\'), '"', '\"'), ' ', '","') || '"]' END) w
WHERE w.value <> ''
-- engine: postgresql
SELECT w.value AS key, n.id AS participant_id, n.id AS source_id
FROM participant_search_name n, string_to_table(n.names, ' ') AS w (value)
WHERE w.value <> ''
-- engine: both
UNION ALL
SELECT birth_date, id, id FROM participant WHERE birth_date IS NOT NULL;

-- Digits only, and without the 1 that may stand before ten of them.
CREATE VIEW participant_phone_digits AS
SELECT id, participant_id,
    CASE WHEN length(digits) = 11 AND substr(digits, 1, 1) = '1' THEN substr(digits, 2) ELSE digits END AS digits
FROM (
    SELECT id, participant_id, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
        number, '+', ''), '-', ''), '(', ''), ')', ''), '.', ''), ' ', ''), 'x', ''), 'X', ''), '#', ''), '*', '') AS digits
    FROM participant_phone
    WHERE voided_at IS NULL
) stripped;

CREATE VIEW participant_phone_search_key AS
SELECT digits AS key, participant_id, id AS source_id FROM participant_phone_digits
UNION ALL
SELECT substr(digits, length(digits) - 6), participant_id, id FROM participant_phone_digits WHERE length(digits) > 7
UNION ALL
SELECT substr(digits, length(digits) - 3), participant_id, id FROM participant_phone_digits WHERE length(digits) > 4;

CREATE VIEW participant_identifier_search_key AS
SELECT lower(replace(replace(replace(replace(value, ' ', ''), '-', ''), '.', ''), '/', '')) AS key,
    participant_id, id AS source_id
FROM participant_identifier
WHERE voided_at IS NULL;

-- engine: sqlite
CREATE TRIGGER participant_becomes_searchable AFTER INSERT ON participant BEGIN
    INSERT INTO derived_search_key SELECT DISTINCT * FROM participant_search_key WHERE source_id = NEW.id;
END;
CREATE TRIGGER participant_stays_searchable AFTER UPDATE ON participant BEGIN
    DELETE FROM derived_search_key WHERE participant_id = OLD.id AND source_id = OLD.id;
    INSERT INTO derived_search_key SELECT DISTINCT * FROM participant_search_key WHERE source_id = NEW.id;
END;
CREATE TRIGGER participant_is_gone AFTER DELETE ON participant BEGIN
    DELETE FROM derived_search_key WHERE participant_id = OLD.id AND source_id = OLD.id;
END;

CREATE TRIGGER participant_phone_becomes_searchable AFTER INSERT ON participant_phone BEGIN
    INSERT INTO derived_search_key SELECT DISTINCT * FROM participant_phone_search_key WHERE source_id = NEW.id;
END;
CREATE TRIGGER participant_phone_stays_searchable AFTER UPDATE ON participant_phone BEGIN
    DELETE FROM derived_search_key WHERE participant_id = OLD.participant_id AND source_id = OLD.id;
    INSERT INTO derived_search_key SELECT DISTINCT * FROM participant_phone_search_key WHERE source_id = NEW.id;
END;
CREATE TRIGGER participant_phone_is_gone AFTER DELETE ON participant_phone BEGIN
    DELETE FROM derived_search_key WHERE participant_id = OLD.participant_id AND source_id = OLD.id;
END;

CREATE TRIGGER participant_identifier_becomes_searchable AFTER INSERT ON participant_identifier BEGIN
    INSERT INTO derived_search_key SELECT DISTINCT * FROM participant_identifier_search_key WHERE source_id = NEW.id;
END;
CREATE TRIGGER participant_identifier_stays_searchable AFTER UPDATE ON participant_identifier BEGIN
    DELETE FROM derived_search_key WHERE participant_id = OLD.participant_id AND source_id = OLD.id;
    INSERT INTO derived_search_key SELECT DISTINCT * FROM participant_identifier_search_key WHERE source_id = NEW.id;
END;
CREATE TRIGGER participant_identifier_is_gone AFTER DELETE ON participant_identifier BEGIN
    DELETE FROM derived_search_key WHERE participant_id = OLD.participant_id AND source_id = OLD.id;
END;
-- engine: postgresql
CREATE FUNCTION keep_participant_searchable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM derived_search_key WHERE participant_id = OLD.id AND source_id = OLD.id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO derived_search_key SELECT DISTINCT * FROM participant_search_key WHERE source_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER participant_searchable AFTER INSERT OR UPDATE OR DELETE ON participant
    FOR EACH ROW EXECUTE FUNCTION keep_participant_searchable();

CREATE FUNCTION keep_participant_phone_searchable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM derived_search_key WHERE participant_id = OLD.participant_id AND source_id = OLD.id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO derived_search_key SELECT DISTINCT * FROM participant_phone_search_key WHERE source_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER participant_phone_searchable AFTER INSERT OR UPDATE OR DELETE ON participant_phone
    FOR EACH ROW EXECUTE FUNCTION keep_participant_phone_searchable();

CREATE FUNCTION keep_participant_identifier_searchable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM derived_search_key WHERE participant_id = OLD.participant_id AND source_id = OLD.id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO derived_search_key SELECT DISTINCT * FROM participant_identifier_search_key WHERE source_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER participant_identifier_searchable AFTER INSERT OR UPDATE OR DELETE ON participant_identifier
    FOR EACH ROW EXECUTE FUNCTION keep_participant_identifier_searchable();
-- engine: both

CREATE INDEX staff_by_name ON staff (display_name, id);
CREATE INDEX referral_by_status ON referral (status, received_on, id);
-- Somebody's week.
CREATE INDEX contact_by_peer ON contact (peer_id, service_date) WHERE peer_id IS NOT NULL;
