"""Which waiting job goes to which machine now, and why the others wait. Pure; the same question has the same answer.

The rule: the most urgent job first, then the nearest due date, then who asks for it in turn, so that nobody's thousand
jobs keep another's one waiting, then the longest wait. Of the machines that can take it
now, it goes to the one whose loaded material is just enough, so that large spools are kept for large jobs; then to the
one that has been idle longest.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import inf
from typing import Literal

from layerworks.words import Text, say
from layerworks.workshop.waiting import Needs, WaitingJob, WorkMachine

Obstacle = Literal[
    "held",  # of the job: a person keeps it back
    "no_machine",  # of the job: none is of its type
    "not_chosen",  # a person has chosen other machines for the job
    "other_type",
    "out_of_service",
    "observe_only",
    "nothing_loaded",  # nobody has said what is in the machine
    "other_material",
    "other_nozzle",
    "tool_empty",  # nobody has said what a further tool has
    "too_little",  # the spool ends before the job
    "offline",
    "error",
    "busy",  # an attempt of ours, or a print of somebody else
    "bed_occupied",
    "bed_unknown",
    "circuit_busy",  # too many machines on its power circuit heat up already
    "outranked",  # the machine was free, and a job before this one takes it now
]
NEARNESS: tuple[Obstacle, ...] = (
    "outranked",
    "circuit_busy",
    "busy",
    "bed_occupied",
    "bed_unknown",
    "offline",
    "error",
    "too_little",
    "tool_empty",
    "nothing_loaded",
    "other_material",
    "other_nozzle",
    "observe_only",
    "out_of_service",
    "not_chosen",
    "other_type",
    "no_machine",
    "held",
)
LONG_AGO = datetime.min.replace(tzinfo=UTC)
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Circuits:
    """How many machines of a power circuit may heat up at once; a circuit that is not named has no limit."""

    most_warming: Mapping[str, int]

    def free(self, machines: Iterable[WorkMachine]) -> dict[str, float]:
        """Return how many more machines may begin to heat, by circuit that has a limit."""
        warming = Counter(m.circuit for m in machines if m.warming)
        return {circuit: most - warming[circuit] for circuit, most in self.most_warming.items()}

    def beside(self, machines: Iterable[WorkMachine]) -> "Circuits":
        """Return what is left of the limits beside machines that others tend."""
        return (
            Circuits({circuit: int(free) for circuit, free in self.free(machines).items()})
            if self.most_warming
            else self
        )


NO_LIMITS = Circuits({})


@dataclass(frozen=True, slots=True)
class Assignment:
    """A job goes to a machine now."""

    job: str
    machine: str


@dataclass(frozen=True, slots=True)
class WhyNot:
    """What keeps a job from a machine; machine is empty where it is the job's own doing.

    tool, needed_g, left_g: of the spool that ends before the job.
    """

    obstacle: Obstacle
    machine: str = ""
    tool: int = 0
    needed_g: float = 0.0
    left_g: float = 0.0

    def told(self) -> Text:
        """Return it as a sentence that says what to do."""
        if self.obstacle == "too_little":
            values = {"machine": self.machine, "tool": self.tool, "needed_g": self.needed_g, "left_g": self.left_g}
            return say("workshop.why_too_little", **values)
        if self.obstacle == "tool_empty":
            return say("workshop.why_tool_empty", machine=self.machine, tool=self.tool)
        return say(f"workshop.why_{self.obstacle}", machine=self.machine)


def dispatch(
    waiting: Iterable[WaitingJob], machines: Sequence[WorkMachine], circuits: Circuits = NO_LIMITS
) -> tuple[Assignment, ...]:
    """Return the jobs that start now, in the order of the queue. Ids are unique. No machine is given twice, and none
    over an obstacle.
    """
    ready = _Ready(machines, circuits.free(machines))
    assigned: list[Assignment] = []
    for job in queue_order(waiting):
        machine = None if job.held else ready.take(job)
        if machine is not None:
            assigned.append(Assignment(job.job, machine.machine))
    return tuple(assigned)


def queue_order(waiting: Iterable[WaitingJob]) -> list[WaitingJob]:
    """Return jobs in the order of the queue: of those that are as urgent and due alike, everybody's first, second …"""
    turns: Counter[tuple[int, datetime, str, str]] = Counter()
    placed: list[tuple[int, datetime, int, WaitingJob]] = []
    for job in sorted(waiting, key=lambda job: (job.queued_at, job.job)):
        urgent, due_at = -job.urgency, job.due_at or NEVER
        of = urgent, due_at, job.needs.machine_type, job.asked_by
        placed.append((urgent, due_at, turns[of], job))
        turns[of] += not job.held
    return [job for _, _, _, job in sorted(placed, key=lambda one: one[:3])]


def standing_obstacle(machine: WorkMachine) -> Obstacle | None:
    """Return what keeps a machine from any job at all, the worst first."""
    if not machine.in_service:
        return "out_of_service"
    if not machine.may_print:
        return "observe_only"
    if machine.loaded is None:
        return "nothing_loaded"
    if machine.link != "online" or machine.device is None:
        return "offline"
    if machine.device == "error":
        return "error"
    if machine.taken or machine.device != "idle":
        return "busy"
    if machine.bed != "clear":
        return "bed_occupied" if machine.bed == "occupied" else "bed_unknown"
    return None


def obstacle(job: WaitingJob, machine: WorkMachine, circuits_free: Mapping[str, float]) -> Obstacle | None:
    """Return what keeps a job from a machine, or None when it could start there now."""
    needs, loaded = job.needs, machine.loaded
    if job.held:
        return "held"
    if needs.machine_type != machine.machine_type:
        return "other_type"
    if job.only_on and machine.machine not in job.only_on:
        return "not_chosen"
    if loaded is not None and needs.material != loaded.material:
        return "other_material"
    if loaded is not None and needs.nozzle_mm != loaded.nozzle_mm:
        return "other_nozzle"
    standing = standing_obstacle(machine)
    if standing in ("out_of_service", "observe_only", "nothing_loaded"):
        return standing
    if (short := spool_short(needs, machine)) is not None:
        return short.obstacle
    if standing is not None:
        return standing
    return "circuit_busy" if circuits_free.get(machine.circuit, inf) <= 0 else None


def spool_short(needs: Needs, machine: WorkMachine) -> WhyNot | None:
    """Return which spool of a machine a job cannot be done with, None when all hold enough or nobody keeps count."""
    wanted = {0: needs.first_g} | needs.others_g
    for tool, needed_g in wanted.items():
        spool = machine.others.get(tool) if tool else machine.loaded
        if spool is None and tool:
            return WhyNot("tool_empty", machine.machine, tool, needed_g)
        if spool is not None and spool.remaining_g is not None and spool.remaining_g < needed_g:
            return WhyNot("too_little", machine.machine, tool, needed_g, spool.remaining_g)
    return None


def why_waiting(
    job: WaitingJob, waiting: Sequence[WaitingJob], machines: Sequence[WorkMachine], circuits: Circuits = NO_LIMITS
) -> tuple[WhyNot, ...]:
    """Return why a job does not start now, the machine nearest to taking it first; nothing when it does start.

    Of machines that are not of its type none is named.
    """
    if job.held:
        return (WhyNot("held"),)
    assigned = {a.machine: a.job for a in dispatch(waiting, machines, circuits)}
    if job.job in assigned.values():
        return ()
    left = circuits.free(machines)
    circuit_of = {m.machine: m.circuit for m in machines}
    for machine in assigned:
        if circuit_of[machine] in left:
            left[circuit_of[machine]] -= 1
    found: list[WhyNot] = []
    for machine in machines:
        standing = "outranked" if machine.machine in assigned else obstacle(job, machine, left)
        own = obstacle(job, machine, {}) if machine.machine in assigned else None
        if (reason := own or standing) is not None and reason != "other_type":
            short = spool_short(job.needs, machine) if reason in ("too_little", "tool_empty") else None
            found.append(short or WhyNot(reason, machine.machine))
    if not found:
        return (WhyNot("no_machine"),)
    return tuple(sorted(found, key=lambda why: (NEARNESS.index(why.obstacle), why.machine)))


Kind = tuple[str, str, float]


class _Ready:
    """Machines that could start something now, by what they are good for, the thriftiest first."""

    def __init__(self, machines: Iterable[WorkMachine], circuits_free: dict[str, float]) -> None:
        self._left = circuits_free
        self._kinds: dict[Kind, list[WorkMachine]] = {}
        for machine in machines:
            if machine.loaded is not None and self._has_power(machine) and standing_obstacle(machine) is None:
                kind = (machine.machine_type, machine.loaded.material, machine.loaded.nozzle_mm)
                self._kinds.setdefault(kind, []).append(machine)
        for alike in self._kinds.values():
            alike.sort(key=_thrift)

    def take(self, job: WaitingJob) -> WorkMachine | None:
        """Return the machine a job gets, which is ready no more, or None."""
        needs = job.needs
        alike = self._kinds.get((needs.machine_type, needs.material, needs.nozzle_mm), [])
        place = bisect_left(alike, needs.first_g, key=_remaining_g)
        if job.only_on or needs.others_g:
            fits = (i for i in range(place, len(alike)) if _chosen(job, alike[i]) and not spool_short(needs, alike[i]))
            place = next(fits, len(alike))
        if place == len(alike):
            return None
        machine = alike.pop(place)
        if machine.circuit in self._left:
            self._left[machine.circuit] -= 1
            if not self._has_power(machine):
                for kind in self._kinds.values():
                    kind[:] = [m for m in kind if m.circuit != machine.circuit]
        return machine

    def _has_power(self, machine: WorkMachine) -> bool:
        return self._left.get(machine.circuit, inf) > 0


def _chosen(job: WaitingJob, machine: WorkMachine) -> bool:
    return not job.only_on or machine.machine in job.only_on


def _remaining_g(machine: WorkMachine) -> float:
    remaining_g = machine.loaded.remaining_g if machine.loaded else None
    return inf if remaining_g is None else remaining_g


def _thrift(machine: WorkMachine) -> tuple[float, datetime, str]:
    return _remaining_g(machine), machine.free_since or LONG_AGO, machine.machine
