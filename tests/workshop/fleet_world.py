"""A small shop in virtual time, where by seed everything happens that can happen to printers, hub, network and beds.

The world knows the truth (what each printer did, what lies on each bed) and holds the hub to it after every step.
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from connectors.even_program import even_job, even_player
from layerworks.connectors.simulated import (
    RamMemory,
    SimulatedConnector,
    SimulatedPrinter,
    VirtualClock,
)
from layerworks.fleet import Cancel, Command, Observation, Pause, Resume, Start, Upload, Watch, attempt_of
from layerworks.workshop import (
    Job,
    PatienceSettings,
    PrintAttempt,
    Station,
    attempt_id,
    bed_of,
    clear_bed,
    find_attempt,
)
from layerworks.workshop.carrying_out import reserve, turn
from layerworks.workshop.events import Ended
from workshop.chance_mishaps import chance_mishaps
from workshop.list_journal import ListJournal

T0 = datetime(2026, 11, 23, 8, tzinfo=UTC)
PATIENCE = PatienceSettings(
    poll_s=90.0, silence_s=300.0, answer_s=200.0, start_deadline_s=200.0, attention_s=1800.0, unheard_s=20_000.0
)
LONGEST_S = 200_000.0  # more than any attempt can take with this patience


_TRUE_OF = {
    "completed": {"completed"},
    "failed": {"never started", "cut", "failed", "cancelled"},
    "cancelled": {"never started", "cut", "failed", "cancelled"},
    "lost": {"never started", "cut", "failed", "cancelled", "completed", "running", "paused"},
}


class Killed(BaseException):
    """The hub is gone in the middle of a step."""


class Network(SimulatedConnector):
    """A link that loses, delays and repeats, and during which the hub may be killed before or after a command."""

    def __init__(self, world: "World", place: "Place"):
        super().__init__(place.printer, world.clock)
        self.world, self.place = world, place

    def observations(self) -> tuple[Observation, ...]:
        chance = self.world.chance
        seen = super().observations()
        return tuple(o for s in seen for o in [s] * (1 + (chance.random() < 0.05)))

    def send(self, command: Command) -> None:
        chance, world = self.world.chance, self.world
        fate = chance.random()
        if fate < 0.04:
            raise Killed
        if fate < 0.08:
            return  # lost on the way
        if fate < 0.12 and isinstance(command, Start | Cancel | Pause | Resume):
            world.late.append((world.clock.now() + timedelta(seconds=chance.uniform(1, 900)), self.place, command))
            return
        super().send(command)
        if fate > 0.96:
            raise Killed


@dataclass
class Place:
    """A printer, what the hub holds of it, and what truly happened there."""

    printer: SimulatedPrinter
    jobs: list[Job]
    connector: Network = field(init=False)
    station: Station = field(init=False)
    attempt: PrintAttempt | None = None
    watch: Watch = field(default_factory=Watch)
    next_at: datetime = T0
    started_jobs: int = 0
    truth: dict[str, str] = field(default_factory=dict)  # attempt → phase of its run, `cut` when the power ended it
    ended: dict[str, Ended] = field(default_factory=dict)  # attempt → what the hub says
    last_file: str | None = None


class World:
    """A history by seed."""

    def __init__(self, seed: int):
        self.chance = chance = random.Random(seed)
        self.clock = VirtualClock(T0)
        self.journal = ListJournal()
        self.late: list[tuple[datetime, Place, Command]] = []
        self.places = [self._place(f"m{i}", seed) for i in range(chance.choice([1, 2, 2, 3]))]
        self.foreign = 0
        for place in self.places:
            clear_bed(self.journal, place.printer.name, T0, "world", "new")
            self._connect(place)

    def run(self) -> None:
        """Let everything happen until every job has had its attempt and each has ended."""
        while todo := [p for p in self.places if p.attempt is not None or p.started_jobs < len(p.jobs)]:
            place = min(todo, key=lambda p: p.next_at)
            self._pass_to(place.next_at)
            try:
                self._step(place)
            except Killed:
                self._kill_hub()
            self._chance_events()
            self._learn(place)
            self._hold_to_truth(place)

    def _place(self, name: str, seed: int) -> Place:
        chance = self.chance
        mishaps = chance_mishaps(chance, 0.3, seed)
        printer = SimulatedPrinter(name, RamMemory(), even_player, mishaps, T0)
        lengths = [chance.choice([60.0, 600.0, 1800.0]) for _ in range(chance.choice([1, 2]))]
        return Place(printer, [even_job(s, f"{name}j{i}") for i, s in enumerate(lengths)])

    def _connect(self, place: Place) -> None:
        """Give the hub a fresh link to a printer: it holds nothing of an earlier one."""
        place.connector, place.watch = Network(self, place), Watch()
        place.station = Station(place.connector, self.journal, "hub", PATIENCE, attend=self._attend)

    def _pass_to(self, then: datetime) -> None:
        for item in sorted((x for x in self.late if x[0] <= then), key=lambda x: x[0]):
            self.late.remove(item)
            at, place, command = item
            self.clock.wait((at - self.clock.now()).total_seconds())
            self._learn(place)
            if place.printer.reachable(self.clock.now()):
                self._deliver(place, command)
        if then > self.clock.now():
            self.clock.wait((then - self.clock.now()).total_seconds())

    def _deliver(self, place: Place, command: Command) -> None:
        place.printer.receive(command, self.clock.now())

    def _step(self, place: Place) -> None:
        now = self.clock.now()
        if place.attempt is None:
            if bed_of(self.journal, place.printer.name).state != "clear":
                self._tidy(place)
                place.next_at = now + timedelta(seconds=300)
                return
            job = place.jobs[place.started_jobs]
            found = find_attempt(self.journal, attempt_id(job, 1))
            place.attempt = found or reserve(job, place.station, now)
        job = place.jobs[place.started_jobs]
        used = place.printer.bed_used()
        before = len(self._starts(place))
        try:
            place.attempt, place.watch, wait_s = turn(place.attempt, job, place.watch, place.station, now)
        finally:
            started = self._starts(place)[before:]
            assert not (used and any(t.refusal == "" for t in started)), "a start landed on a bed that was not clear"
        place.next_at = now + timedelta(seconds=wait_s)
        assert (now - place.attempt.reserved_at).total_seconds() < LONGEST_S, "an attempt goes on for ever"
        if place.attempt.end is not None:
            self._settle(place, place.attempt)

    def _settle(self, place: Place, attempt: PrintAttempt) -> None:
        place.connector.close()
        assert attempt.end is not None
        place.attempt, place.watch = None, Watch()
        place.started_jobs += 1
        place.ended[attempt.id] = attempt.end
        assert find_attempt(self.journal, attempt.id) == attempt, "the journal tells another story"

    def _tidy(self, place: Place) -> None:
        """A person comes by now and then; first the bed is cleared, then it is said."""
        now = self.clock.now()
        if self.chance.random() < 0.5 and place.printer.look(now).device in ("idle", "error"):
            place.printer.put_right(now)
            if not place.printer.bed_used():
                clear_bed(self.journal, place.printer.name, now, "person", "taken off")
        elif self.chance.random() < 0.05:
            self._cancel_by_hand(place)

    def _cancel_by_hand(self, place: Place) -> None:
        run = place.printer.look(self.clock.now()).run
        if run is not None and place.printer.reachable(self.clock.now()):
            place.printer.receive(Cancel(run.file), self.clock.now())

    def _attend(self, attempt: PrintAttempt, now: datetime) -> Command | None:
        wish = self.chance.random()
        if attempt.state == "paused" and wish < 0.05:
            return Resume(attempt.file)
        if wish > 0.995:
            return Cancel(attempt.file)
        return Pause(attempt.file) if 0.99 < wish < 0.995 else None

    def _kill_hub(self) -> None:
        """All of the hub is gone; after a while it begins again with what the journal tells."""
        self.clock.wait(self.chance.choice([0.0, 10.0, 600.0, 5000.0]))
        for place in self.places:
            self._connect(place)
            if place.started_jobs < len(place.jobs):
                found = find_attempt(self.journal, attempt_id(place.jobs[place.started_jobs], 1))
                place.attempt = found
                if found is not None and found.end is not None:
                    self._settle(place, found)
            place.next_at = self.clock.now()

    def _chance_events(self) -> None:
        happens = self.chance.random()
        place = self.chance.choice(self.places)
        if happens < 0.01:
            self._kill_hub()
        elif happens < 0.014 and not place.printer.bed_used():
            self._print_past_us(place)
        elif happens < 0.017:
            self._cancel_by_hand(place)
        elif happens < 0.02:
            self.clock.wait(1.0)  # a person's hand is not infinitely fast
            self._learn(place)
            place.printer.switch_off_and_on(self.clock.now())

    def _print_past_us(self, place: Place) -> None:
        """Somebody with a card in the hand sees an empty bed and an idle printer."""
        now = self.clock.now()
        if place.printer.look(now).device == "idle" and place.printer.reachable(now):
            self.foreign += 1
            job = even_job(self.chance.choice([60.0, 2000.0]), f"benchy{self.foreign}")
            self._learn(place)
            place.printer.receive(Upload(f"{job.id}.gcode", job.text, job.digest), now)
            place.printer.receive(Start(f"{job.id}.gcode"), now)

    def _starts(self, place: Place):
        return [t for t in place.printer.told() if t.command == "Start"]

    def _learn(self, place: Place) -> None:
        """Take down what a printer truly does."""
        run = place.printer.look(self.clock.now()).run
        if place.last_file is not None and (run is None or run.file != place.last_file):
            before = attempt_of(place.last_file)
            if before is not None and place.truth.get(before) in ("running", "paused"):
                place.truth[before] = "cut"
        place.last_file = run.file if run else None
        attempt = attempt_of(run.file) if run else None
        if run is not None and attempt is not None:
            place.truth[attempt] = run.phase

    def _hold_to_truth(self, place: Place) -> None:
        taken = [attempt_of(t.file) for t in self._starts(place) if t.refusal == "" and attempt_of(t.file)]
        assert len(taken) == len(set(taken)), f"started twice: {taken}"
        for attempt, end in place.ended.items():
            truth = place.truth.get(attempt, "cut" if attempt in taken else "never started")
            assert truth in _TRUE_OF[end.outcome], f"{attempt}: {end}, in truth {truth}"
