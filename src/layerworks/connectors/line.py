"""The port of `fleet` over connections that are made and ended as often as needed, whatever the brand.

None of the four calls waits. A connection is one task on the shared loop; when it is over it stays over, and `open`
makes another: when to do that, and how spread, is decided in one place for all brands (`fleet/watch.py`).
"""

from collections.abc import Callable

from layerworks.connectors.conversing import Conversing
from layerworks.connectors.network import Network
from layerworks.fleet.commands import Command
from layerworks.fleet.connector import Abilities
from layerworks.fleet.observations import Observation


class Line:
    """One machine. connect: makes a connection that has not begun."""

    def __init__(self, machine: str, abilities: Abilities, network: Network, connect: Callable[[], Conversing]) -> None:
        self._machine = machine
        self._abilities = abilities
        self._network = network
        self._connect = connect
        self._number = network.tape.number_of(machine)
        self._connection: Conversing | None = None

    @property
    def machine(self) -> str:
        """The id of the machine."""
        return self._machine

    @property
    def abilities(self) -> Abilities:
        """What the machine can be asked for."""
        return self._abilities

    def open(self) -> None:
        """Begin a connection."""
        self.close()
        self._connection = self._connect()
        self._connection.is_of(self._machine, self._number)
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
