-- Referrals and episodes; both in the participant's stream.

CREATE TABLE referral (
    id plain_text PRIMARY KEY,
    version bigint NOT NULL,
    participant_id plain_text NOT NULL REFERENCES participant (id),
    site_id plain_text REFERENCES site (id),
    source plain_text NOT NULL,
    setting plain_text NOT NULL,
    received_at plain_text NOT NULL,
    received_on plain_text NOT NULL,
    urgency plain_text NOT NULL,
    reason plain_text,
    primary_substance plain_text NOT NULL,
    payer_kind plain_text NOT NULL,
    status plain_text NOT NULL,
    decided_at plain_text,
    decline_reason plain_text,
    first_attempt_at plain_text,
    first_contact_at plain_text,
    peer_id plain_text REFERENCES staff (id)
);
CREATE INDEX referral_by_participant ON referral (participant_id);

CREATE TABLE episode (
    id plain_text PRIMARY KEY,
    version bigint NOT NULL,
    participant_id plain_text NOT NULL REFERENCES participant (id),
    site_id plain_text NOT NULL REFERENCES site (id),
    peer_id plain_text REFERENCES staff (id),
    lcsw_id plain_text REFERENCES staff (id),
    pcp_id plain_text REFERENCES staff (id),
    referral_id plain_text REFERENCES referral (id),
    started_on plain_text NOT NULL,
    planned_end_on plain_text,
    ended_on plain_text,
    end_reason plain_text,
    status plain_text,
    pauses plain_text NOT NULL,
    pathway plain_text NOT NULL,
    study_arm plain_text,
    payer_id plain_text
);
CREATE INDEX episode_by_participant ON episode (participant_id);
