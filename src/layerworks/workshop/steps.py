"""What to do next about an attempt: one step, decided from what is written down and what is heard. Pure.

The order of a start: the machine is ours; the file is there, verified; the printer is idle and its bed clear; “start
intended” is written down; start is sent, once; the printer is seen to run our file. In any doubt after that nothing is
sent blindly: the file is taken away, and when it is gone and the printer has started nothing since, a new try is made.
"""

from dataclasses import dataclass
from datetime import datetime
from math import inf

from layerworks.fleet.commands import Cancel, Command, Remove, Start, Upload
from layerworks.fleet.identity import attempt_of
from layerworks.fleet.observations import PrinterState, same_end
from layerworks.fleet.watch import Watch, call_again_s, silent_s, still_s, unheard_s
from layerworks.workshop import events as happened
from layerworks.workshop.attempt import PrintAttempt
from layerworks.workshop.bed import Bed, doubt_about
from layerworks.workshop.events import BedTurned, Outcome, Reason, WorkshopEvent
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


@dataclass(frozen=True, slots=True)
class Situation:
    """All that a step is decided from.

    attempt: not ended. bed: of its machine. wish: what a person wants of the print now, if anything.
    """

    attempt: PrintAttempt
    job: Job
    watch: Watch
    bed: Bed
    wish: Command | None
    now: datetime
    patience: PatienceSettings

    @property
    def sent_s(self) -> float:
        """Seconds since the last command of this connection was sent; infinite when none was."""
        return (self.now - self.watch.sent_at).total_seconds() if self.watch.sent_at else inf

    @property
    def changed_s(self) -> float:
        """Seconds since the last event of the attempt."""
        return (self.now - self.attempt.changed_at).total_seconds()

    def just_sent(self, command: Command) -> bool:
        """Tell whether this command was the last and is too young to be repeated."""
        return self.watch.sent == command and self.sent_s < self.patience.answer_s


def next_step(here: Situation) -> Step:
    """Return what to do next."""
    called_in_vain = here.watch.link != "online" and here.watch.failed_opens > 0  # else a clock may have been set
    if called_in_vain and unheard_s(here.watch, here.now) > here.patience.unheard_s:
        never_started = here.attempt.state in ("reserved", "stored")
        return _end_now(here, "failed", "not_ready") if never_started else _end_now(here, "lost", "unheard")
    if here.watch.link == "closed":
        return _call(here)
    if silent_s(here.watch, here.now) > here.patience.silence_s:
        return Close()
    if here.watch.printer is None:
        return Wait(here.patience.poll_s)
    match here.attempt.state:
        case "reserved" | "stored":
            return _before_start(here, here.watch.printer)
        case "starting":
            return _in_doubt(here)
        case _:
            return _running(here, here.watch.printer)


def _call(here: Situation) -> Step:
    if here.watch.changed_at is None:
        return Open()
    first_s, longest_s = here.patience.first_call_again_s, here.patience.longest_call_again_s
    since_s = (here.now - here.watch.changed_at).total_seconds()
    left_s = call_again_s(here.watch, here.attempt.machine, first_s, longest_s) - since_s
    return Wait(left_s) if left_s > 0 else Open()


def _before_start(here: Situation, printer: PrinterState) -> Step:
    attempt, bed, most = here.attempt, here.bed, here.patience.start_tries
    if isinstance(here.wish, Cancel):
        return _end_now(here, "cancelled", "asked")
    if attempt.tries > most or here.watch.refusals >= most:
        return _end_now(here, "failed", "not_taken")
    if here.watch.sent is not None and here.watch.answer is None and here.sent_s < here.patience.answer_s:
        return Wait(here.patience.poll_s)
    if not printer.keeps(attempt.file, attempt.size, attempt.digest):
        return Send(Upload(attempt.file, here.job.text, here.job.digest))
    if bed.state == "clear" and (doubt := doubt_about(bed, printer)):
        return Note((BedTurned(attempt.machine, doubt),))
    if bed.state == "clear" and printer.device == "idle":
        intended = happened.StartIntended(attempt.file, printer.mark)
        return Note((intended, BedTurned(attempt.machine, "unknown")), Start(attempt.file))
    if here.changed_s > here.patience.attention_s:
        return _end_now(here, "failed", "not_ready")
    return Wait(here.patience.poll_s)


def _in_doubt(here: Situation) -> Step:
    file, sent = here.attempt.file, here.watch.sent
    if here.attempt.refused:
        return Close()  # the snapshot of the next connection tells what the printer does instead
    overtaken = here.watch.printer is not None and not same_end(here.watch.printer.mark, here.attempt.mark)
    if sent == Start(file) and here.sent_s < here.patience.start_deadline_s and not overtaken:
        return Wait(here.patience.poll_s)  # overtaken by a print of somebody else, ours must not come any more
    return Wait(here.patience.poll_s) if here.just_sent(Remove(file)) else Send(Remove(file))


def _running(here: Situation, printer: PrinterState) -> Step:
    attempt, wish, run = here.attempt, here.wish, printer.run
    if run is None or attempt_of(run.file) != attempt.id or run.phase not in ("running", "paused"):
        return Close()  # its end passed by unseen; the snapshot of the next connection tells it
    file = run.file
    if attempt.cancelling:
        return Wait(here.patience.poll_s) if here.just_sent(Cancel(file)) else Send(Cancel(file))
    if isinstance(wish, Cancel):
        return _cancel(file, "cancelled", "asked")
    if attempt.state == "running" and still_s(here.watch, here.now) > here.patience.stall_s:
        return _cancel(file, "failed", "stall", happened.FaultSeen("stall", ""))
    if attempt.state == "paused" and here.changed_s > here.patience.attention_s:
        return _cancel(file, "failed", "runout" if "runout" in attempt.standing else "waited")
    return Wait(here.patience.poll_s) if wish is None or here.just_sent(wish) else Send(wish)


def _cancel(file: str, outcome: Outcome, reason: Reason, *before: WorkshopEvent) -> Note:
    return Note((*before, happened.CancelIntended(outcome, reason)), Cancel(file))


def _end_now(here: Situation, outcome: Outcome, reason: Reason) -> Note:
    """End an attempt without the printer; where it can be told, it need not keep a file that will not be printed."""
    tidy = Remove(here.attempt.file) if outcome != "lost" and here.watch.link == "online" else None
    return Note((happened.Ended(outcome, reason, ended_at=here.now),), tidy)
