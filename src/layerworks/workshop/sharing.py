"""One hub's share of a fleet: it takes what nobody tends, keeps what it has, and lets go what it lost.

When a hub dies its leases run out, the others' fair parts grow, and they take its machines; what became of their prints
is read from the journal and asked of the machines, as after a restart.
"""

import logging
import math
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from layerworks.errors import Trouble
from layerworks.workshop.floor import Floor
from layerworks.workshop.leases import Hold, Lease, LeasedJournal, Leases
from layerworks.workshop.post import FloorMachine

log = logging.getLogger(__name__)
MEMBER = "hub/"  # a hub is known to the others by a lease on itself
AT_ONCE = 50  # machines taken before others on the same loop get their turn


class Share:
    """The machines of one hub among several.

    holder: of this run of this hub and of no other, so that a hub that begins anew is not taken for itself.
    name: of the hub, which no two have at once. fleet: names of all machines there are. enter: makes one to tend.
    catch_up: reads what others wrote down. lease_s: how long a hub that says nothing keeps its machines.
    """

    def __init__(
        self,
        holder: str,
        floor: Floor,
        journal: LeasedJournal,
        leases: Leases,
        fleet: Callable[[], Sequence[str]],
        enter: Callable[[str], FloorMachine],
        catch_up: Callable[[], None],
        lease_s: float = 30.0,
        name: str = "",
    ) -> None:
        self._holder, self._floor, self._journal, self._leases = holder, floor, journal, leases
        self._fleet, self._enter, self._catch_up = fleet, enter, catch_up
        self._member = MEMBER + (name or holder)
        self._for = timedelta(seconds=lease_s)
        self._asked_at: datetime | None = None
        self._soon = False

    def look_again(self) -> None:
        """Ask who has what at the next turn: machines came or went."""
        self._soon = True

    def tend(self, now: datetime) -> None:
        """Keep and take leases when it is time: three times in the length of one."""
        waited = self._asked_at is None or not timedelta(0) <= now - self._asked_at < self._for / 3
        if not waited and not self._soon:
            return
        self._asked_at, self._soon = now, False
        try:
            if self._leases.take(self._member, self._holder, self._for.total_seconds()) is None:
                log.warning(
                    "another hub has this one's name, or had it a moment ago: nothing is taken until it is free"
                )
                return
            fleet = self._fleet()
            self._keep(fleet, now)
            self._catch_up()
            self._even_out(fleet, now)
            self._floor.look_again(now)
        except Trouble as trouble:  # what is held is tended until its time is over
            log.warning("leases not renewed: %s", trouble)

    def leave(self) -> None:
        """Give everything back, so that the others need not wait. Raises Unreachable."""
        for lease in self._leases.renew(self._holder, self._for.total_seconds()).values():
            if lease.machine in self._floor.posts:
                self._floor.give_up(lease.machine)
            self._leases.give_back(lease)

    def _keep(self, fleet: Sequence[str], now: datetime) -> None:
        kept, there = self._leases.renew(self._holder, self._for.total_seconds()), frozenset(fleet)
        for name, post in tuple(self._floor.posts.items()):
            if post.hold is None:
                continue
            lease = kept.get(name)
            if lease is None or lease.epoch != post.hold.lease.epoch or name not in there:
                self._floor.give_up(name)  # somebody had it meanwhile: nothing held of it is true any more
            else:
                post.hold.until = now + self._for
        for lease in kept.values():  # of what is tended no more, or was meant to be and could not: anybody may have it
            if lease.machine not in self._floor.posts and lease.machine != self._member:
                self._leases.give_back(lease)

    def _even_out(self, fleet: Sequence[str], now: datetime) -> None:
        held = self._leases.held()
        fair = math.ceil(len(fleet) / max(1, sum(machine.startswith(MEMBER) for machine in held)))
        taken = 0
        for name in fleet:
            if len(self._floor.posts) >= fair:
                break
            if name in self._floor.posts or held.get(name, self._holder) != self._holder:
                continue
            if taken == AT_ONCE:
                self._soon = True
                break
            if (lease := self._take(name)) is not None:
                taken += 1
                self._add(lease, now)
        self._let_go(fair)

    def _add(self, lease: Lease, now: datetime) -> None:
        try:
            machine = self._enter(lease.machine)
        except Trouble as trouble:  # of a type that this hub does not know, say: another may
            log.warning("%s is not taken over: %s", lease.machine, trouble)
            self._leases.give_back(lease)
        else:
            self._floor.add(machine, now, Hold(lease, self._journal, now + self._for))

    def _let_go(self, fair: int) -> None:
        """Leave what is more than a fair part to others, if it is idle."""
        for name, post in tuple(self._floor.posts.items()):
            if len(self._floor.posts) > fair and post.attempt is None and post.hold is not None:
                self._floor.give_up(name)
                self._leases.give_back(post.hold.lease)

    def _take(self, machine: str) -> Lease | None:
        return self._leases.take(machine, self._holder, self._for.total_seconds())
