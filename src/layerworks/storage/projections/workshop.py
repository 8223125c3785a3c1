"""Attempts, beds, jobs and part records, and the rules that hold between them."""

from collections.abc import Mapping

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, bindparam, insert, select, update

from layerworks.errors import Conflict
from layerworks.storage._transaction import Transaction
from layerworks.storage.projections.projection import Projection
from layerworks.storage.tables import Number, Words, metadata
from layerworks.words import say
from layerworks.workshop.journal import Entry

attempt = Table(
    "attempt",
    metadata,
    Column("id", Words, primary_key=True),
    Column("job", Words, nullable=False, index=True),
    Column("machine", Words, nullable=False),
    Column("digest", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("reserved_at", Words, nullable=False),
    Column("started_at", Words),
    Column("ended_at", Words),
    Column("outcome", Words),
    Column("reason", Words),
    sqlite_strict=True,
)
_UNFINISHED = attempt.c.outcome.is_(None)
Index(
    "attempt_owns_machine",
    attempt.c.machine,
    unique=True,
    sqlite_where=_UNFINISHED,
    postgresql_where=_UNFINISHED,
)

bed = Table(
    "bed",
    metadata,
    Column("machine", Words, primary_key=True),
    Column("state", Words, nullable=False),
    Column("since", Words, nullable=False),
    CheckConstraint("state IN ('clear', 'occupied', 'unknown')", name="bed_state"),
    sqlite_strict=True,
)

job = Table(
    "job",
    metadata,
    Column("id", Words, primary_key=True),
    Column("state", Words, nullable=False, index=True),
    Column("number", Number, ForeignKey("journal.number"), nullable=False),  # of the entry that queued it
    CheckConstraint("state IN ('waiting', 'held', 'running', 'done', 'withdrawn')", name="job_state"),
    sqlite_strict=True,
)

part_record = Table(
    "part_record",
    metadata,
    Column("part", Words, primary_key=True),
    Column("number", Number, ForeignKey("journal.number"), nullable=False, unique=True),
    Column("job", Words, nullable=False, index=True),
    Column("attempt", Words, ForeignKey("attempt.id"), nullable=False, index=True),
    Column("machine", Words, nullable=False),
    Column("material", Words, nullable=False),
    Column("outcome", Words, nullable=False),
    Column("recorded_at", Words, nullable=False),
    Column("telemetry", Number, ForeignKey("journal.number")),  # NULL while no entry says what was kept
    sqlite_strict=True,
)
_UNTOLD = part_record.c.telemetry.is_(None)
Index("part_record_without_telemetry", part_record.c.number, sqlite_where=_UNTOLD, postgresql_where=_UNTOLD)

part_lot = Table(
    "part_lot",
    metadata,
    Column("lot", Words, primary_key=True),
    Column("number", Number, ForeignKey("part_record.number"), primary_key=True),  # of the part's record
    sqlite_strict=True,
)
TABLES = (part_lot, part_record, job, bed, attempt)

_OWNER = select(attempt.c.id).where(attempt.c.machine == bindparam("of"), _UNFINISHED)
_MACHINE = select(attempt.c.machine).where(attempt.c.id == bindparam("of"))
_RESERVE = insert(attempt).values(
    state="reserved", **{c: bindparam(c) for c in ("id", "job", "machine", "digest", "reserved_at")}
)
_OPEN = update(attempt).where(attempt.c.id == bindparam("of"), _UNFINISHED)
_SET_STATE = _OPEN.values(state=bindparam("to"))
_SET_STARTED = _OPEN.values(state="running", started_at=bindparam("at"))
_SET_ENDED = _OPEN.values(state="ended", ended_at=bindparam("at"), outcome=bindparam("end"), reason=bindparam("why"))
_BED = select(bed.c.state).where(bed.c.machine == bindparam("of"))
_TURN_BED = update(bed).where(bed.c.machine == bindparam("of")).values(state=bindparam("to"), since=bindparam("at"))
_FIRST_BED = insert(bed)
_QUEUE = insert(job).values(id=bindparam("id"), number=bindparam("number"), state="waiting")
_SET_JOB = update(job).where(job.c.id == bindparam("of")).values(state=bindparam("to"))
_GIVE_JOB = update(job).where(job.c.id == bindparam("of"), job.c.state == "waiting").values(state="running")
_RECORD = insert(part_record).values({c.name: bindparam(c.name) for c in part_record.c if c.name != "telemetry"})
_LOT = insert(part_lot)
_TELL = update(part_record).where(part_record.c.part == bindparam("of")).values(telemetry=bindparam("by"))


def _reserved(transaction: Transaction, number: int, entry: Entry) -> None:
    machine = entry.body["machine"]
    _bed_is_clear(transaction, machine)
    owner = transaction.first(_OWNER, of=machine)
    if owner:
        raise Conflict(say("storage.machine_taken", machine=machine, attempt=owner[0]), say("storage.wait_or_end"))
    told = {"job": entry.body["job"], "machine": machine, "digest": entry.body["digest"]}
    transaction.change(_RESERVE, id=entry.subject, reserved_at=entry.time.isoformat(), **told)


def _start_intended(transaction: Transaction, number: int, entry: Entry) -> None:
    found = transaction.first(_MACHINE, of=entry.subject)
    if found:
        _bed_is_clear(transaction, found[0])
    _is_open(transaction.change(_SET_STATE, of=entry.subject, to="starting"), entry)


def _started(transaction: Transaction, number: int, entry: Entry) -> None:
    _is_open(transaction.change(_SET_STARTED, of=entry.subject, at=entry.body["started_at"]), entry)


def _ended(transaction: Transaction, number: int, entry: Entry) -> None:
    body = entry.body
    told = {"at": body["ended_at"], "end": body["outcome"], "why": body["reason"]}
    _is_open(transaction.change(_SET_ENDED, of=entry.subject, **told), entry)


def _state(state: str) -> Projection:
    def turn(transaction: Transaction, number: int, entry: Entry) -> None:
        _is_open(transaction.change(_SET_STATE, of=entry.subject, to=state), entry)

    return turn


def _is_open(changed: int, entry: Entry) -> None:
    if changed != 1:
        raise Conflict(say("storage.attempt_over", attempt=entry.subject), say("storage.look_again"))


def _bed_is_clear(transaction: Transaction, machine: str) -> None:
    if transaction.first(_BED, of=machine) != ("clear",):
        raise Conflict(say("storage.bed_not_clear", machine=machine), say("storage.clear_the_bed"))


def _bed_turned(transaction: Transaction, number: int, entry: Entry) -> None:
    state, since = entry.body["bed"], entry.time.isoformat()
    if not transaction.change(_TURN_BED, of=entry.subject, to=state, at=since):
        transaction.change(_FIRST_BED, machine=entry.subject, state=state, since=since)


def _part_recorded(transaction: Transaction, number: int, entry: Entry) -> None:
    body, making = entry.body, entry.body["making"]
    transaction.change(
        _RECORD,
        part=entry.subject,
        number=number,
        job=body["job"],
        attempt=body["attempt"],
        machine=making["machine"],
        material=making["material"],
        outcome=body["outcome"],
        recorded_at=entry.time.isoformat(),
    )
    for lot in dict.fromkeys(filter(None, making.get("lot", "").split(", "))):
        transaction.change(_LOT, lot=lot, number=number)


def _part_telemetry(transaction: Transaction, number: int, entry: Entry) -> None:
    transaction.change(_TELL, of=entry.subject, by=number)


def _job_queued(transaction: Transaction, number: int, entry: Entry) -> None:
    transaction.change(_QUEUE, id=_job_of(entry), number=number)


def _job_given(transaction: Transaction, number: int, entry: Entry) -> None:
    if transaction.change(_GIVE_JOB, of=_job_of(entry)) != 1:
        raise Conflict(say("storage.job_not_waiting", job=_job_of(entry)), say("storage.look_again"))


def _job(state: str) -> Projection:
    def turn(transaction: Transaction, number: int, entry: Entry) -> None:
        transaction.change(_SET_JOB, of=_job_of(entry), to=state)

    return turn


def _job_of(entry: Entry) -> str:
    return entry.subject.removeprefix("job:")


PROJECTIONS: Mapping[str, Projection] = {
    "attempt.reserved": _reserved,
    "attempt.stored": _state("stored"),
    "attempt.start_intended": _start_intended,
    "attempt.withdrawn": _state("reserved"),
    "attempt.started": _started,
    "attempt.paused": _state("paused"),
    "attempt.resumed": _state("running"),
    "attempt.ended": _ended,
    "bed.turned": _bed_turned,
    "job.queued": _job_queued,
    "job.given": _job_given,
    "job.held": _job("held"),
    "job.released": _job("waiting"),
    "job.returned": _job("waiting"),
    "job.done": _job("done"),
    "job.withdrawn": _job("withdrawn"),
    "part.recorded": _part_recorded,
    "part.telemetry": _part_telemetry,
}
