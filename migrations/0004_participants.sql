-- Participants and what each has several of; all in the participant's stream.

CREATE TABLE participant (
    id plain_text PRIMARY KEY,
    version bigint NOT NULL,
    given_name plain_text,
    family_name plain_text,
    preferred_name plain_text,
    name_key plain_text NOT NULL,
    pronouns plain_text,
    birth_date plain_text,
    sex plain_text NOT NULL,
    gender_identity plain_text NOT NULL,
    race plain_text,
    ethnicity plain_text NOT NULL,
    languages plain_text,
    email plain_text,
    address plain_text NOT NULL,
    housing_status plain_text NOT NULL,
    employment_status plain_text NOT NULL,
    emergency_contact plain_text NOT NULL,
    allies plain_text NOT NULL,
    primary_substance plain_text NOT NULL,
    overdose_count bigint,
    justice_involvement plain_text,
    peer_preferences plain_text,
    peer_preference_note plain_text
);
CREATE INDEX participant_by_name ON participant (name_key);

CREATE TABLE participant_phone (
    id plain_text PRIMARY KEY,
    version bigint NOT NULL,
    participant_id plain_text NOT NULL REFERENCES participant (id),
    number plain_text NOT NULL,
    kind plain_text NOT NULL,
    ok_to_text boolean NOT NULL,
    ok_to_leave_message boolean NOT NULL,
    voided_at plain_text,
    void_reason plain_text
);
CREATE INDEX participant_phone_by_participant ON participant_phone (participant_id);

CREATE TABLE participant_identifier (
    id plain_text PRIMARY KEY,
    version bigint NOT NULL,
    participant_id plain_text NOT NULL REFERENCES participant (id),
    system plain_text NOT NULL,
    value plain_text NOT NULL,
    voided_at plain_text,
    void_reason plain_text
);
CREATE INDEX participant_identifier_by_participant ON participant_identifier (participant_id);

CREATE TABLE participant_coverage (
    id plain_text PRIMARY KEY,
    version bigint NOT NULL,
    participant_id plain_text NOT NULL REFERENCES participant (id),
    payer plain_text,
    kind plain_text NOT NULL,
    "from" plain_text,
    until plain_text,
    voided_at plain_text,
    void_reason plain_text
);
CREATE INDEX participant_coverage_by_participant ON participant_coverage (participant_id);

CREATE TABLE participant_substance (
    id plain_text PRIMARY KEY,
    version bigint NOT NULL,
    participant_id plain_text NOT NULL REFERENCES participant (id),
    substance plain_text NOT NULL,
    ever_regular boolean,
    years_regular double precision,
    last_used_on plain_text,
    route plain_text NOT NULL,
    voided_at plain_text,
    void_reason plain_text
);
CREATE INDEX participant_substance_by_participant ON participant_substance (participant_id);

CREATE TABLE participant_moud (
    id plain_text PRIMARY KEY,
    version bigint NOT NULL,
    participant_id plain_text NOT NULL REFERENCES participant (id),
    medication plain_text NOT NULL,
    started_on plain_text,
    stopped_on plain_text,
    voided_at plain_text,
    void_reason plain_text
);
CREATE INDEX participant_moud_by_participant ON participant_moud (participant_id);

CREATE TABLE participant_diagnosis (
    id plain_text PRIMARY KEY,
    version bigint NOT NULL,
    participant_id plain_text NOT NULL REFERENCES participant (id),
    kind plain_text NOT NULL,
    severity plain_text NOT NULL,
    since plain_text,
    asserted_by plain_text NOT NULL,
    voided_at plain_text,
    void_reason plain_text
);
CREATE INDEX participant_diagnosis_by_participant ON participant_diagnosis (participant_id);

CREATE TABLE participant_toxicology (
    id plain_text PRIMARY KEY,
    version bigint NOT NULL,
    participant_id plain_text NOT NULL REFERENCES participant (id),
    date plain_text NOT NULL,
    substances plain_text,
    result plain_text NOT NULL,
    source plain_text NOT NULL,
    voided_at plain_text,
    void_reason plain_text
);
CREATE INDEX participant_toxicology_by_participant ON participant_toxicology (participant_id);
