-- Activities; in the staff member's stream.

CREATE TABLE activity (
    id plain_text PRIMARY KEY,
    version bigint NOT NULL,
    staff_id plain_text NOT NULL REFERENCES staff (id),
    started_at plain_text NOT NULL,
    time_zone plain_text,
    service_date plain_text NOT NULL,
    minutes bigint,
    kind plain_text NOT NULL,
    note plain_text,
    authored_by plain_text,
    voided_at plain_text,
    void_reason plain_text
);
CREATE INDEX activity_by_staff ON activity (staff_id, service_date);
