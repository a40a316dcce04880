-- People who may be one and the same, and merges (docs/decisions/0006).

-- Whose id leads to whom.
CREATE VIEW merged_participant AS
SELECT id AS participant_id, merged_into_id AS kept_id FROM participant WHERE merged_into_id IS NOT NULL;

-- The check at creation looks people up by name, by name with a preferred name, and by birth date.
CREATE INDEX participant_by_birth_date ON participant (birth_date, name_key) WHERE birth_date IS NOT NULL;
CREATE INDEX participant_by_preferred_name ON participant (name_key) WHERE preferred_name IS NOT NULL;

-- A stream of its own for each pair: in the chart of either, it would tell whoever reads that chart of the other.
CREATE TABLE possible_duplicate (
    id plain_text PRIMARY KEY,
    version bigint NOT NULL,
    participant_id plain_text NOT NULL,
    other_id plain_text NOT NULL,
    score bigint NOT NULL,
    reasons plain_text,
    status plain_text NOT NULL,
    decided_by plain_text,
    decided_at plain_text,
    decision_reason plain_text,
    UNIQUE (participant_id, other_id)
);
CREATE INDEX possible_duplicate_by_other ON possible_duplicate (other_id);
CREATE INDEX possible_duplicate_by_status ON possible_duplicate (status, id);

-- In the stream of the chart that was kept.
CREATE TABLE participant_merge (
    id plain_text PRIMARY KEY,
    version bigint NOT NULL,
    kept_id plain_text NOT NULL REFERENCES participant (id),
    merged_id plain_text NOT NULL REFERENCES participant (id),
    merged_by plain_text NOT NULL,
    merged_at plain_text NOT NULL,
    reason plain_text NOT NULL,
    moved plain_text NOT NULL,
    taken plain_text NOT NULL,
    pairs plain_text,
    followers plain_text,
    undone_by plain_text,
    undone_at plain_text,
    undo_reason plain_text
);
CREATE INDEX participant_merge_by_kept ON participant_merge (kept_id, id);
CREATE INDEX participant_merge_by_merged ON participant_merge (merged_id, id);
