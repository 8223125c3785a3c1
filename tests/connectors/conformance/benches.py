"""Benches: a printer of each brand with its connector, and hands to do things to it. The suite knows nothing else.

Time of the printers is moved by hand; time of the links is real, since they talk over real sockets.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from connectors.cable import Cable
from connectors.even_program import even_player
from connectors.klippy_stand_in import KlippyStandIn
from connectors.real_moonraker import RealMoonraker
from layerworks.connectors.moonraker import Access, MoonrakerLink, Secret
from layerworks.connectors.network import Network
from layerworks.connectors.simulated import (
    Mishap,
    Mishaps,
    RamMemory,
    SimulatedConnector,
    SimulatedPrinter,
    VirtualClock,
)
from layerworks.connectors.virtual import VirtualKlipper, VirtualMoonraker, VirtualShop
from layerworks.fleet import Clock, Connector, Start
from layerworks.workshop import PatienceSettings

WITHIN_S = 60.0  # how long something real may take before a test fails; nothing is measured by it


class PrinterTime:
    """The printer's own clock: it goes with the time of day, and is moved on by hand."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def move(self, seconds: float) -> None:
        self._ahead += timedelta(seconds=seconds)


class Pace:
    """The clock of a workshop at a bench: waiting takes a moment of real time, and much of the printer's."""

    def __init__(self, printer: PrinterTime, printer_s: float = 5.0) -> None:
        self._printer, self._printer_s = printer, printer_s

    def now(self) -> datetime:
        return datetime.now(UTC)

    def wait(self, seconds: float) -> None:
        time.sleep(min(seconds, 0.02))
        self._printer.move(self._printer_s)


class Bench(Protocol):
    """One printer with hands on it."""

    connector: Connector
    clock: Clock
    patience: PatienceSettings
    cable: Cable | None

    def another(self) -> Connector:
        """Return another connector to the same machine, as another process would make."""
        ...

    def touch(self, work: Callable[[SimulatedPrinter, datetime], Any]) -> Any:
        """Do something to the printer itself, past all connectors."""
        ...

    def start_past_us(self, file: str, passing_s: float = 0.0) -> str:
        """Start a stored file at the printer's screen, and let so much of its time pass before anyone can look."""
        ...

    def pass_time(self, seconds: float) -> None:
        """Let the printer's time pass."""
        ...

    def close(self) -> None: ...


class SimulatedBench:
    """The simulated printer behind its own connector: no network, all time virtual."""

    cable = None

    def __init__(self, *mishaps: Mishap) -> None:
        start = datetime(2026, 11, 23, 8, tzinfo=UTC)
        self.clock = VirtualClock(start)
        self.printer = SimulatedPrinter("m1", RamMemory(), even_player, Mishaps(mishaps), start)
        self.connector = self.another()
        self.patience = PatienceSettings()

    def another(self) -> SimulatedConnector:
        return SimulatedConnector(self.printer, self.clock)

    def touch(self, work: Callable[[SimulatedPrinter, datetime], Any]) -> Any:
        return work(self.printer, self.clock.now())

    def start_past_us(self, file: str, passing_s: float = 0.0) -> str:
        refusal = self.printer.receive(Start(file), self.clock.now())
        self.clock.wait(passing_s)
        return refusal

    def pass_time(self, seconds: float) -> None:
        self.clock.wait(seconds)

    def close(self) -> None: ...


class _MoonrakerBench:
    cable: Cable

    def __init__(self, network: Network, mishaps: tuple[Mishap, ...]) -> None:
        self.network = network
        self.time = PrinterTime()
        self.clock = Pace(self.time)
        self.printer = SimulatedPrinter("m1", RamMemory(), even_player, Mishaps(mishaps), self.time.now())
        self.patience = PatienceSettings(poll_s=0.02, first_call_again_s=0.1, longest_call_again_s=1.0)
        self._links: list[MoonrakerLink] = []

    def link(self, access: Access) -> MoonrakerLink:
        link = MoonrakerLink("m1", access, self.network)
        self._links.append(link)
        return link

    def pass_time(self, seconds: float) -> None:
        self.time.move(seconds)

    def start(self, klipper: VirtualKlipper, file: str, passing_s: float) -> str:
        refusal = klipper.script(f'SDCARD_PRINT_FILE FILENAME="{file}"')
        self.time.move(passing_s)
        return refusal

    def close_links(self) -> None:
        for link in self._links:
            link.close()


class VirtualMoonrakerBench(_MoonrakerBench):
    """Our virtual server, with its fault switches."""

    def __init__(self, network: Network, *mishaps: Mishap) -> None:
        super().__init__(network, mishaps)
        self.key = Secret("the-key-of-the-virtual-one")
        self.server = VirtualMoonraker(VirtualKlipper(self.printer, self.time.now), self.clock.now, self.key)
        self.faults = self.server.faults
        self.shop = VirtualShop({"m1": self.server}, every_s=0.03)
        self.cable = Cable(self.shop.port)
        self.access = Access(f"http://127.0.0.1:{self.cable.port}/m1", self.key)
        self.connector = self.another()

    def another(self) -> MoonrakerLink:
        return self.link(self.access)

    def touch(self, work: Callable[[SimulatedPrinter, datetime], Any]) -> Any:
        return self.shop.touch(lambda: work(self.printer, self.time.now()))

    def start_past_us(self, file: str, passing_s: float = 0.0) -> str:
        return self.shop.touch(lambda: self.start(self.server.klipper, file, passing_s))

    def close(self) -> None:
        self.close_links()
        self.cable.close()
        self.shop.close()


class RealMoonrakerBench(_MoonrakerBench):
    """A real Moonraker, kept for the session, with a stand-in for Klipper behind it."""

    def __init__(self, network: Network, moonraker: RealMoonraker, *mishaps: Mishap) -> None:
        super().__init__(network, mishaps)
        for file in moonraker.files.glob("*.gcode"):
            file.unlink()
        self.key = Secret(moonraker.key)
        self.stand_in = KlippyStandIn(
            moonraker.data / "comms/klippy.sock", moonraker.files, self.printer, self.time.now
        )
        self.cable = Cable(moonraker.port)
        self.access = Access(f"http://127.0.0.1:{self.cable.port}", self.key)
        self.connector = self.another()
        self._moonraker = moonraker
        self._wait_until_ready(True)

    def another(self) -> MoonrakerLink:
        return self.link(self.access)

    def touch(self, work: Callable[[SimulatedPrinter, datetime], Any]) -> Any:
        return self.stand_in.do(lambda: work(self.printer, self.time.now()))

    def start_past_us(self, file: str, passing_s: float = 0.0) -> str:
        return self.stand_in.do(lambda: self.start(self.stand_in.klipper, file, passing_s))

    def close(self) -> None:
        self.close_links()
        self.cable.close()
        self.stand_in.close()
        self._wait_until_ready(False)

    def _wait_until_ready(self, ready: bool) -> None:
        limit = time.monotonic() + WITHIN_S
        while self._moonraker.ready() is not ready:
            assert time.monotonic() < limit, "Moonraker does not notice Klipper"
            time.sleep(0.02)
