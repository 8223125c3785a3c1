"""A shop floor that several hubs share: they die, sleep and wake with what they knew, beside all that befalls one.

The journal and the leases are the hubs' common ground, as a database would be; each hub has links of its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from layerworks.errors import Conflict, Unreachable
from layerworks.words import say
from layerworks.workshop.floor import Floor
from layerworks.workshop.leases import Lease, Leases
from layerworks.workshop.post import Post
from layerworks.workshop.queue import Queue
from layerworks.workshop.queued import recalled, subject_of
from layerworks.workshop.sharing import Share
from workshop.floor_link import Gone
from workshop.floor_world import LONGEST, PATIENCE, T0, Broken, FloorWorld, KeptJournal
from workshop.list_journal import ListJournal
from workshop.list_leases import ListLeases

LEASE_S = 400.0


class MortalLeases:
    """Leases that nobody can be asked for while the disk they share is full."""

    def __init__(self, world: "SharedWorld", kept: Leases):
        self.world, self.kept = world, kept
        self.epochs: dict[str, int] = {}

    def take(self, machine: str, holder: str, for_s: float) -> Lease | None:
        self._reach()
        lease = self.kept.take(machine, holder, for_s)
        if lease is not None and lease.epoch > self.epochs.setdefault(machine, lease.epoch):
            busy = any(
                e.what == "attempt.reserved" and e.body["machine"] == machine for e in self.world.journal.entries
            )
            self.world.happened["taken over" if busy else "taken"] += 1
            self.epochs[machine] = lease.epoch
        return lease

    def give_back(self, lease: Lease) -> None:
        self.kept.give_back(lease)

    def stands(self, lease: Lease) -> bool:
        self._reach()
        return self.kept.stands(lease)

    def renew(self, holder: str, for_s: float) -> Mapping[str, Lease]:
        self._reach()
        return self.kept.renew(holder, for_s)

    def held(self) -> Mapping[str, str]:
        return self.kept.held()

    def _reach(self) -> None:
        if self.world.at_risk and self.world.disk_full:
            raise Unreachable(say("storage.not_kept", detail="away"), say("storage.check_disk"))


@dataclass
class Hub:
    """One process. away_until: when it begins again, or wakes."""

    floor: Floor
    share: Share
    away_until: datetime = T0
    dead: bool = False


class SharedWorld(FloorWorld):
    """A history by seed with several hubs."""

    def __init__(
        self,
        seed: int,
        hubs: int = 2,
        kept: Callable[[Callable[[], float]], Leases] = ListLeases,
        journal: Callable[[], KeptJournal] = ListJournal,
    ):
        """Begin. kept: makes the leases, given the seconds that have passed; journal: makes the journal."""
        super().__init__(seed, journal)
        for name in tuple(self.floor.posts):
            self.floor.give_up(name)
        self.leases = MortalLeases(self, kept(lambda: (self.clock.now() - T0).total_seconds()))
        self.begun = 0
        self.hubs = [self._begin() for _ in range(hubs)]

    def run(self) -> None:
        while self._open_jobs():
            self.steps += 1
            waits_s = [self._tend(hub) for hub in self.hubs]
            self._hold_to_truth()
            self._pass(max(min(waits_s), 1.0))
            for hub in self.hubs:
                if self._awake(hub):
                    self.floor = hub.floor
                    self._people()
            self._mischief()
            assert self.clock.now() - T0 < LONGEST, "the queue never empties"
        for hub in self.hubs:  # let everybody learn how it ended
            hub.away_until = self.clock.now()
            if hub.dead:
                hub.floor, hub.share, hub.dead = *self._parts(), False
        self.at_risk = False
        for _ in range(40):
            for hub in self.hubs:
                self._tend(hub)
            self._pass(LEASE_S / 4)
        self._hold_to_the_end()

    def _begin(self) -> Hub:
        return Hub(*self._parts())

    def _parts(self) -> tuple[Floor, Share]:
        self.begun += 1
        holder = f"hub-{self.begun}"
        queue = Queue(self.journal, self._open_jobs(), holder)
        floor = Floor(self.journal, (), queue, self._program, holder, self.hub_now(), PATIENCE, self.circuits)
        fleet = list(self.places)

        def catch_up() -> None:
            queue.read_again(self._open_jobs())

        share = Share(holder, floor, self.journal, self.leases, lambda: fleet, self._machine, catch_up, LEASE_S)
        return floor, share

    def _open_jobs(self) -> list[str]:
        told = ((name, recalled(name, self.journal.kept.about(subject_of(name)))) for name in self._jobs())
        return [name for name, job in told if job is not None and job.open]

    def _awake(self, hub: Hub) -> bool:
        return not hub.dead and self.clock.now() >= hub.away_until

    def _tend(self, hub: Hub) -> float:
        """Tend a hub that is there. One that wakes may go on with what it knew before it asks who has what."""
        if self.clock.now() < hub.away_until:
            return 60.0
        if hub.dead:
            hub.floor, hub.share, hub.dead = *self._parts(), False
        first, second = hub.share.tend, hub.floor.tend
        if self.chance.random() < 0.5:
            first, second = second, first
        try:
            with self.hub_asking():
                told = (first(self.hub_now()), second(self.hub_now()))
        except Gone:
            self._end(hub)
            return 1.0
        return min(LEASE_S / 3, *(wait_s for wait_s in told if wait_s is not None))

    def _kill(self) -> None:
        self._end(self.chance.choice(self.hubs))

    def _end(self, hub: Hub) -> None:
        self.happened["kill"] += 1
        hub.dead = True
        hub.away_until = self.clock.now() + timedelta(seconds=self.chance.choice([0.0, 10.0, 600.0, 5000.0]))
        self._set_clock()

    def _mischief(self) -> None:
        if self.chance.random() < 0.02:
            self.happened["sleep"] += 1
            hub = self.chance.choice(self.hubs)
            hub.away_until = self.clock.now() + timedelta(seconds=self.chance.uniform(0.0, 4.0 * LEASE_S))
        super()._mischief()

    def _people(self) -> None:
        try:
            super()._people()
        except (Conflict, Unreachable):
            self.happened["people refused"] += 1
        self.at_risk = True

    def _posts(self) -> list[Post]:
        return [post for hub in self.hubs if self._awake(hub) for post in hub.floor.posts.values()]


def play_shared(
    seed: int,
    hubs: int = 2,
    kept: Callable[[Callable[[], float]], Leases] = ListLeases,
    journal: Callable[[], KeptJournal] = ListJournal,
) -> SharedWorld:
    """Play a history; what breaks tells the seed, which replays it exactly."""
    world = SharedWorld(seed, hubs, kept, journal)
    try:
        world.run()
    except (Exception, Broken) as broken:
        broken.add_note(f"seed {seed}, hubs {hubs}, step {world.steps}")
        raise
    return world
