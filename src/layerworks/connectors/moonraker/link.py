"""The link to a machine behind Moonraker: the port of `fleet` over a websocket and HTTP uploads.

None of the four calls waits. A connection is one task on the shared loop; when it is over it stays over, and `open`
makes another: when to do that, and how spread, is decided in one place for all brands (`fleet/watch.py`).
"""

from collections.abc import Callable
from datetime import datetime

from layerworks.connectors.moonraker.access import Access
from layerworks.connectors.moonraker.connection import Connection
from layerworks.connectors.network import Network
from layerworks.connectors.wall_clock import WallClock
from layerworks.fleet.commands import (
    Cancel,
    CancelObject,
    Command,
    Pause,
    Remove,
    Resume,
    SetTemperature,
    Start,
    StopAll,
    Upload,
)
from layerworks.fleet.connector import Abilities
from layerworks.fleet.observations import Observation

ABILITIES = Abilities(
    frozenset({Upload, Remove, Start, Pause, Resume, Cancel, CancelObject, SetTemperature, StopAll}), tells_digest=False
)


class MoonrakerLink:
    """One machine, its connections made and ended as often as needed. now: aware UTC, never going back."""

    def __init__(
        self, machine: str, access: Access, network: Network, now: Callable[[], datetime] | None = None
    ) -> None:
        self._machine = machine
        self._access = access
        self._network = network
        self._now = now or WallClock().now
        self._connection: Connection | None = None

    @property
    def machine(self) -> str:
        """The id of the machine."""
        return self._machine

    @property
    def abilities(self) -> Abilities:
        """What the machine can be asked for: everything. A stored file is told by name and size."""
        return ABILITIES

    def open(self) -> None:
        """Begin a connection."""
        self.close()
        self._connection = Connection(self._access, self._network, self._now)
        self._network.links.call(self._connection.start)

    def observations(self) -> tuple[Observation, ...]:
        """Return what was seen since the last call."""
        return self._connection.drain() if self._connection else ()

    def send(self, command: Command) -> None:
        """Ask for something; nothing comes of it when the connection does not hold."""
        if self._connection is not None:
            self._network.links.call(self._connection.ask, command)

    def close(self) -> None:
        """End the connection."""
        if self._connection is not None:
            self._network.links.call(self._connection.end)
            self._connection = None
