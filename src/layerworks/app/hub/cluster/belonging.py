"""What a hub holds of the others of its shop, tended on its loop."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layerworks.app.hub.cluster.following import Follower
from layerworks.app.hub.cluster.member import Member, member_of
from layerworks.app.hub.cluster.neighbours import Neighbours
from layerworks.errors import Trouble, Unreachable
from layerworks.storage.leases import SqlLeases
from layerworks.workshop.journal import Entry
from layerworks.workshop.sharing import MEMBER, Share

if TYPE_CHECKING:  # NATS is wanted by several hubs alone
    from layerworks.cluster.link import EventLink

log = logging.getLogger(__name__)


class Cluster:
    """fleet: every machine of the shop. shown: tells whoever watches our board. authorities: certificates to believe of
    the other hubs, None for those of the system.
    """

    def __init__(
        self,
        member: Member,
        leases: SqlLeases,
        share: Share,
        follower: Follower,
        neighbours: Neighbours,
        link: "EventLink",
        fleet: set[str],
        shown: Callable[[], Coroutine[Any, Any, None]],
        authorities: Path | None = None,
    ) -> None:
        self.member, self.neighbours, self.link, self.fleet = member, neighbours, link, fleet
        self.authorities = authorities
        self._leases, self._share, self._follower, self._shown = leases, share, follower, shown
        self.listeners: list[Callable[[Sequence[Entry]], None]] = []
        self._held: Mapping[str, str] = {}
        self._telling: set[asyncio.Task[None]] = set()

    def tend(self, now: datetime) -> None:
        """Read what others wrote, and keep and take leases, when it is time."""
        self._follower.tend(now)
        self._share.tend(now)
        if self.neighbours.look():
            self.tell()

    async def run(self) -> None:
        """Speak to the other hubs for ever."""
        await self.link.run()

    def listen(self, hear: Callable[[Sequence[Entry]], None]) -> None:
        """Let somebody hear what is written down from now on, and what was since the hub was opened."""
        self.listeners.append(hear)

    def tell(self) -> None:
        """Let whoever watches know that the board changed."""
        task = asyncio.get_running_loop().create_task(self._shown())
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    def came(self, machines: Iterable[str]) -> None:
        """Take in machines that are new in the shop."""
        self.fleet.update(machines)
        self._share.look_again()

    def went(self, machines: Iterable[str]) -> None:
        """Let machines go that are no more in the shop."""
        self.fleet.difference_update(machines)
        self._share.look_again()

    def tender_of(self, machine: str) -> Member | None:
        """Return which other hub tends a machine; None where that is nobody, or ourselves. Raises Unreachable."""
        holder = self._leases.holder_of(machine)
        return member_of(holder) if holder and holder != self.member.holder else None

    def others(self) -> list[Member]:
        """Return the other hubs, by name; while nobody can be asked, those of the last time."""
        try:
            self._held = self._leases.held()
        except Unreachable as trouble:
            log.warning("hubs are known as of the last time only: %s", trouble)
        found = [member_of(holder) for machine, holder in self._held.items() if machine.startswith(MEMBER)]
        return sorted((m for m in found if m is not None and m != self.member), key=lambda m: m.name)

    def tended_by(self, members: Iterable[Member]) -> set[str]:
        """Return the machines that other hubs tended when they were asked for last."""
        holders = {member.holder for member in members}
        return {machine for machine, holder in self._held.items() if holder in holders and machine in self.fleet}

    def named(self, hub: str) -> Member | None:
        """Return another hub by its name; None where there is none. Raises Unreachable."""
        return self.tender_of(MEMBER + hub)

    def leave(self) -> None:
        """Give everything back, so that the others need not wait."""
        try:
            self._share.leave()
        except Trouble as trouble:
            log.warning("leases not given back: %s", trouble)
