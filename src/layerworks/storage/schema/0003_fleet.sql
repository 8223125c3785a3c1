-- Which jobs are open and which machines are enrolled; what they are, the journal tells.
CREATE TABLE job (
    id    TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'held', 'running', 'done', 'withdrawn'))
) STRICT;
CREATE INDEX job_by_state ON job (state);

CREATE TABLE enrolment (machine TEXT PRIMARY KEY) STRICT;
