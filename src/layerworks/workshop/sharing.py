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


class Share:
    """The machines of one hub among several.

    holder: of this run of this hub and of no other, so that a hub that begins anew is not taken for itself.
    fleet: names of all machines there are. enter: makes one to tend. open_jobs: all that are open.
    lease_s: how long a hub that says nothing keeps its machines.
    """

    def __init__(
        self,
        holder: str,
        floor: Floor,
        journal: LeasedJournal,
        leases: Leases,
        fleet: Callable[[], Sequence[str]],
        enter: Callable[[str], FloorMachine],
        open_jobs: Callable[[], Sequence[str]],
        lease_s: float = 30.0,
    ) -> None:
        self._holder, self._floor, self._journal, self._leases = holder, floor, journal, leases
        self._fleet, self._enter, self._open_jobs = fleet, enter, open_jobs
        self._for = timedelta(seconds=lease_s)
        self._asked_at: datetime | None = None

    def tend(self, now: datetime) -> None:
        """Keep and take leases when it is time: three times in the length of one."""
        if self._asked_at is not None and timedelta(0) <= now - self._asked_at < self._for / 3:
            return
        self._asked_at = now
        try:
            self._leases.take(MEMBER + self._holder, self._holder, self._for.total_seconds())
            fleet = self._fleet()
            self._keep(fleet, now)
            self._floor.queue.read_again(self._open_jobs())
            self._even_out(fleet, now)
            self._floor.look_again(now)
        except Trouble as trouble:  # what is held is tended until its time is over
            log.warning("leases not renewed: %s", trouble)

    def _keep(self, fleet: Sequence[str], now: datetime) -> None:
        for name, post in tuple(self._floor.posts.items()):
            if post.hold is None:
                continue
            lease = self._take(name)
            if lease is None or lease.epoch != post.hold.lease.epoch or name not in fleet:
                self._floor.give_up(name)  # somebody had it meanwhile: nothing held of it is true any more
            else:
                post.hold.until = now + self._for

    def _even_out(self, fleet: Sequence[str], now: datetime) -> None:
        fair = math.ceil(len(fleet) / max(1, len(self._leases.holders())))
        for name in fleet:
            if len(self._floor.posts) >= fair:
                break
            if name not in self._floor.posts and (lease := self._take(name)) is not None:
                hold = Hold(lease, self._journal, now + self._for)
                self._floor.add(self._enter(name), now, hold)
        for name, post in tuple(self._floor.posts.items()):
            if len(self._floor.posts) > fair and post.attempt is None and post.hold is not None:
                self._floor.give_up(name)
                self._leases.give_back(post.hold.lease)

    def _take(self, machine: str) -> Lease | None:
        return self._leases.take(machine, self._holder, self._for.total_seconds())
