"""What the hub hears goes two ways: into telemetry, and past the rules that know when a person is needed.

Alarms are entries of the journal, so that a board is the same after a restart; telemetry is not.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from layerworks.app.hub.courses import Courses
from layerworks.app.hub.limits import Limits, Rules
from layerworks.app.hub.wearing import WearRules, wear_of
from layerworks.errors import Trouble
from layerworks.fleet.alarms import (
    AlarmBoard,
    AlarmRules,
    Change,
    Learned,
    Sight,
    Sign,
    Wear,
    acknowledge,
    board_of,
    board_with,
    dismiss,
    escalate,
    listen,
    network,
    plain,
    shelve,
    signs_of,
    take_in,
    take_in_all,
    unshelve,
)
from layerworks.fleet.alarms.board import Key
from layerworks.fleet.observations import Measured, Observation, Progress, Temperatures
from layerworks.fleet.tape import Strip
from layerworks.fleet.watch import unheard_s
from layerworks.workshop.attempt import PrintAttempt
from layerworks.workshop.equipment import Equipment
from layerworks.workshop.journal import Entry, Journal
from layerworks.workshop.post import Post

log = logging.getLogger(__name__)
SHOP = "shop"  # what an alarm is about that is no single machine's
EVERY, EVERY_OF_MANY = timedelta(seconds=5), timedelta(seconds=10)  # looks at a machine
MANY = 5000
_SUBJECT = "alarms/"
SOONER = 0.8  # of the time, so that a cut network is seen before each machine is an alarm of its own
WRITE_EVERY = timedelta(seconds=10)


class Telemetry(Protocol):
    """Where readings go."""

    def take(self, machine: str, attempt: str, seen: Observation) -> None:
        """Take in what was heard."""
        ...

    def take_strips(self, strips: Iterable[Strip], names: Sequence[str], attempt_of: Callable[[str], str]) -> None:
        """Take in what was told on the tape."""
        ...

    def write(self, now: datetime, *, all_of_it: bool = False) -> object:
        """Bring what was taken to the disk."""
        ...

    def write_behind(self, now: datetime) -> None:
        """The same without waiting for the disk."""
        ...

    def attempt_over(self, machine: str, attempt: str) -> None:
        """Take it that no more will be heard of an attempt."""
        ...


def _as_it_is(machines: Iterable[str], now: datetime) -> None: ...


class Attention:
    """Listens to all machines for one hub, on its loop. board: alarms that are not over.

    freshen: brings what is known of machines up to date before they are looked at.
    """

    def __init__(
        self,
        journal: Journal,
        machines: Mapping[str, Post],
        who: str,
        now: datetime,
        telemetry: Telemetry | None,
        courses: Courses,
        limits: Limits,
        others: Iterable[str] = (),
        shop: str = SHOP,
    ) -> None:
        """Take up what was written down of alarms.

        telemetry: None where none is kept. others: machines that other hubs tend. shop: under which name alarms are
        raised that are no single machine's.
        """
        self.courses, self.limits = courses, limits
        self.freshen: Callable[[Iterable[str], datetime], None] = _as_it_is
        self._journal, self._machines, self._who, self._telemetry = journal, machines, who, telemetry
        self._of_no_machine = shop
        self._learned: dict[str, Learned] = {}
        self._attempts: dict[str, str] = {}
        self._on_tape: dict[str, int] = {}  # machines whose readings come that way, and their numbers there
        self._numbers: set[int] = set()
        self._worn: dict[str, tuple[Equipment, WearRules, tuple[Wear, ...]]] = {}
        self._looked_at, self._write_at = now, now + WRITE_EVERY
        self._rota: list[str] = []
        told = (
            entry.body
            for name in dict.fromkeys((shop, *machines, *others))
            for entry in journal.about(subject_of(name))
        )
        self.board: AlarmBoard = board_of(told)

    @property
    def keeps_telemetry(self) -> bool:
        """Whether readings are kept."""
        return self._telemetry is not None

    def hear(self, machine: str, attempt: PrintAttempt | None, seen: Observation) -> None:
        """Take in what was heard of a machine."""
        name = attempt.id if attempt is not None else ""
        before = self._attempts.get(machine, "")
        if self._telemetry is not None:
            if before and name != before:
                self._telemetry.attempt_over(machine, before)
            if not (machine in self._on_tape and isinstance(seen, Progress | Temperatures | Measured)):
                self._telemetry.take(machine, name, seen)
        self._attempts[machine] = name
        self._learned[machine] = listen(self._learned.get(machine, Learned()), seen, self._shop.alarm_power_minutes)

    def read(self, strips: Sequence[Strip], names: Sequence[str]) -> None:
        """Take in readings from the tape. names: of machines, by number."""
        if self._telemetry is not None:
            new = {number for strip in strips for number in strip.machine} - self._numbers
            there = {names[number]: number for number in new if names[number] in self._machines}
            self._numbers.update(there.values())
            self._on_tape.update(there)
            self._telemetry.take_strips(strips, names, self._attempt_of)

    def _attempt_of(self, machine: str) -> str:
        post = self._machines.get(machine)
        return post.attempt.id if post is not None and post.attempt is not None else ""

    def tend(self, now: datetime) -> bool:
        """Look at the machines whose turn it is and write telemetry when it is time; tell whether an alarm changed.

        Every machine has its turn once in `EVERY`, where there are very many in `EVERY_OF_MANY`, spread evenly, so that
        thousands do not hold up the loop.
        """
        if self._telemetry is not None and now >= self._write_at:
            self._write_at = now + WRITE_EVERY
            self._telemetry.write_behind(now)
        every = EVERY if len(self._machines) < MANY else EVERY_OF_MANY
        count = int(len(self._machines) * min(1.0, (now - self._looked_at) / every))
        if count == 0:
            return False
        self._looked_at, changed = now, False
        while count > 0:
            if not self._rota:
                changed |= self._begin_round(now)
            due, self._rota = self._rota[:count], self._rota[count:]
            count -= max(1, len(due))
            changed |= self._look(due, now)
        return changed

    def acknowledge(self, key: Key, who: str, why: str, now: datetime) -> None:
        """Write down that a person knows of an alarm. Raises Missing when there is none."""
        self._take(*acknowledge(self.board, key, who, now), who=who, why=why)

    def shelve(self, key: Key, who: str, why: str, until: datetime, now: datetime) -> None:
        """Write down that a person puts an alarm aside for a while. Raises Missing when there is none."""
        self._take(*shelve(self.board, key, who, why, until, now), who=who, why=why)

    def dismiss(self, machine: str, who: str, why: str, now: datetime) -> None:
        """Write down that a machine has left the shop, and its alarms with it."""
        self._take(*dismiss(self.board, machine, who, now), who=who, why=why)
        self._learned.pop(machine, None)
        self._worn.pop(machine, None)
        self._numbers.discard(self._on_tape.pop(machine, -1))  # of this name one of another brand may come
        attempt = self._attempts.pop(machine, "")
        if self._telemetry is not None and attempt:
            self._telemetry.attempt_over(machine, attempt)

    def hear_others(self, entries: Iterable[Entry]) -> None:
        """Take in what was written down of alarms; what we look at ourselves we know better."""
        told = [e for e in entries if e.subject.startswith(_SUBJECT) and not self._is_ours(_machine_of(e.subject))]
        if told:
            self.board = board_with(self.board, (entry.body for entry in told))

    @property
    def ours(self) -> AlarmBoard:
        """The alarms of what we look at ourselves."""
        alarms = {key: alarm for key, alarm in self.board.alarms.items() if self._is_ours(alarm.machine)}
        return self.board if len(alarms) == len(self.board.alarms) else AlarmBoard(alarms)

    def _is_ours(self, machine: str) -> bool:
        return machine in self._machines or machine == self._of_no_machine

    @property
    def _shop(self) -> AlarmRules:
        return self.limits.of().alarms

    def close(self, now: datetime) -> None:
        """Write what was heard last."""
        if self._telemetry is not None:
            self._telemetry.write(now, all_of_it=True)

    def _begin_round(self, now: datetime) -> bool:
        """Look at the shop as a whole, and at what was put aside or left lying."""
        posts, rules = self._machines, self._shop
        self._rota = list(posts)
        self.courses.only(posts)
        silent = sum(
            post.equipment.in_service and unheard_s(post.watch, now) >= rules.alarm_silent_s * SOONER
            for post in posts.values()
        )
        ours = {*posts, self._of_no_machine}
        board, back = unshelve(self.board, now, ours)
        board, seen = take_in(board, self._of_no_machine, (network(silent, len(posts), rules),), now)
        board, told = escalate(board, self.limits.of().escalation.patience, now, ours)
        return self._seen(board, back + seen + told)

    def _look(self, names: Iterable[str], now: datetime) -> bool:
        names = tuple(names)
        self.freshen(names, now)
        cut = any(alarm.rule == "network" and alarm.returned_at is None for alarm in self.board.of(self._of_no_machine))
        posts = [(name, post) for name in names if (post := self._machines.get(name)) is not None]
        looks = ((name, self._signs(name, post, now, cut=cut)) for name, post in posts)
        return self._seen(*take_in_all(self.board, looks, now))

    def _signs(self, name: str, post: Post, now: datetime, *, cut: bool) -> tuple[Sign, ...]:
        rules = self.limits.of(name, post.machine.machine_type)
        return signs_of(self._sight(name, post, rules, now, cut=cut), rules.alarms)

    def _sight(self, name: str, post: Post, rules: Rules, now: datetime, *, cut: bool) -> Sight:
        learned = self._learned.get(name, Learned())
        course = self.courses.look(name, post, learned, now)
        return Sight(
            now=now,
            watch=post.watch,
            learned=learned,
            attempt=post.attempt.id if post.attempt is not None else "",
            expected=course.expected if course is not None else None,
            filament=self.courses.filament(name, post),
            wear=self._wear(name, post.equipment, rules.wear),
            in_service=post.equipment.in_service,
            network_cut=cut,
            observe_only=post.machine.connector.abilities.observe_only,
        )

    def _wear(self, name: str, equipment: Equipment, rules: WearRules) -> tuple[Wear, ...]:
        """Return what wears in a machine; only what was done to it since changes that."""
        known = self._worn.get(name)
        if known is None or known[0] is not equipment or known[1] is not rules:
            known = self._worn[name] = equipment, rules, wear_of(equipment, rules)
        return known[2]

    def _seen(self, board: AlarmBoard, changes: tuple[Change, ...]) -> bool:
        """Take in what was seen of alarms; a full disk: the next look sees the same and tries again."""
        try:
            self._take(board, changes, who=self._who, why="seen")
        except Trouble as trouble:
            log.warning("alarms not written down: %s", trouble)
            return False
        return bool(changes)

    def _take(self, board: AlarmBoard, changes: tuple[Change, ...], who: str, why: str) -> None:
        if changes:
            self._journal.append(*(_entry(change, who, why) for change in changes))
        self.board = board


def subject_of(machine: str) -> str:
    """Return under which subject the alarms of a machine are written down."""
    return f"{_SUBJECT}{machine}"


def _machine_of(subject: str) -> str:
    return subject.removeprefix(_SUBJECT)


def _entry(change: Change, who: str, why: str) -> Entry:
    alarm = change.alarm
    return Entry(change.at, who, f"alarm.{change.kind}", why, subject_of(alarm.machine), plain(alarm))
