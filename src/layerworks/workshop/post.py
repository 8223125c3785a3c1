"""A machine of the shop floor between two turns."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from layerworks.fleet.commands import Cancel, Command, Pause, Resume, Start, Upload
from layerworks.fleet.connector import Connector
from layerworks.fleet.watch import Watch, closed
from layerworks.words import Text
from layerworks.workshop.attempt import PrintAttempt
from layerworks.workshop.bed import Bed, bed_in
from layerworks.workshop.carrying_out import find_attempt
from layerworks.workshop.equipment import Equipment, equipment_of
from layerworks.workshop.events import BedTurned
from layerworks.workshop.job import Job
from layerworks.workshop.journal import Journal
from layerworks.workshop.leases import Hold
from layerworks.workshop.queue import Queue
from layerworks.workshop.waiting import WorkMachine

CLOCKS_S = 300.0  # clocks are not set by more than this without a person who would notice
Wish = Pause | Resume | Cancel


@dataclass(frozen=True, slots=True)
class FloorMachine:
    """A machine of the floor. machine_type: id in the catalogue. circuit: power circuit, empty where nobody counts.

    clears_itself: a belt or an ejector takes the finished part off.
    """

    connector: Connector
    machine_type: str
    circuit: str = ""
    clears_itself: bool = False

    @property
    def name(self) -> str:
        """The id of the machine."""
        return self.connector.machine


@dataclass(slots=True, eq=False)
class Post:
    """What is held of a machine: nothing that is not in the journal or at the printer, but for a person's last wish.

    attempt: the one that owns the machine; job: its job, with the text while that may be needed.
    trouble: why its last turn failed, None when it did not. due_at: its next turn.
    hold: by which lease it is tended, None where there is one hub only. unsure_of: jobs to be read from the journal
    again, with the machine's own history, before its next turn: they may or may not be written down as held here. None
    where nothing is in doubt.
    """

    machine: FloorMachine
    equipment: Equipment
    bed: Bed
    watch: Watch = field(default_factory=Watch)
    attempt: PrintAttempt | None = None
    job: Job | None = None
    wish: Wish | None = None
    free_since: datetime | None = None
    trouble: Text | None = None
    due_at: datetime | None = None
    hold: Hold | None = None
    unsure_of: set[str] | None = None

    @property
    def warming(self) -> bool:
        """Whether it heats up, or is about to: an attempt that is not seen to print yet."""
        device = self.watch.printer.device if self.watch.printer else None
        return device == "heating" or (self.attempt is not None and device not in ("printing", "paused"))

    @property
    def matters(self) -> tuple[object, ...]:
        """What dispatch looks at and a turn may change."""
        device = self.watch.printer.device if self.watch.printer else None
        return self.watch.link, device, self.bed.state, self.attempt is None, self.warming

    @property
    def seen(self) -> WorkMachine:
        """The machine as dispatch sees it."""
        return WorkMachine(
            self.machine.name,
            self.machine.machine_type,
            self.watch.link,
            self.watch.printer.device if self.watch.printer else None,
            self.bed.state,
            self.attempt is not None,
            {Upload, Start} <= self.machine.connector.abilities.commands,
            self.equipment.loaded,
            self.machine.circuit,
            self.warming,
            self.equipment.in_service,
            self.free_since,
            self.equipment.others,
        )

    @property
    def end_of_print(self) -> Cancel | None:
        """What ends the print that goes on, whoever's it is; None when none does or the machine is not told."""
        run = self.watch.printer.run if self.watch.printer else None
        can = self.watch.link == "online" and Cancel in self.machine.connector.abilities.commands
        return Cancel(run.file) if can and run is not None and run.phase in ("running", "paused") else None

    def wished(self, attempt: PrintAttempt, now: datetime) -> Command | None:
        """Return what a person still wants of the print; a wish that came true is forgotten."""
        wish = self.wish
        came_true = (
            (isinstance(wish, Pause) and attempt.state == "paused")
            or (isinstance(wish, Resume) and attempt.state == "running")
            or (isinstance(wish, Cancel) and attempt.cancelling is not None)
        )
        if came_true:
            self.wish = None
        # the wish names the attempt's file of its time: a later try has another
        return type(self.wish)(attempt.file) if self.wish else None

    def cleared(self) -> BedTurned:
        """Return that the bed is clear now, with what the printer remembers or, unheard, how far clocks are trusted."""
        mark = self.watch.printer.mark if self.watch.printer else ""
        return BedTurned(self.machine.name, "clear", mark, 0.0 if mark else CLOCKS_S)

    def hang_up(self, now: datetime) -> None:
        """End the connection: the snapshot of the next one tells all that the machine still knows."""
        self.machine.connector.close()
        self.watch = closed(self.watch, now)

    def doubt(self, *jobs: str) -> None:
        """Believe of this machine and of these jobs only what the journal tells."""
        self.unsure_of = (self.unsure_of or set()) | set(jobs)

    def read_again(self, journal: Journal, queue: Queue, now: datetime) -> None:
        """Know what the journal tells of the machine, of jobs in doubt, and of the attempt that owns it."""
        history = journal.about(self.machine.name)
        queue.recall(self.unsure_of or ())
        job = queue.running_on(self.machine.name)
        if job is None and self.attempt is not None:
            self.leave(now)
        self.attempt = find_attempt(journal, job.attempts[-1]) if job is not None else None
        self.equipment, self.bed, self.unsure_of = equipment_of(history), bed_in(history), None

    def leave(self, now: datetime) -> None:
        """Be free for another attempt."""
        self.attempt, self.job, self.wish, self.free_since = None, None, None, now


def seen_by_dispatch(posts: Iterable[Post]) -> list[WorkMachine]:
    """Return machines as dispatch sees them."""
    return [post.seen for post in posts]
