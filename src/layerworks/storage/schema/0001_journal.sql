-- The journal: rows are only ever added, each bound to the one before by its hash.
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

-- INSERT OR REPLACE would pass by the trigger on DELETE; a row that is not the next one is refused here.
CREATE TRIGGER journal_grows_by_one BEFORE INSERT ON journal
WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM journal)
  OR NEW.previous <> coalesce((SELECT hash FROM journal ORDER BY number DESC LIMIT 1), '')
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
