"""A shop floor in virtual time, where by seed everything happens that can happen to it.

The floor dispatches by itself; people load material, clear beds, cancel and release jobs; printers, links, the network,
the disk, clocks and the hub fail. The world knows what each printer truly did and holds the floor to it at every step.
"""

import random
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from connectors.even_program import even_job, even_player
from layerworks.connectors.simulated import RamMemory, SimulatedPrinter, VirtualClock
from layerworks.errors import Conflict, Missing, Unreachable
from layerworks.fleet import Cancel, Command, Pause, Resume, Start, Upload, attempt_of
from layerworks.words import say
from layerworks.workshop import PatienceSettings, bed_of, find_attempt
from layerworks.workshop.dispatching import Circuits
from layerworks.workshop.equipment import MaterialLoaded, equipment_of
from layerworks.workshop.floor import Floor
from layerworks.workshop.journal import Entry, Journal
from layerworks.workshop.leases import AskedFirst, Lease, Leases
from layerworks.workshop.post import FloorMachine, Post
from layerworks.workshop.queue import Queue
from layerworks.workshop.queued import Queued, Released, Withdrawn, job_of, recalled, subject_of
from workshop.chance_mishaps import chance_mishaps
from workshop.floor_link import Gone, ShakyLink
from workshop.list_journal import ListJournal

T0 = datetime(2026, 11, 25, 8, tzinfo=UTC)
PATIENCE = PatienceSettings(
    poll_s=120.0,
    silence_s=400.0,
    first_call_again_s=20.0,
    longest_call_again_s=600.0,
    answer_s=250.0,
    start_deadline_s=250.0,
    attention_s=1800.0,
    unheard_s=20_000.0,
)
NOT_DONE = {"never started", "cut", "failed", "cancelled"}
TRUE_OF = {
    "completed": {"completed"},
    "failed": NOT_DONE,
    "cancelled": NOT_DONE,
    "lost": {*NOT_DONE, "completed", "running", "paused"},
}
LONGEST = timedelta(days=60)


class Broken(BaseException):
    """A promise is broken; nothing of the floor catches this."""


@dataclass
class Place:
    """A printer, and what truly happened there: attempt → phase of its run, `cut` when the power ended it."""

    printer: SimulatedPrinter
    machine_type: str
    circuit: str
    clears_itself: bool
    truth: dict[str, str] = field(default_factory=dict)
    last_file: str | None = None
    foreign: int = 0  # prints past us


class MortalJournal:
    """A journal that may be full or away, before or after whose entries the hub may die, and which now and then keeps
    them although it is not heard to.
    """

    def __init__(self, world: "FloorWorld", kept: "KeptJournal"):
        self.world, self.kept = world, kept
        self.hub_asks = False

    @property
    def entries(self) -> Sequence[Entry]:
        return self.kept.entries

    def append(self, *entries: Entry) -> None:
        self._risked(lambda: self.kept.append(*entries))

    def append_under(self, held: Iterable[Lease], *entries: Entry) -> None:
        keep = getattr(self.kept, "append_under", None) or AskedFirst(self.world.leases, self.kept).append_under
        self._risked(lambda: keep(held, *entries))

    def about(self, subject: str) -> Sequence[Entry]:
        if self.hub_asks and self.world.disk_full and self.world.database_away:
            raise Unreachable(say("storage.database_away", detail="away"), say("storage.check_disk"))
        return self.kept.about(subject)

    def _risked(self, keep: Callable[[], None]) -> None:
        fate = self.world.chance.random() if self.world.at_risk else 1.0
        if fate < 0.005:
            raise Gone
        if self.world.at_risk and self.world.disk_full:
            raise Unreachable(say("storage.not_kept", detail="disk full"), say("storage.check_disk"))
        keep()
        if fate < 0.01:
            raise Gone
        if fate < 0.015:
            self.world.happened["kept unheard"] += 1
            raise Unreachable(say("storage.not_kept", detail="unheard"), say("storage.check_disk"))


class KeptJournal(Journal, Protocol):
    """A journal that tells all it keeps."""

    @property
    def entries(self) -> Sequence[Entry]: ...


class FloorWorld:
    """A history by seed."""

    leases: Leases  # where hubs share the floor

    def __init__(self, seed: int, kept: Callable[[], KeptJournal] = ListJournal):
        """Begin. kept: makes the journal."""
        self.chance = chance = random.Random(seed)
        self.database_away = seed % 2 == 1  # and not only full, while it keeps nothing
        self.clock = VirtualClock(T0)
        self.at_risk = False
        self.skew = timedelta(0)
        self.hub_time = self.network_down_until = self.disk_full_until = T0
        self.journal = MortalJournal(self, kept())
        self.late: list[tuple[datetime, Place, Command, int]] = []
        self.steps = self.checked = self.foreign = 0
        self.happened: Counter[str] = Counter()
        self.started: Counter[str] = Counter()
        self.circuits = Circuits({"A": 1})
        self.programs: dict[str, bytes] = {}
        self.places = {f"m{i}": self._place(f"m{i}", seed) for i in range(chance.choice([1, 2, 3, 4]))}
        self.floor = self._enter()
        for name in self.places:
            self.floor.clear(name, T0, "person", "new")
            self._load(name)
        for i in range(chance.randint(1, 4)):
            self._queue(f"j{i}", chance.choice([60.0, 600.0, 1800.0]), chance.choice([1, 1, 2]))
        self.at_risk = True

    @property
    def network_down(self) -> bool:
        return self.clock.now() < self.network_down_until

    @property
    def disk_full(self) -> bool:
        return self.clock.now() < self.disk_full_until

    def hub_now(self) -> datetime:
        """The hub's clock: set forth and back, but never told before an earlier answer."""
        self.hub_time = max(self.hub_time, self.clock.now() + self.skew)
        return self.hub_time

    def run(self) -> None:
        """Let everything happen until the queue is empty."""
        while len(self.floor.queue):
            self.steps += 1
            try:
                with self.hub_asking():
                    wait_s = self.floor.tend(self.hub_now())
            except Gone:
                self._kill()
                wait_s = 0.0
            self._hold_to_truth()
            self._pass(max(wait_s, 1.0))
            self._people()
            self._mischief()
            assert self.clock.now() - T0 < LONGEST, "the queue never empties"
        self._hold_to_the_end()

    @contextmanager
    def hub_asking(self) -> Generator[None]:
        """Let a hub read the journal as it can be read now."""
        self.journal.hub_asks = True
        try:
            yield
        finally:
            self.journal.hub_asks = False

    def send_late(self, place: Place, command: Command, after_s: float) -> None:
        """Hold a command up on its way."""
        self._learn(place)
        clear_for = place.foreign if not place.printer.bed_used() else self.foreign
        self.late.append((self.clock.now() + timedelta(seconds=after_s), place, command, clear_for))

    @contextmanager
    def watching(self, place: Place, command: Command, *, overtaken: bool = False) -> Generator[None]:
        """Watch what a command does to a printer: none of our files is started twice, nor on a bed in use.

        overtaken: it was sent to a clear bed and on its way when somebody printed past us; no hub can call it back.
        """
        self._learn(place)
        used, runs = place.printer.bed_used(), len(place.printer.told())
        yield
        self._learn(place)
        if not isinstance(command, Start) or (attempt := attempt_of(command.file)) is None:
            return
        if any(told.refusal == "" for told in place.printer.told()[runs:]):
            self.started[attempt] += 1
            if used and overtaken:
                self.happened["start overtaken on its way"] += 1
            elif used:
                raise Broken(f"{command.file} was started on a bed that was not clear")
            if self.started[attempt] > 1:
                raise Broken(f"{attempt} was started twice")

    def _place(self, name: str, seed: int) -> Place:
        chance = self.chance
        mishaps = chance_mishaps(chance, 0.2, seed)
        printer = SimulatedPrinter(name, RamMemory(), even_player, mishaps, T0)
        return Place(printer, chance.choice(["big", "big", "small"]), chance.choice(["", "A"]), chance.random() < 0.2)

    def _enter(self) -> Floor:
        machines = [self._machine(name) for name in self.places]
        queue = Queue(self.journal, self._jobs(), "hub")
        return Floor(self.journal, machines, queue, self._program, "hub", self.hub_now(), PATIENCE, self.circuits)

    def _machine(self, name: str) -> FloorMachine:
        place = self.places[name]
        return FloorMachine(ShakyLink(self, place), place.machine_type, place.circuit, place.clears_itself)

    def _jobs(self) -> list[str]:
        return [job_of(e.subject) for e in self.journal.entries if e.what == "job.queued"]

    def _program(self, digest: str) -> bytes:
        if self.at_risk and self.chance.random() < 0.01:
            raise Missing(say("storage.no_artefact", digest=digest))
        return self.programs[digest]

    def _queue(self, name: str, length_s: float, copies: int) -> None:
        job = even_job(length_s, name)
        self.programs[job.digest] = job.text
        kinds = sorted({p.machine_type for p in self.places.values()})
        needs = Queued(
            job.digest,
            len(job.text),
            job.parts,
            job.predicted_s,
            self.chance.choice(kinds),
            "pa-cf",
            0.6,
            self.chance.choice([10.0, 300.0]),
            self.chance.choice([0, 0, 1]),
        )
        self.floor.queue.put([f"{name}c{i}" for i in range(copies)], needs, T0, "person", "ordered")

    def _load(self, name: str) -> None:
        loaded = MaterialLoaded("pa-cf", "L1", self.chance.choice([None, 500.0, 1000.0]), 0.6)
        self.floor.refit(name, loaded, self.hub_now(), "person", "fresh spool")

    def _kill(self) -> None:
        """All of the hub is gone; after a while it begins again with what the journal tells."""
        self.happened["kill"] += 1
        self.clock.wait(self.chance.choice([0.0, 10.0, 600.0, 5000.0]))
        self._set_clock()
        self.floor = self._enter()

    def _set_clock(self) -> None:
        if self.chance.random() < 0.2:
            self.happened["clock"] += 1
            self.skew = timedelta(seconds=self.chance.uniform(-120, 120))

    def _pass(self, seconds: float) -> None:
        then = self.clock.now() + timedelta(seconds=seconds)
        for item in sorted((x for x in self.late if x[0] <= then), key=lambda x: x[0]):
            self.late.remove(item)
            at, place, command, foreign = item
            self.clock.wait(max(0.0, (at - self.clock.now()).total_seconds()))
            self._learn(place)
            if place.printer.reachable(self.clock.now()):
                with self.watching(place, command, overtaken=place.foreign > foreign):
                    place.printer.receive(command, self.clock.now())
        if then > self.clock.now():
            self.clock.wait((then - self.clock.now()).total_seconds())

    def _people(self) -> None:
        """People come by now and then; first the bed is cleared, then it is said."""
        now, chance = self.clock.now(), self.chance
        self.at_risk = False
        for name, place in self.places.items():
            post = self.floor.posts.get(name)
            if post is None:  # another hub tends it
                continue
            if (
                post.bed.state != "clear"
                and chance.random() < 0.3
                and place.printer.look(now).device
                in (
                    "idle",
                    "error",
                )
            ):
                self._learn(place)
                place.printer.put_right(now)
                if not place.printer.bed_used():
                    self._say_clear(name)
            loaded = post.equipment.loaded
            if loaded is not None and (loaded.remaining_g or 0.0) < 300.0 and chance.random() < 0.3:
                self._load(name)
            if post.attempt is not None and (wish := chance.random()) < 0.03:
                self.floor.wish(
                    name, Resume if wish < 0.02 else Pause if wish < 0.025 else Cancel, self.hub_now(), "person", ""
                )
        for job in self.floor.queue:
            if job.state == "held" and chance.random() < 0.2:
                change = Withdrawn() if chance.random() < 0.2 else Released()
                self.floor.queue.change(job.job, change, self.hub_now(), "person", "")
                self.floor.look_again(self.hub_now())
        self.at_risk = True

    def _say_clear(self, name: str) -> None:
        try:
            self.floor.clear(name, self.hub_now(), "person", "taken off")
        except Conflict:
            self.happened["clear refused"] += 1

    def _mischief(self) -> None:
        happens, now = self.chance.random(), self.clock.now()
        place = self.chance.choice(list(self.places.values()))
        if happens < 0.01:
            self._kill()
        elif happens < 0.015:
            self._print_past_us(place)
        elif happens < 0.018:
            run = place.printer.look(now).run
            if run is not None and place.printer.reachable(now):
                place.printer.receive(Cancel(run.file), now)
        elif happens < 0.02:
            self.clock.wait(1.0)
            self._learn(place)
            place.printer.switch_off_and_on(self.clock.now())
        elif happens < 0.025:
            self.happened["network"] += 1
            self.network_down_until = now + timedelta(seconds=self.chance.expovariate(1 / 900))
        elif happens < 0.03:
            self.happened["disk"] += 1
            self.disk_full_until = now + timedelta(seconds=self.chance.expovariate(1 / 900))
        elif happens < 0.035:
            self._set_clock()
        self._learn(place)

    def _print_past_us(self, place: Place) -> None:
        """Somebody with a card in the hand sees an empty bed and an idle printer."""
        now = self.clock.now()
        if not place.printer.bed_used() and place.printer.look(now).device == "idle":
            self.foreign += 1
            place.foreign += 1
            job = even_job(self.chance.choice([60.0, 2000.0]), f"benchy{self.foreign}")
            self._learn(place)
            place.printer.receive(Upload(f"{job.id}.gcode", job.text, job.digest), now)
            place.printer.receive(Start(f"{job.id}.gcode"), now)

    def _learn(self, place: Place) -> None:
        run = place.printer.look(self.clock.now()).run
        if place.last_file is not None and (run is None or run.file != place.last_file):
            before = attempt_of(place.last_file)
            if before is not None and place.truth.get(before) in ("running", "paused"):
                place.truth[before] = "cut"
        place.last_file = run.file if run else None
        attempt = attempt_of(run.file) if run else None
        if run is not None and attempt is not None:
            place.truth[attempt] = run.phase
        if place.clears_itself and run is not None and run.phase == "completed":
            place.printer.put_right(self.clock.now())

    def _posts(self) -> list[Post]:
        return list(self.floor.posts.values())

    def _truth(self, attempt: str) -> str:
        told = next((p.truth[attempt] for p in self.places.values() if attempt in p.truth), None)
        return told or ("cut" if self.started[attempt] else "never started")

    def _hold_to_truth(self) -> None:
        """Check what was written down since the last step."""
        troubles = [p.trouble.code for p in self._posts() if p.trouble is not None]
        assert "workshop.turn_failed" not in troubles, "something unforeseen"
        new = self.journal.entries[self.checked :]
        self.checked += len(new)
        if any(e.what == "attempt.ended" for e in new):
            for place in self.places.values():
                self._learn(place)
        for entry in new:
            if entry.what == "attempt.ended":
                self.happened[entry.body["outcome"]] += 1
                self._is_true(entry.subject, entry.body)
                attempt = find_attempt(self.journal, entry.subject)
                assert attempt is not None
                run = self.places[attempt.machine].printer.look(self.clock.now()).run
                known = run is not None and attempt_of(run.file) == attempt.id
                assert not (known and entry.body["reason"] in ("restarted", "forgotten")), "the machine still knows it"

    def _is_true(self, attempt: str, ended: dict) -> None:
        told = self._truth(attempt)
        assert told in TRUE_OF[ended["outcome"]], f"{attempt}: {ended}, in truth {told}"

    def _hold_to_the_end(self) -> None:
        """The queue is empty: all of it once more, for what came late."""
        ends: Counter[str] = Counter()
        for entry in self.journal.entries:
            if entry.what == "attempt.ended":
                ends[entry.subject] += 1
                self._is_true(entry.subject, dict(entry.body))
            elif entry.what == "job.done":
                ends[entry.subject] += 1
        assert all(n == 1 for n in ends.values()), f"ended twice: {ends}"
        assert all(self.started[a] == 0 or ends[a] == 1 for a in self.started), "an attempt has no end"
        self._hold_to_the_records()
        for post in self._posts():
            assert post.attempt is None
            told = equipment_of(self.journal.about(post.machine.name))
            assert post.equipment == told, "the floor and the journal disagree about what is in a machine"
            assert post.bed == bed_of(self.journal, post.machine.name), "the floor and the journal disagree about a bed"
        for entry in self.journal.entries:
            if entry.what == "job.queued":
                job = recalled(job_of(entry.subject), self.journal.about(subject_of(job_of(entry.subject))))
                assert job is not None
                assert not job.open

    def _hold_to_the_records(self) -> None:
        """Each attempt that may have laid anything left one record of its piece and was taken off one spool, once."""
        recorded = Counter(e.body["attempt"] for e in self.journal.entries if e.what == "part.recorded")
        used = Counter(e.body["attempt"] for e in self.journal.entries if e.what == "machine.used")
        begun = {e.subject for e in self.journal.entries if e.what == "attempt.started"}
        ended = {e.subject: e.body["outcome"] for e in self.journal.entries if e.what == "attempt.ended"}
        assert used == Counter(begun), "material taken off other than once"
        assert recorded == Counter(a for a, outcome in ended.items() if a in begun or outcome == "lost"), "records"


def play(seed: int) -> FloorWorld:
    """Play a history; what breaks tells the seed, which replays it exactly."""
    world = FloorWorld(seed)
    try:
        world.run()
    except (Exception, Broken) as broken:
        broken.add_note(f"seed {seed}, step {world.steps}")
        raise
    return world
