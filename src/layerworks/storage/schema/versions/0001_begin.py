"""The journal that only grows, leases, credentials, and what follows from the journal for workshop and fleet."""

from alembic import op
from sqlalchemy import (
    REAL,
    BigInteger,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    text,
)

revision = "0001"
down_revision = None

WORDS = Text().with_variant(Text(collation="C"), "postgresql")
NUMBER = BigInteger().with_variant(Integer(), "sqlite")
REAL_NUMBER = Double().with_variant(REAL(), "sqlite")

# Rows are only ever added, each bound to the one before by its hash. INSERT OR REPLACE would pass by a trigger on
# DELETE, therefore a row that is not the next one is refused as well.
SQLITE_GUARDS = (
    """
CREATE TRIGGER journal_is_not_edited BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
""",
    """
CREATE TRIGGER journal_is_not_cut BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
""",
    """
CREATE TRIGGER journal_grows_by_one BEFORE INSERT ON journal
WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM journal)
  OR NEW.previous <> coalesce((SELECT hash FROM journal ORDER BY number DESC LIMIT 1), '')
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
""",
)
POSTGRES_GUARDS = (
    """
CREATE FUNCTION journal_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$
""",
    """
CREATE FUNCTION journal_grows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last record;
BEGIN
    SELECT number, hash INTO last FROM journal ORDER BY number DESC LIMIT 1;
    IF NEW.number <> coalesce(last.number, 0) + 1 OR NEW.previous <> coalesce(last.hash, '') THEN
        RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$
""",
    "CREATE TRIGGER journal_is_not_edited BEFORE UPDATE OR DELETE OR TRUNCATE ON journal"
    " FOR EACH STATEMENT EXECUTE FUNCTION journal_refuses()",
    "CREATE TRIGGER journal_grows_by_one BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION journal_grows()",
)


def upgrade() -> None:
    """Make all tables. A journal that an earlier program kept in SQLite is there already, with its guards."""
    if not op.get_bind().dialect.has_table(op.get_bind(), "journal"):
        _journal()
    _kept_for_good()
    _workshop()
    _pieces()


def _journal() -> None:
    words = ("time", "who", "what", "why", "subject", "body", "previous", "hash")
    op.create_table(
        "journal",
        Column("number", NUMBER, primary_key=True, autoincrement=False),
        *(Column(name, WORDS, nullable=False) for name in words[:5]),
        Column("place", NUMBER, nullable=False),
        *(Column(name, WORDS, nullable=False) for name in words[5:]),
        UniqueConstraint("subject", "place", name="journal_place"),
        sqlite_strict=True,
    )
    for guard in SQLITE_GUARDS if op.get_bind().dialect.name == "sqlite" else POSTGRES_GUARDS:
        op.execute(guard)


def _kept_for_good() -> None:
    op.create_table(
        "lease",
        Column("machine", WORDS, primary_key=True),
        Column("holder", WORDS, nullable=False),
        Column("epoch", NUMBER, nullable=False),
        Column("until_s", REAL_NUMBER, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "credential",
        Column("name", WORDS, primary_key=True),
        Column("sealed", LargeBinary, nullable=False),
        sqlite_strict=True,
    )


def _workshop() -> None:
    op.create_table("enrolment", Column("machine", WORDS, primary_key=True), sqlite_strict=True)
    op.create_table(
        "attempt",
        Column("id", WORDS, primary_key=True),
        *(Column(name, WORDS, nullable=False) for name in ("job", "machine", "digest", "state", "reserved_at")),
        *(Column(name, WORDS) for name in ("started_at", "ended_at", "outcome", "reason")),
        sqlite_strict=True,
    )
    op.create_index("ix_attempt_job", "attempt", ["job"])
    unfinished = text("outcome IS NULL")
    op.create_index(
        "attempt_owns_machine",
        "attempt",
        ["machine"],
        unique=True,
        sqlite_where=unfinished,
        postgresql_where=unfinished,
    )
    op.create_table(
        "bed",
        Column("machine", WORDS, primary_key=True),
        Column("state", WORDS, nullable=False),
        Column("since", WORDS, nullable=False),
        CheckConstraint("state IN ('clear', 'occupied', 'unknown')", name="bed_state"),
        sqlite_strict=True,
    )
    op.create_table(
        "job",
        Column("id", WORDS, primary_key=True),
        Column("state", WORDS, nullable=False),
        Column("number", NUMBER, ForeignKey("journal.number"), nullable=False),
        CheckConstraint("state IN ('waiting', 'held', 'running', 'done', 'withdrawn')", name="job_state"),
        sqlite_strict=True,
    )
    op.create_index("ix_job_state", "job", ["state"])


def _pieces() -> None:
    op.create_table(
        "part_record",
        Column("part", WORDS, primary_key=True),
        Column("number", NUMBER, ForeignKey("journal.number"), nullable=False, unique=True),
        Column("job", WORDS, nullable=False),
        Column("attempt", WORDS, ForeignKey("attempt.id"), nullable=False),
        *(Column(name, WORDS, nullable=False) for name in ("machine", "material", "outcome", "recorded_at")),
        Column("telemetry", NUMBER, ForeignKey("journal.number")),
        sqlite_strict=True,
    )
    op.create_index("ix_part_record_job", "part_record", ["job"])
    op.create_index("ix_part_record_attempt", "part_record", ["attempt"])
    untold = text("telemetry IS NULL")
    op.create_index(
        "part_record_without_telemetry", "part_record", ["number"], sqlite_where=untold, postgresql_where=untold
    )
    op.create_table(
        "part_lot",
        Column("lot", WORDS, primary_key=True),
        Column("number", NUMBER, ForeignKey("part_record.number"), primary_key=True),
        sqlite_strict=True,
    )
