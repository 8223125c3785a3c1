"""How facts move an attempt. Pure: a history of observations is a test."""

from datetime import datetime

from layerworks.fleet.commands import Start
from layerworks.fleet.identity import attempt_of
from layerworks.fleet.observations import (
    Answered,
    Fault,
    Observation,
    PrinterState,
    Progress,
    Run,
    Snapshot,
    StateChanged,
    same_end,
)
from layerworks.workshop import events as happened
from layerworks.workshop.attempt import PrintAttempt, evolve
from layerworks.workshop.events import BedTurned, Outcome, Reason, WorkshopEvent

LEAST_SHARE = 0.8  # no print is done in less than this share of its predicted time


def observe(attempt: PrintAttempt, seen: Observation) -> tuple[PrintAttempt, tuple[WorkshopEvent, ...]]:
    """Advance an attempt by one fact; return it with what has happened. The same fact twice changes nothing.

    Facts come in order (the port promises so); one older than the last change is a late copy and is passed over,
    except a snapshot, which is the whole present truth whatever the clock says.
    """
    if attempt.end is not None or (seen.at < attempt.changed_at and not isinstance(seen, Snapshot)):
        return attempt, ()
    match seen:
        case Snapshot() | StateChanged():
            found = _reconcile(attempt, seen.printer, seen.at)
        case Progress() if attempt_of(seen.run.file) == attempt.id:
            found = _follow(attempt, seen.run, seen.at)
        case Fault() if seen.file is not None and attempt_of(seen.file) == attempt.id:
            found = _fault(attempt, seen.kind, seen.detail)
        case Answered(to=Start(file), verdict="refused") if attempt.state == "starting" and file == attempt.file:
            found = () if attempt.refused else (happened.StartRefused(seen.why),)
        case _:
            found = ()
    for event in found:
        if not isinstance(event, BedTurned):
            attempt = evolve(attempt, event, seen.at)
    return attempt, found


def _reconcile(attempt: PrintAttempt, printer: PrinterState, at: datetime) -> tuple[WorkshopEvent, ...]:
    if printer.run is not None and attempt_of(printer.run.file) == attempt.id:
        return _follow(attempt, printer.run, at)
    match attempt.state:
        case "reserved" if printer.keeps(attempt.file, attempt.size, attempt.digest):
            return (happened.Stored(attempt.file),)
        case "starting" if attempt.refused or not printer.has(attempt.file):  # so it cannot come any more
            return _without_start(attempt, printer, at)
        case "running" | "paused":
            return (_gone(attempt, printer, at),)
        case _:
            return ()


def _without_start(attempt: PrintAttempt, printer: PrinterState, at: datetime) -> tuple[WorkshopEvent, ...]:
    """Conclude what became of a start that is not running and can no longer come."""
    withdrawn = happened.Withdrawn(attempt.file)
    if same_end(printer.mark, attempt.mark):
        return withdrawn, BedTurned(attempt.machine, "clear", printer.mark)
    # The printer did something else meanwhile. Refused, ours was not before it; but the bed stays unknown.
    return (withdrawn,) if attempt.refused else (_gone(attempt, printer, at),)


def _gone(attempt: PrintAttempt, printer: PrinterState, at: datetime) -> happened.Ended:
    """Conclude what became of a print that the printer no longer knows."""
    if printer.boot == attempt.mark.split("/", 1)[0]:
        return happened.Ended("lost", "forgotten", ended_at=at)
    if (at - (attempt.started_at or attempt.changed_at)).total_seconds() < LEAST_SHARE * attempt.predicted_s:
        return happened.Ended("failed", "cut_short", ended_at=at)
    return happened.Ended("lost", "restarted", ended_at=at)


def _follow(attempt: PrintAttempt, run: Run, at: datetime) -> tuple[WorkshopEvent, ...]:
    found: list[WorkshopEvent] = []
    if attempt.started_at is None:
        found += [happened.Started(run.file, run.started_at), BedTurned(attempt.machine, "occupied")]
    if run.phase == "running" and attempt.state == "paused":
        resumed = happened.Resumed()
        found.append(resumed)
        attempt = evolve(attempt, resumed, at)  # what the printer still complains of is a fault of what follows
    if run.fault is not None:
        found += _fault(attempt, run.fault, run.why)
    found += [happened.PartSkipped(part) for part in run.skipped if part not in attempt.skipped]
    if run.phase == "paused" and attempt.state != "paused":
        found.append(happened.Paused(run.why))
    elif run.phase in ("completed", "cancelled", "failed"):
        outcome, reason = _outcome(attempt, run)
        found.append(
            happened.Ended(
                outcome,
                reason,
                detail=run.why,
                ended_at=run.ended_at or at,
                printed_s=run.printed_s,
                filament_mm=run.filament_mm,
                byte_offset=run.position.byte_offset,
                layer=run.position.layer,
            )
        )
    return tuple(found)


def _outcome(attempt: PrintAttempt, run: Run) -> tuple[Outcome, Reason]:
    if run.phase == "completed":
        return "completed", "printed"
    if run.phase == "failed":
        return "failed", run.fault or "other"
    return attempt.cancelling or ("cancelled", "at_machine")


def _fault(attempt: PrintAttempt, kind: str, detail: str) -> tuple[WorkshopEvent, ...]:
    return () if kind in attempt.standing else (happened.FaultSeen(kind, detail),)
