-- The program's settings and code lists (directory stream).

CREATE TABLE program_settings (
    id plain_text PRIMARY KEY,
    version bigint NOT NULL,
    name plain_text NOT NULL,
    time_zone plain_text NOT NULL,
    episode_days bigint NOT NULL,
    stage_days bigint NOT NULL,
    early_treatment_from_month bigint NOT NULL,
    stabilization_from_month bigint NOT NULL,
    referral_first_attempt_hours bigint NOT NULL,
    referral_first_contact_hours bigint NOT NULL,
    contact_days_initial_engagement bigint NOT NULL,
    contact_days_early_treatment bigint NOT NULL,
    contact_days_stabilization bigint NOT NULL,
    contact_days_extended bigint NOT NULL,
    contact_days_aftercare bigint NOT NULL
);

CREATE TABLE code_list_entry (
    id plain_text PRIMARY KEY,
    version bigint NOT NULL,
    list plain_text NOT NULL,
    word plain_text NOT NULL,
    display plain_text NOT NULL,
    active boolean NOT NULL,
    source plain_text NOT NULL,
    UNIQUE (list, word)
);
