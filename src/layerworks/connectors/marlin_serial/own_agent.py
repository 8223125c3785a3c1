"""An agent that is started when nobody answers at its socket, and goes on when whoever started it ends."""

import asyncio
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from layerworks.connectors.line import Line
from layerworks.connectors.marlin_serial.connection import Connection
from layerworks.connectors.marlin_serial.link import ABILITIES
from layerworks.connectors.network import Network
from layerworks.connectors.wall_clock import WallClock

AGENT = "layerworks.connectors.marlin_serial.agent"
BAUD = 115200
OURS = "LAYERWORKS_"  # the hub's own variables, keys among them: an agent needs none
STARTS_WITHIN_S = 8.0
LONGEST_PATH = 100  # of a socket: systems take little more


@dataclass(frozen=True, slots=True)
class AgentPlace:
    """port, baud: of the board. folder: where the agent keeps its programs and its socket."""

    port: str
    baud: int
    folder: Path

    @property
    def socket(self) -> Path:
        """Where it listens."""
        return self.folder / "agent.sock"


def place_of(address: str, folder: Path) -> AgentPlace:
    """Return the place that `serial:/dev/…[?baud=250000]` tells. Raises ValueError for another address."""
    told = urlsplit(address)
    if told.scheme != "serial" or not told.path.startswith("/dev/"):
        raise ValueError(address)
    return AgentPlace(told.path, int(parse_qs(told.query).get("baud", [str(BAUD)])[0]), folder)


class OwnAgentLink(Line):
    """One board, through an agent of our own. now: aware UTC, never going back."""

    def __init__(
        self, machine: str, place: AgentPlace, network: Network, now: Callable[[], datetime] | None = None
    ) -> None:
        clock = now or WallClock().now
        started: list[int] = []
        super().__init__(machine, ABILITIES, network, lambda: _Connection(place, started, network, clock))


class _Connection(Connection):
    """A connection to the agent, which is started if there is none. started: process ids of those started here."""

    def __init__(self, place: AgentPlace, started: list[int], network: Network, now: Callable[[], datetime]) -> None:
        super().__init__(place.socket, network, now)
        self._place, self._started = place, started

    async def dial(self) -> None:
        """Find the agent, or start it and wait until it listens."""
        try:
            await super().dial()
        except (FileNotFoundError, ConnectionRefusedError):
            self._start()
        else:
            return
        async with asyncio.timeout(STARTS_WITHIN_S):
            while True:
                try:
                    await super().dial()
                except (FileNotFoundError, ConnectionRefusedError):
                    await asyncio.sleep(0.05)
                else:
                    return

    def _start(self) -> None:
        """Start an agent unless one that was started here is still on its way."""
        self._started[:] = [process for process in self._started if not _ended(process)]
        if self._started:
            return
        place = self._place
        place.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        command = [sys.executable, "-m", AGENT, "--port", place.port, "--baud", str(place.baud)]
        command += ["--folder", str(place.folder), "--socket", str(place.socket)]
        silence = [(os.POSIX_SPAWN_OPEN, end, os.devnull, os.O_RDWR, 0) for end in (0, 1, 2)]
        environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
        self._started.append(os.posix_spawn(sys.executable, command, environment, file_actions=silence, setsid=True))


def _ended(process: int) -> bool:
    """Tell whether a process that was started here has ended, and let it rest."""
    try:
        return os.waitpid(process, os.WNOHANG)[0] != 0
    except ChildProcessError:
        return True
