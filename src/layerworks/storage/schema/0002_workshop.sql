-- Projections of the workshop's entries. They hold nothing that the journal does not; `rebuild` makes them anew.
CREATE TABLE attempt (
    id          TEXT PRIMARY KEY,
    job         TEXT NOT NULL,
    machine     TEXT NOT NULL,
    digest      TEXT NOT NULL,
    state       TEXT NOT NULL,
    reserved_at TEXT NOT NULL,
    started_at  TEXT,
    ended_at    TEXT,
    outcome     TEXT,
    reason      TEXT
) STRICT;
CREATE INDEX attempt_of_job ON attempt (job);

-- The lease: one unfinished attempt a machine.
CREATE UNIQUE INDEX attempt_owns_machine ON attempt (machine) WHERE outcome IS NULL;

CREATE TABLE bed (
    machine TEXT PRIMARY KEY,
    state   TEXT NOT NULL CHECK (state IN ('clear', 'occupied', 'unknown')),
    since   TEXT NOT NULL
) STRICT;

CREATE TABLE part_record (
    part     TEXT PRIMARY KEY,
    number   INTEGER NOT NULL REFERENCES journal (number),
    job      TEXT NOT NULL,
    attempt  TEXT NOT NULL REFERENCES attempt (id),
    machine  TEXT NOT NULL,
    material TEXT NOT NULL,
    outcome  TEXT NOT NULL,
    recorded_at TEXT NOT NULL
) STRICT;
