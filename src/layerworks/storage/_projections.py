"""Tables that follow from the journal. Each entry is projected in the transaction that keeps it.

A projection that cannot be made refuses the entry: so the database itself holds to the workshop's rules, also when two
processes decide at the same moment.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable
from datetime import datetime

from layerworks.errors import Conflict
from layerworks.storage._chain import Row
from layerworks.words import say
from layerworks.workshop.journal import Entry

TABLES = ("enrolment", "job", "part_record", "bed", "attempt")  # children first

Projection = Callable[[sqlite3.Connection, int, Entry], None]


def project(connection: sqlite3.Connection, number: int, entry: Entry) -> None:
    """Bring the tables up to an entry just kept. Raises Conflict when the entry breaks a rule."""
    projection = _PROJECTIONS.get(entry.what)
    if projection:
        projection(connection, number, entry)


def _reserved(connection: sqlite3.Connection, number: int, entry: Entry) -> None:
    machine = entry.body["machine"]
    _bed_is_clear(connection, machine)
    owner = connection.execute("SELECT id FROM attempt WHERE machine = ? AND outcome IS NULL", (machine,)).fetchone()
    if owner:
        raise Conflict(say("storage.machine_taken", machine=machine, attempt=owner[0]), say("storage.wait_or_end"))
    connection.execute(
        "INSERT INTO attempt (id, job, machine, digest, state, reserved_at) VALUES (?, ?, ?, ?, 'reserved', ?)",
        (entry.subject, entry.body["job"], machine, entry.body["digest"], entry.time.isoformat()),
    )


def _start_intended(connection: sqlite3.Connection, number: int, entry: Entry) -> None:
    (machine,) = connection.execute("SELECT machine FROM attempt WHERE id = ?", (entry.subject,)).fetchone()
    _bed_is_clear(connection, machine)
    _set_state(connection, entry, "starting")


def _started(connection: sqlite3.Connection, number: int, entry: Entry) -> None:
    _set_state(connection, entry, "running")
    connection.execute("UPDATE attempt SET started_at = ? WHERE id = ?", (entry.body["started_at"], entry.subject))


def _ended(connection: sqlite3.Connection, number: int, entry: Entry) -> None:
    _set_state(connection, entry, "ended")
    connection.execute(
        "UPDATE attempt SET ended_at = ?, outcome = ?, reason = ? WHERE id = ?",
        (entry.body["ended_at"], entry.body["outcome"], entry.body["reason"], entry.subject),
    )


def _state(state: str) -> Projection:
    return lambda connection, number, entry: _set_state(connection, entry, state)


def _set_state(connection: sqlite3.Connection, entry: Entry, state: str) -> None:
    changed = connection.execute(
        "UPDATE attempt SET state = ? WHERE id = ? AND outcome IS NULL", (state, entry.subject)
    ).rowcount
    if changed != 1:
        raise Conflict(say("storage.attempt_over", attempt=entry.subject), say("storage.look_again"))


def _bed_is_clear(connection: sqlite3.Connection, machine: str) -> None:
    row = connection.execute("SELECT state FROM bed WHERE machine = ?", (machine,)).fetchone()
    if row is None or row[0] != "clear":
        raise Conflict(say("storage.bed_not_clear", machine=machine), say("storage.clear_the_bed"))


def _bed_turned(connection: sqlite3.Connection, number: int, entry: Entry) -> None:
    connection.execute(
        "INSERT INTO bed VALUES (?, ?, ?)"
        " ON CONFLICT (machine) DO UPDATE SET state = excluded.state, since = excluded.since",
        (entry.subject, entry.body["bed"], entry.time.isoformat()),
    )


def _part_recorded(connection: sqlite3.Connection, number: int, entry: Entry) -> None:
    body = entry.body
    connection.execute(
        "INSERT INTO part_record (part, number, job, attempt, machine, material, outcome, recorded_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            entry.subject,
            number,
            body["job"],
            body["attempt"],
            body["making"]["machine"],
            body["making"]["material"],
            body["outcome"],
            entry.time.isoformat(),
        ),
    )


def _part_telemetry(connection: sqlite3.Connection, number: int, entry: Entry) -> None:
    connection.execute("UPDATE part_record SET telemetry = ? WHERE part = ?", (number, entry.subject))


def _job_queued(connection: sqlite3.Connection, number: int, entry: Entry) -> None:
    connection.execute("INSERT INTO job VALUES (?, 'waiting')", (entry.subject.removeprefix("job:"),))


def _job_given(connection: sqlite3.Connection, number: int, entry: Entry) -> None:
    job = entry.subject.removeprefix("job:")
    given = connection.execute("UPDATE job SET state = 'running' WHERE id = ? AND state = 'waiting'", (job,)).rowcount
    if given != 1:
        raise Conflict(say("storage.job_not_waiting", job=job), say("storage.look_again"))


def _job(state: str) -> Projection:
    def turn(connection: sqlite3.Connection, number: int, entry: Entry) -> None:
        connection.execute("UPDATE job SET state = ? WHERE id = ?", (state, entry.subject.removeprefix("job:")))

    return turn


def _enrolled(connection: sqlite3.Connection, number: int, entry: Entry) -> None:
    connection.execute("INSERT OR IGNORE INTO enrolment VALUES (?)", (entry.subject,))


def _dismissed(connection: sqlite3.Connection, number: int, entry: Entry) -> None:
    connection.execute("DELETE FROM enrolment WHERE machine = ?", (entry.subject,))


_PROJECTIONS: dict[str, Projection] = {
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
    "machine.enrolled": _enrolled,
    "machine.dismissed": _dismissed,
    "part.recorded": _part_recorded,
    "part.telemetry": _part_telemetry,
}


def rebuild(connection: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """Empty the tables and project the journal's rows again. Belongs in a transaction."""
    for table in TABLES:
        connection.execute(f"DELETE FROM {table}")
    for row in list(rows):
        time = datetime.fromisoformat(row.time)
        project(connection, row.number, Entry(time, row.who, row.what, row.why, row.subject, json.loads(row.body)))
