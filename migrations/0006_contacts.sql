-- Contacts; in the participant's stream.

CREATE TABLE contact (
    id plain_text PRIMARY KEY,
    version bigint NOT NULL,
    participant_id plain_text NOT NULL REFERENCES participant (id),
    episode_id plain_text REFERENCES episode (id),
    referral_id plain_text REFERENCES referral (id),
    peer_id plain_text REFERENCES staff (id),
    site_id plain_text REFERENCES site (id),
    started_at plain_text NOT NULL,
    time_zone plain_text,
    service_date plain_text,
    minutes bigint,
    mode plain_text NOT NULL,
    place plain_text NOT NULL,
    outcome plain_text NOT NULL,
    support plain_text,
    topics plain_text,
    note plain_text,
    next_contact_on plain_text,
    after_hours boolean NOT NULL,
    authored_by plain_text,
    voided_at plain_text,
    void_reason plain_text
);
CREATE INDEX contact_by_participant ON contact (participant_id, service_date);
-- Many imported contacts name no episode and cost nothing here.
CREATE INDEX contact_by_episode ON contact (episode_id) WHERE episode_id IS NOT NULL;
