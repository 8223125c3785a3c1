"""What to do next about an attempt: one step, decided from what is written down and what is heard. Pure.

The order of a start: the machine is ours; the file is there, verified; the printer is idle and its bed clear; “start
intended” is written down; start is sent, once; the printer is seen to run our file. In any doubt after that nothing is
sent blindly: the file is taken away, and when it is gone and the printer has started nothing since, a new try is made.
"""

from dataclasses import dataclass
from datetime import datetime

from layerworks.fleet.commands import Cancel, Command, Remove, Start, Upload
from layerworks.fleet.observations import PrinterState
from layerworks.fleet.watch import Watch, call_again_s, silent_s, still_s, unheard_s
from layerworks.workshop import events as happened
from layerworks.workshop.attempt import PrintAttempt
from layerworks.workshop.bed import Bed
from layerworks.workshop.events import BedState, BedTurned, Outcome, Reason, WorkshopEvent
from layerworks.workshop.job import Job
from layerworks.workshop.patience import PatienceSettings


@dataclass(frozen=True, slots=True)
class Open:
    """Begin a connection."""


@dataclass(frozen=True, slots=True)
class Close:
    """Give the connection up."""


@dataclass(frozen=True, slots=True)
class Send:
    """Ask the printer for something."""

    command: Command


@dataclass(frozen=True, slots=True)
class Note:
    """Write down what the workshop itself has concluded or is about to do, and then ask for something, if anything."""

    events: tuple[WorkshopEvent, ...]
    command: Command | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """Let time pass."""

    seconds: float


Step = Open | Close | Send | Note | Wait


def next_step(
    attempt: PrintAttempt,
    job: Job,
    watch: Watch,
    bed: Bed,
    wish: Command | None,
    now: datetime,
    patience: PatienceSettings,
) -> Step:
    """Return what to do next about an attempt that has not ended.

    bed: of the attempt's machine. wish: what a person wants of the running print now, if anything.
    """
    if unheard_s(watch, now) > patience.unheard_s:
        never_started = attempt.state in ("reserved", "stored")
        end = ("failed", "not_ready") if never_started else ("lost", "unheard")
        return Note((happened.Ended(*end, ended_at=now),))
    if watch.link == "closed":
        return _call(attempt, watch, now, patience)
    if silent_s(watch, now) > patience.silence_s:
        return Close()
    if watch.printer is None:
        return Wait(patience.poll_s)
    match attempt.state:
        case "reserved" | "stored":
            return _before_start(attempt, job, watch, watch.printer, bed, wish, now, patience)
        case "starting":
            return _in_doubt(attempt, watch, watch.printer, now, patience)
        case _:
            return _running(attempt, watch, watch.printer, wish, now, patience)


def _call(attempt: PrintAttempt, watch: Watch, now: datetime, patience: PatienceSettings) -> Step:
    if watch.changed_at is None:
        return Open()
    pause_s = call_again_s(watch, attempt.machine, patience.first_call_again_s, patience.longest_call_again_s)
    left_s = pause_s - (now - watch.changed_at).total_seconds()
    return Wait(left_s) if left_s > 0 else Open()


def _before_start(
    attempt: PrintAttempt,
    job: Job,
    watch: Watch,
    printer: PrinterState,
    bed: Bed,
    wish: Command | None,
    now: datetime,
    patience: PatienceSettings,
) -> Step:
    if isinstance(wish, Cancel):
        return Note((happened.Ended("cancelled", "asked", ended_at=now),), Remove(attempt.file))
    if attempt.tries > patience.start_tries or watch.refusals >= patience.start_tries:
        return Note((happened.Ended("failed", "not_taken", ended_at=now),), Remove(attempt.file))
    if _waits_for_answer(watch, now, patience):
        return Wait(patience.poll_s)
    if not printer.keeps(attempt.file, attempt.size, attempt.digest):
        return Send(Upload(attempt.file, job.text, job.digest))
    if bed.state == "clear" and (doubt := _doubt_about(bed, printer)):
        return Note((BedTurned(attempt.machine, doubt),))
    if printer.device == "idle" and bed.state == "clear":
        intended = happened.StartIntended(attempt.file, printer.mark)
        return Note((intended, BedTurned(attempt.machine, "unknown")), Start(attempt.file))
    if (now - attempt.changed_at).total_seconds() > patience.attention_s:
        return Note((happened.Ended("failed", "not_ready", ended_at=now),), Remove(attempt.file))
    return Wait(patience.poll_s)


def _doubt_about(bed: Bed, printer: PrinterState) -> BedState | None:
    """Return what to think of a bed said to be clear when the printer did something past us since then.

    Someone may print from the printer's screen or a card. A printer that restarted may have forgotten such a print.
    """
    run = printer.run
    if run is not None and (run.phase in ("running", "paused") or (bed.since and run.started_at >= bed.since)):
        return "occupied"
    return "unknown" if bed.since and printer.booted_at and printer.booted_at > bed.since else None


def _in_doubt(
    attempt: PrintAttempt, watch: Watch, printer: PrinterState, now: datetime, patience: PatienceSettings
) -> Step:
    if attempt.refused:
        return Close()  # the snapshot of the next connection tells what the printer does instead
    sent_here = watch.sent == Start(attempt.file) and watch.sent_at is not None
    if sent_here and _age_s(watch, now) < patience.start_deadline_s:
        return Wait(patience.poll_s)
    if isinstance(watch.sent, Remove) and _age_s(watch, now) < patience.answer_s:
        return Wait(patience.poll_s)
    return Send(Remove(attempt.file))


def _running(
    attempt: PrintAttempt,
    watch: Watch,
    printer: PrinterState,
    wish: Command | None,
    now: datetime,
    patience: PatienceSettings,
) -> Step:
    file = printer.run.file if printer.run else attempt.file
    if attempt.cancelling:
        return Wait(patience.poll_s) if _recently(watch, Cancel(file), now, patience) else Send(Cancel(file))
    if isinstance(wish, Cancel):
        return _end(file, "cancelled", "asked")
    if attempt.state == "running" and still_s(watch, now) > patience.stall_s:
        return _end(file, "failed", "stall", happened.FaultSeen("stall", ""))
    if attempt.state == "paused" and (now - attempt.changed_at).total_seconds() > patience.attention_s:
        return _end(file, "failed", "runout" if "runout" in attempt.standing else "waited")
    if wish is not None and not _recently(watch, wish, now, patience):
        return Send(wish)
    return Wait(patience.poll_s)


def _end(file: str, outcome: Outcome, reason: Reason, *before: WorkshopEvent) -> Note:
    return Note((*before, happened.CancelIntended(outcome, reason)), Cancel(file))


def _waits_for_answer(watch: Watch, now: datetime, patience: PatienceSettings) -> bool:
    return watch.sent is not None and watch.answer is None and _age_s(watch, now) < patience.answer_s


def _recently(watch: Watch, command: Command, now: datetime, patience: PatienceSettings) -> bool:
    return watch.sent == command and _age_s(watch, now) < patience.answer_s


def _age_s(watch: Watch, now: datetime) -> float:
    return (now - watch.sent_at).total_seconds() if watch.sent_at else 0.0
