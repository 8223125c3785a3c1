"""The link to a board with Marlin: the port of `fleet` to the agent that owns its serial port."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from layerworks.connectors.line import Line
from layerworks.connectors.marlin_serial.connection import Connection
from layerworks.connectors.network import Network
from layerworks.connectors.wall_clock import WallClock
from layerworks.fleet.commands import Cancel, Pause, Remove, Resume, SetTemperature, Start, StopAll, Upload
from layerworks.fleet.connector import Abilities

ABILITIES = Abilities(
    frozenset({Upload, Remove, Start, Pause, Resume, Cancel, SetTemperature, StopAll}),
    tells_digest=True,
    tells_motion=False,
)


class MarlinLink(Line):
    """One board, through its agent's socket. now: aware UTC, never going back."""

    def __init__(self, machine: str, socket: Path, network: Network, now: Callable[[], datetime] | None = None) -> None:
        clock = now or WallClock().now
        super().__init__(machine, ABILITIES, network, lambda: Connection(socket, network, clock))
