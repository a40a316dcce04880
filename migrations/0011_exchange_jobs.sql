-- Imports and exports as jobs (directory stream).

CREATE TABLE exchange_job (
    id plain_text PRIMARY KEY,
    version bigint NOT NULL,
    kind plain_text NOT NULL,
    status plain_text NOT NULL,
    asked_by plain_text NOT NULL,
    asked_at plain_text NOT NULL,
    on_command_line boolean NOT NULL,
    dry_run boolean NOT NULL,
    started_at plain_text,
    finished_at plain_text,
    files plain_text NOT NULL,
    error plain_text,
    file_until plain_text,
    file_bytes bigint,
    journal_from bigint NOT NULL,
    undone_by plain_text,
    undone_at plain_text,
    taken_back bigint NOT NULL,
    kept plain_text NOT NULL
);
CREATE INDEX exchange_job_by_kind ON exchange_job (kind, id);

-- Taking a referral back asks who names it. Most of these are empty and cost nothing.
CREATE INDEX contact_by_referral ON contact (referral_id) WHERE referral_id IS NOT NULL;
CREATE INDEX episode_by_referral ON episode (referral_id) WHERE referral_id IS NOT NULL;
