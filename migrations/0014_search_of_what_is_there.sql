-- What was recorded before people could be searched for.

INSERT INTO derived_search_key (key, participant_id, source_id)
SELECT DISTINCT key, participant_id, source_id FROM participant_search_key;
INSERT INTO derived_search_key (key, participant_id, source_id)
SELECT DISTINCT key, participant_id, source_id FROM participant_phone_search_key;
INSERT INTO derived_search_key (key, participant_id, source_id)
SELECT DISTINCT key, participant_id, source_id FROM participant_identifier_search_key;
