-- Staff (stream of each member's file) and sites (stream of each site). They refer to each other: a site names its
-- champion PCP; the sites that somebody works at are part of the staff record.

CREATE TABLE staff (
    id plain_text PRIMARY KEY,
    version bigint NOT NULL,
    display_name plain_text NOT NULL,
    email plain_text,
    role plain_text NOT NULL,
    profession plain_text,
    licensed boolean NOT NULL,
    employment plain_text,
    fte double precision,
    time_zone plain_text NOT NULL,
    work_schedule plain_text NOT NULL,
    languages plain_text,
    offers plain_text,
    sites plain_text NOT NULL,
    program_supervisor_id plain_text REFERENCES staff (id),
    site_supervisor_id plain_text REFERENCES staff (id),
    caseload_min bigint,
    caseload_max bigint,
    ended_on plain_text
);

CREATE TABLE site (
    id plain_text PRIMARY KEY,
    version bigint NOT NULL,
    name plain_text NOT NULL,
    setting plain_text NOT NULL,
    region plain_text,
    city plain_text,
    state plain_text,
    zip plain_text,
    time_zone plain_text NOT NULL,
    coverage_model plain_text,
    huddle_model plain_text,
    champion_pcp_id plain_text REFERENCES staff (id),
    readiness plain_text NOT NULL
);
