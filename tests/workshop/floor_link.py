"""A link of the floor's world: it loses, delays, repeats and withholds, and the hub may be killed at every sending.

Times it tells are on the hub's clock, which is not the world's.
"""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from layerworks.connectors.simulated import SimulatedConnector
from layerworks.fleet import (
    Answered,
    Cancel,
    Command,
    LinkLost,
    Observation,
    Pause,
    Progress,
    Remove,
    Resume,
    Run,
    Snapshot,
    Start,
    StateChanged,
)

if TYPE_CHECKING:
    from workshop.floor_world import FloorWorld, Place


class Gone(BaseException):
    """The hub is gone in the middle of a step."""


class ShakyLink(SimulatedConnector):
    def __init__(self, world: "FloorWorld", place: "Place"):
        super().__init__(place.printer, world.clock)
        self.world, self.place = world, place
        self.withheld: tuple[Observation, ...] = ()
        self.skew = timedelta(0)

    def open(self) -> None:
        self.withheld, self.skew = (), self.world.skew
        super().open()
        if self.world.network_down:
            self._online_since = None
            self._heard = [LinkLost(self._clock.now(), "network is unreachable")]

    def observations(self) -> tuple[Observation, ...]:
        if self.world.network_down and self._online_since is not None:
            self._online_since = None
            self._heard.append(LinkLost(self._clock.now(), "connection reset"))
        chance, seen = self.world.chance, self.withheld + super().observations()
        self.withheld = ()
        if seen and chance.random() < 0.03:
            self.withheld = seen
            return ()
        kept = [s for s in seen if not (isinstance(s, Answered) and chance.random() < 0.03)]
        told = [self._on_our_clock(s) for s in kept]
        return tuple(s for t in told for s in ([t, t] if chance.random() < 0.05 else [t]))

    def send(self, command: Command) -> None:
        chance, world = self.world.chance, self.world
        fate = chance.random() if world.at_risk else 0.5
        if fate < 0.03:
            raise Gone
        if fate < 0.07 or world.network_down:
            return  # lost on the way
        if fate < 0.12 and isinstance(command, Start | Cancel | Pause | Resume | Remove):
            world.send_late(self.place, command, chance.uniform(1, 900))
            return
        with world.watching(self.place, command):
            super().send(command)
        if fate > 0.97:
            raise Gone

    def close(self) -> None:
        self.withheld = ()
        super().close()

    def _on_our_clock(self, seen: Observation) -> Observation:
        at = max(seen.at + self.world.skew, self.world.hub_time)
        match seen:
            case Snapshot() | StateChanged():
                booted_at = seen.printer.booted_at + self.skew if seen.printer.booted_at else None
                printer = replace(seen.printer, run=self._run(seen.printer.run), booted_at=booted_at)
                return replace(seen, at=at, printer=printer)
            case Progress():
                return replace(seen, at=at, run=self._run(seen.run) or seen.run)
            case _:
                return replace(seen, at=at)

    def _run(self, run: Run | None) -> Run | None:
        if run is None:
            return None
        ended_at = run.ended_at + self.skew if run.ended_at else None
        return replace(run, started_at=run.started_at + self.skew, ended_at=ended_at)
