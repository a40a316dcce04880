-- Who may see whom (design, Who may see whom): consents, care teams, cover, transfers of caseloads, and the view
-- `visible_participant` that answers for every member of staff.

ALTER TABLE participant ADD COLUMN registered_by plain_text;
-- Merges (0010): whose chart this one is part of, and who keeps sight of it although they only registered one of the two.
ALTER TABLE participant ADD COLUMN merged_into_id plain_text REFERENCES participant (id);
ALTER TABLE participant ADD COLUMN in_view_of plain_text;

CREATE TABLE consent (
    id plain_text PRIMARY KEY,
    version bigint NOT NULL,
    participant_id plain_text NOT NULL REFERENCES participant (id),
    recipient_staff_id plain_text REFERENCES staff (id),
    recipient_site_id plain_text REFERENCES site (id),
    purpose plain_text NOT NULL,
    signed_on plain_text NOT NULL,
    until plain_text,
    revoked_at plain_text,
    revoke_reason plain_text
);
CREATE INDEX consent_by_participant ON consent (participant_id);

CREATE TABLE care_team_member (
    id plain_text PRIMARY KEY,
    version bigint NOT NULL,
    participant_id plain_text NOT NULL REFERENCES participant (id),
    staff_id plain_text NOT NULL REFERENCES staff (id),
    function plain_text NOT NULL,
    "from" plain_text NOT NULL,
    until plain_text
);
CREATE INDEX care_team_member_by_participant ON care_team_member (participant_id);
CREATE INDEX care_team_member_by_staff ON care_team_member (staff_id, participant_id);

CREATE TABLE cover (
    id plain_text PRIMARY KEY,
    version bigint NOT NULL,
    absent_staff_id plain_text NOT NULL REFERENCES staff (id),
    covering_staff_id plain_text NOT NULL REFERENCES staff (id),
    "from" plain_text NOT NULL,
    until plain_text NOT NULL,
    reason plain_text,
    cancelled_at plain_text
);
CREATE INDEX cover_by_absent ON cover (absent_staff_id);
CREATE INDEX cover_by_covering ON cover (covering_staff_id);

CREATE TABLE caseload_transfer (
    id plain_text PRIMARY KEY,
    version bigint NOT NULL,
    from_staff_id plain_text NOT NULL REFERENCES staff (id),
    to_staff_id plain_text NOT NULL REFERENCES staff (id),
    effective_on plain_text NOT NULL,
    reason plain_text,
    status plain_text NOT NULL,
    whole boolean NOT NULL,
    items plain_text NOT NULL,
    moved plain_text NOT NULL,
    arranged_by plain_text NOT NULL,
    done_at plain_text,
    cancelled_at plain_text,
    held_because plain_text
);
CREATE INDEX caseload_transfer_by_from ON caseload_transfer (from_staff_id);
CREATE INDEX caseload_transfer_by_to ON caseload_transfer (to_staff_id);
CREATE INDEX caseload_transfer_by_arranger ON caseload_transfer (arranged_by);
CREATE INDEX caseload_transfer_planned ON caseload_transfer (effective_on) WHERE status = 'planned';

-- Every way from a member of staff to a chart, and back, is a step in an index. An episode is open while it has no end.
CREATE INDEX episode_by_peer ON episode (peer_id, participant_id, ended_on) WHERE peer_id IS NOT NULL;
CREATE INDEX episode_by_site ON episode (site_id, participant_id, ended_on);
CREATE INDEX episode_by_pcp ON episode (pcp_id, participant_id) WHERE pcp_id IS NOT NULL;
CREATE INDEX episode_by_lcsw ON episode (lcsw_id, participant_id) WHERE lcsw_id IS NOT NULL;
CREATE INDEX episode_open ON episode (id) WHERE ended_on IS NULL;
CREATE INDEX episode_without_peer ON episode (site_id, id) WHERE peer_id IS NULL AND ended_on IS NULL;
CREATE INDEX referral_by_peer ON referral (peer_id, participant_id, status) WHERE peer_id IS NOT NULL;
CREATE INDEX referral_by_site ON referral (site_id, participant_id, status);
CREATE INDEX referral_open ON referral (received_on, id) WHERE status IN ('received', 'assigned', 'reaching_out');
CREATE INDEX referral_without_peer ON referral (site_id, participant_id)
    WHERE peer_id IS NULL AND status IN ('received', 'assigned', 'reaching_out');
CREATE INDEX staff_by_program_supervisor ON staff (program_supervisor_id) WHERE program_supervisor_id IS NOT NULL;
CREATE INDEX staff_by_site_supervisor ON staff (site_supervisor_id) WHERE site_supervisor_id IS NOT NULL;
CREATE INDEX participant_by_registrar ON participant (registered_by) WHERE registered_by IS NOT NULL;
CREATE INDEX participant_in_view_of ON participant (in_view_of) WHERE in_view_of IS NOT NULL;
CREATE INDEX participant_merged ON participant (merged_into_id) WHERE merged_into_id IS NOT NULL;

-- The sites that somebody works at are a list inside the staff record.
-- engine: sqlite
CREATE VIEW staff_site AS
SELECT s.id AS staff_id, CAST(j.atom AS plain_text) AS site_id
FROM staff s, json_tree(s.sites) j
WHERE j.key = 'site_id';
-- engine: postgresql
-- A function that says how few there are: PostgreSQL takes every list in JSON for a hundred, and would rather read whole
-- tables than look up a hundred sites. STRICT keeps it from being taken apart again.
CREATE FUNCTION site_ids(sites plain_text) RETURNS SETOF plain_text LANGUAGE sql IMMUTABLE STRICT ROWS 2 AS
$$ SELECT CAST(j.value ->> 'site_id' AS plain_text) FROM json_array_elements(CAST(sites AS json)) AS j (value) $$;
CREATE VIEW staff_site AS
SELECT s.id AS staff_id, t.site_id AS site_id FROM staff s, site_ids(s.sites) AS t (site_id);
-- engine: both

-- One SELECT for each way. The engines answer it from indexes only as long as all columns of all of them have one type,
-- hence the casts: SQLite else gathers everybody first, PostgreSQL does not push conditions down.
CREATE VIEW visible_participant AS
-- caseload: what is with a peer; what has ended or closed, up to that day.
SELECT e.peer_id AS user_id, e.participant_id AS participant_id, CAST('caseload' AS plain_text) AS basis,
       CAST(NULL AS plain_text) AS purpose, CAST(NULL AS plain_text) AS since,
       CAST(CASE WHEN coalesce(e.ended_on, '9999') < coalesce(s.ended_on, '9999') THEN e.ended_on
                 ELSE s.ended_on END AS plain_text) AS until
FROM episode e JOIN staff s ON s.id = e.peer_id
UNION ALL
SELECT r.peer_id, r.participant_id, CAST('caseload' AS plain_text), CAST(NULL AS plain_text), CAST(NULL AS plain_text),
       CAST(CASE WHEN coalesce(substr(r.decided_at, 1, 10), '9999') < coalesce(s.ended_on, '9999')
                 THEN substr(r.decided_at, 1, 10) ELSE s.ended_on END AS plain_text)
FROM referral r JOIN staff s ON s.id = r.peer_id
WHERE r.status <> 'enrolled'
  AND (r.status IN ('received', 'assigned', 'reaching_out') OR r.decided_at IS NOT NULL)
UNION ALL
-- cover: what is open with somebody who is away.
SELECT c.covering_staff_id, e.participant_id, CAST('cover' AS plain_text), CAST(NULL AS plain_text), c."from",
       CAST(CASE WHEN c.until < coalesce(s.ended_on, '9999') THEN c.until ELSE s.ended_on END AS plain_text)
FROM cover c JOIN staff s ON s.id = c.covering_staff_id JOIN episode e ON e.peer_id = c.absent_staff_id
WHERE c.cancelled_at IS NULL AND e.ended_on IS NULL
UNION ALL
SELECT c.covering_staff_id, r.participant_id, CAST('cover' AS plain_text), CAST(NULL AS plain_text), c."from",
       CAST(CASE WHEN c.until < coalesce(s.ended_on, '9999') THEN c.until ELSE s.ended_on END AS plain_text)
FROM cover c JOIN staff s ON s.id = c.covering_staff_id JOIN referral r ON r.peer_id = c.absent_staff_id
WHERE c.cancelled_at IS NULL AND r.status IN ('received', 'assigned', 'reaching_out')
UNION ALL
-- supervised_peer: everybody who is or was with somebody supervised.
SELECT p.program_supervisor_id, e.participant_id, CAST('supervised_peer' AS plain_text), CAST(NULL AS plain_text),
       CAST(NULL AS plain_text), s.ended_on
FROM staff p JOIN staff s ON s.id = p.program_supervisor_id JOIN episode e ON e.peer_id = p.id
WHERE s.role IN ('supervisor', 'manager')
UNION ALL
SELECT p.program_supervisor_id, r.participant_id, CAST('supervised_peer' AS plain_text), CAST(NULL AS plain_text),
       CAST(NULL AS plain_text), s.ended_on
FROM staff p JOIN staff s ON s.id = p.program_supervisor_id JOIN referral r ON r.peer_id = p.id
WHERE s.role IN ('supervisor', 'manager')
UNION ALL
SELECT p.site_supervisor_id, e.participant_id, CAST('supervised_peer' AS plain_text), CAST(NULL AS plain_text),
       CAST(NULL AS plain_text), s.ended_on
FROM staff p JOIN staff s ON s.id = p.site_supervisor_id JOIN episode e ON e.peer_id = p.id
WHERE s.role IN ('supervisor', 'manager')
UNION ALL
SELECT p.site_supervisor_id, r.participant_id, CAST('supervised_peer' AS plain_text), CAST(NULL AS plain_text),
       CAST(NULL AS plain_text), s.ended_on
FROM staff p JOIN staff s ON s.id = p.site_supervisor_id JOIN referral r ON r.peer_id = p.id
WHERE s.role IN ('supervisor', 'manager')
UNION ALL
-- supervised_site: everybody who is or was served there.
SELECT s.id, e.participant_id, CAST('supervised_site' AS plain_text), CAST(NULL AS plain_text),
       CAST(NULL AS plain_text), s.ended_on
FROM staff s JOIN staff_site t ON t.staff_id = s.id JOIN episode e ON e.site_id = t.site_id
WHERE s.role = 'supervisor'
UNION ALL
SELECT s.id, r.participant_id, CAST('supervised_site' AS plain_text), CAST(NULL AS plain_text),
       CAST(NULL AS plain_text), s.ended_on
FROM staff s JOIN staff_site t ON t.staff_id = s.id JOIN referral r ON r.site_id = t.site_id
WHERE s.role = 'supervisor'
UNION ALL
-- intake: who has come to a site and is with nobody yet, and whom somebody has only just registered.
SELECT s.id, r.participant_id, CAST('intake' AS plain_text), CAST(NULL AS plain_text), CAST(NULL AS plain_text),
       s.ended_on
FROM staff s JOIN staff_site t ON t.staff_id = s.id JOIN referral r ON r.site_id = t.site_id
WHERE s.role IN ('peer', 'supervisor') AND r.peer_id IS NULL AND r.status IN ('received', 'assigned', 'reaching_out')
UNION ALL
SELECT a.staff_id, p.id, CAST('intake' AS plain_text), CAST(NULL AS plain_text), CAST(NULL AS plain_text), s.ended_on
FROM account a JOIN staff s ON s.id = a.staff_id JOIN participant p ON p.registered_by = a.id
WHERE p.merged_into_id IS NULL AND NOT EXISTS (SELECT 1 FROM referral r WHERE r.participant_id = p.id)
UNION ALL
SELECT a.staff_id, p.merged_into_id, CAST('intake' AS plain_text), CAST(NULL AS plain_text), CAST(NULL AS plain_text),
       s.ended_on
FROM account a JOIN staff s ON s.id = a.staff_id JOIN participant p ON p.in_view_of = a.id
WHERE p.merged_into_id IS NOT NULL
UNION ALL
-- care_team: with a consent that names the person or one of their sites (42 CFR 2.31), as long as both last.
SELECT m.staff_id, m.participant_id, CAST('care_team' AS plain_text), c.purpose,
       CAST(CASE WHEN m."from" > c.signed_on THEN m."from" ELSE c.signed_on END AS plain_text),
       CAST(CASE WHEN coalesce(m.until, '9999') <= coalesce(c.until, '9999')
                      AND coalesce(m.until, '9999') <= coalesce(s.ended_on, '9999') THEN m.until
                 WHEN coalesce(c.until, '9999') <= coalesce(s.ended_on, '9999') THEN c.until
                 ELSE s.ended_on END AS plain_text)
FROM care_team_member m JOIN staff s ON s.id = m.staff_id JOIN consent c ON c.participant_id = m.participant_id
WHERE c.revoked_at IS NULL
  AND (c.recipient_staff_id = m.staff_id
       OR c.recipient_site_id IN (SELECT t.site_id FROM staff_site t WHERE t.staff_id = m.staff_id))
UNION ALL
SELECT e.pcp_id, e.participant_id, CAST('care_team' AS plain_text), c.purpose, c.signed_on,
       CAST(CASE WHEN coalesce(c.until, '9999') <= coalesce(s.ended_on, '9999') THEN c.until
                 ELSE s.ended_on END AS plain_text)
FROM episode e JOIN staff s ON s.id = e.pcp_id JOIN consent c ON c.participant_id = e.participant_id
WHERE e.ended_on IS NULL AND c.revoked_at IS NULL
  AND (c.recipient_staff_id = e.pcp_id
       OR c.recipient_site_id IN (SELECT t.site_id FROM staff_site t WHERE t.staff_id = e.pcp_id))
UNION ALL
SELECT e.lcsw_id, e.participant_id, CAST('care_team' AS plain_text), c.purpose, c.signed_on,
       CAST(CASE WHEN coalesce(c.until, '9999') <= coalesce(s.ended_on, '9999') THEN c.until
                 ELSE s.ended_on END AS plain_text)
FROM episode e JOIN staff s ON s.id = e.lcsw_id JOIN consent c ON c.participant_id = e.participant_id
WHERE e.ended_on IS NULL AND c.revoked_at IS NULL
  AND (c.recipient_staff_id = e.lcsw_id
       OR c.recipient_site_id IN (SELECT t.site_id FROM staff_site t WHERE t.staff_id = e.lcsw_id));
