"""The schema of journals that programs before Alembic left in SQLite, step by step."""

STEPS = (
    """
CREATE TABLE journal (
    number   INTEGER PRIMARY KEY,
    time     TEXT NOT NULL,
    who      TEXT NOT NULL,
    what     TEXT NOT NULL,
    why      TEXT NOT NULL,
    subject  TEXT NOT NULL,
    place    INTEGER NOT NULL,
    body     TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash     TEXT NOT NULL,
    UNIQUE (subject, place)
) STRICT;

CREATE TRIGGER journal_is_not_edited BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

CREATE TRIGGER journal_is_not_cut BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

CREATE TRIGGER journal_grows_by_one BEFORE INSERT ON journal
WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM journal)
  OR NEW.previous <> coalesce((SELECT hash FROM journal ORDER BY number DESC LIMIT 1), '')
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
""",
    """
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
""",
    """
CREATE TABLE job (
    id    TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'held', 'running', 'done', 'withdrawn'))
) STRICT;
CREATE INDEX job_by_state ON job (state);

CREATE TABLE enrolment (machine TEXT PRIMARY KEY) STRICT;
""",
    """
ALTER TABLE part_record ADD COLUMN telemetry INTEGER REFERENCES journal (number);
CREATE INDEX part_record_without_telemetry ON part_record (job) WHERE telemetry IS NULL;
""",
)
