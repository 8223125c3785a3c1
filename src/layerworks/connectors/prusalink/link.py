"""The link to a printer with PrusaLink: the port of `fleet` over HTTP alone."""

from collections.abc import Callable
from datetime import datetime

from layerworks.connectors.http_access import HttpAccess
from layerworks.connectors.line import Line
from layerworks.connectors.network import Network
from layerworks.connectors.prusalink.connection import Connection
from layerworks.connectors.prusalink.runs import Runs
from layerworks.connectors.wall_clock import WallClock
from layerworks.fleet.commands import Cancel, Pause, Remove, Resume, Start, Upload
from layerworks.fleet.connector import Abilities

ABILITIES = Abilities(frozenset({Upload, Remove, Start, Pause, Resume, Cancel}), tells_bytes=False, tells_motion=False)
POLL_S = 3.0


class PrusaLinkLink(Line):
    """One machine. access: with a key, or with user and password. now: aware UTC, never going back."""

    def __init__(
        self,
        machine: str,
        access: HttpAccess,
        network: Network,
        now: Callable[[], datetime] | None = None,
        poll_s: float = POLL_S,
    ) -> None:
        clock, runs = now or WallClock().now, Runs()
        super().__init__(machine, ABILITIES, network, lambda: Connection(access, runs, network, clock, poll_s))
