"""The link to a machine behind Moonraker: the port of `fleet` over a websocket and HTTP uploads."""

from collections.abc import Callable
from datetime import datetime

from layerworks.connectors.line import Line
from layerworks.connectors.moonraker.access import Access
from layerworks.connectors.moonraker.connection import Connection
from layerworks.connectors.network import Network
from layerworks.connectors.wall_clock import WallClock
from layerworks.fleet.commands import (
    Cancel,
    CancelObject,
    Pause,
    Remove,
    Resume,
    SetTemperature,
    Start,
    StopAll,
    Upload,
)
from layerworks.fleet.connector import Abilities

ABILITIES = Abilities(
    frozenset({Upload, Remove, Start, Pause, Resume, Cancel, CancelObject, SetTemperature, StopAll}), tells_digest=False
)


class MoonrakerLink(Line):
    """One machine, its connections made and ended as often as needed. now: aware UTC, never going back."""

    def __init__(
        self, machine: str, access: Access, network: Network, now: Callable[[], datetime] | None = None
    ) -> None:
        clock = now or WallClock().now
        super().__init__(machine, ABILITIES, network, lambda: Connection(access, network, clock))
