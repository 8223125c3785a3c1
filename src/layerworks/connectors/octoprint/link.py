"""The link to a printer behind OctoPrint: the port of `fleet` over a websocket and HTTP."""

from collections.abc import Callable
from datetime import datetime

from layerworks.connectors.http_access import HttpAccess
from layerworks.connectors.line import Line
from layerworks.connectors.network import Network
from layerworks.connectors.octoprint.connection import Connection
from layerworks.connectors.octoprint.runs import Runs
from layerworks.connectors.wall_clock import WallClock
from layerworks.fleet.commands import Cancel, Pause, Remove, Resume, SetTemperature, Start, StopAll, Upload
from layerworks.fleet.connector import Abilities

ABILITIES = Abilities(
    frozenset({Upload, Remove, Start, Pause, Resume, Cancel, SetTemperature, StopAll}), tells_motion=False
)


class OctoPrintLink(Line):
    """One machine, its connections made and ended as often as needed. now: aware UTC, never going back."""

    def __init__(
        self, machine: str, access: HttpAccess, network: Network, now: Callable[[], datetime] | None = None
    ) -> None:
        clock, runs = now or WallClock().now, Runs()
        super().__init__(machine, ABILITIES, network, lambda: Connection(access, runs, network, clock))
