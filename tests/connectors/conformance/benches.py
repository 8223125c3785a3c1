"""Benches: a printer of each brand with its connector, and hands to do things to it. The suite knows nothing else.

Time of the printers is moved by hand; time of the links is real, since they talk over real sockets.
"""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, Protocol

from connectors.cable import Cable
from connectors.even_program import even_job, even_player
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
from layerworks.connectors.virtual import Faults, VirtualKlipper, VirtualMoonraker, VirtualShop
from layerworks.fleet import Cancel, Clock, Connector, Pause, Start, StopAll, Upload
from layerworks.workshop import Job, PatienceSettings

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
    heaters: frozenset[str]
    tells_filament: bool  # and layers
    measures: frozenset[str]  # quantities told beside progress, temperatures set and read
    tells_why: bool  # a print failed
    traces_what_it_forgot: bool  # a print that came and was forgotten within seconds leaves a mark
    start_within_s: float  # how closely connections agree when a run was started

    def another(self) -> Connector:
        """Return another connector to the same machine, as another process would make."""
        ...

    def job(self, duration_s: float, name: str = "bracket") -> Job:
        """Return a job that takes about so long of the printer's time."""
        ...

    def starts(self) -> list[str]:
        """Return the files the printer has started."""
        ...

    def start_past_us(self, file: str, passing_s: float = 0.0) -> str:
        """Start a stored file at the printer's screen, and let so much of its time pass before anyone can look."""
        ...

    def pause_past_us(self, file: str) -> None:
        """Pause it at the printer's screen."""
        ...

    def meddle(self, file: str, other: Job, name: str) -> str:
        """End the print of a file at the screen, and start something that was not sent by us."""
        ...

    def stop(self) -> None:
        """Press the emergency stop at the machine."""
        ...

    def restart(self) -> None:
        """Let the printer, and whatever serves it, lose its working memory."""
        ...

    def pass_time(self, seconds: float) -> None:
        """Let the printer's time pass."""
        ...

    def close(self) -> None: ...


class SimulatedHands:
    """Hands on a printer that is a simulated one, whatever serves it."""

    heaters = frozenset({"nozzle", "bed", "chamber"})
    tells_filament = True
    measures = frozenset({"power_share"})
    tells_why = True
    traces_what_it_forgot = True
    start_within_s = 0.0

    def touch(self, work: Callable[[SimulatedPrinter, datetime], Any]) -> Any:
        """Do something to the printer itself, past all connectors."""
        raise NotImplementedError

    def job(self, duration_s: float, name: str = "bracket") -> Job:
        return even_job(duration_s, name)

    def starts(self) -> list[str]:
        told = self.touch(lambda printer, now: printer.told())
        return [t.file for t in told if t.command == "Start" and not t.refusal]

    def pause_past_us(self, file: str) -> None:
        self.touch(lambda printer, now: printer.receive(Pause(file), now))

    def meddle(self, file: str, other: Job, name: str) -> str:
        def meddled(printer: SimulatedPrinter, now: datetime) -> str:
            printer.receive(Cancel(file), now)
            printer.receive(Upload(name, other.text, other.digest), now)
            return printer.receive(Start(name), now)

        return self.touch(meddled)

    def stop(self) -> None:
        self.touch(lambda printer, now: printer.receive(StopAll(), now))

    def restart(self) -> None:
        self.touch(lambda printer, now: printer.switch_off_and_on(now))


class SimulatedBench(SimulatedHands):
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


class NetworkedBench(Protocol):
    """A printer behind a cable. silence: the module whose SILENT_S and PING_AFTER_S say when a line is silent."""

    clock: Clock
    connector: Connector
    patience: PatienceSettings
    cable: Cable
    brand: str
    silence: str
    url: str
    key: Secret
    tells_why: bool

    def with_key(self, key: Secret) -> Connector:
        """Return a connector with another key."""
        ...

    def job(self, duration_s: float, name: str = "bracket") -> Job: ...
    def starts(self) -> list[str]: ...
    def another(self) -> Connector: ...
    def restart(self) -> None: ...
    def stop(self) -> None:
        """Press the emergency stop at the machine."""
        ...

    def pace(self, printer_s: float) -> Clock:
        """Return a clock of a workshop at which so much of the printer's time passes at each wait."""
        ...

    def pass_time(self, seconds: float) -> None: ...
    def close(self) -> None: ...


class VirtualBench(NetworkedBench, Protocol):
    """A printer of ours with fault switches. requests: our words for its requests as its switches name them."""

    faults: Faults
    shop: VirtualShop
    server: Any
    requests: Mapping[str, str]

    def another_in(self, network: Network, cable: Cable) -> Connector:
        """Return another connector, in a network and through a cable of its own."""
        ...


class SimulatedOverNetwork(SimulatedHands):
    """A simulated printer, served to links; what is the same whatever serves it."""

    def __init__(self, network: Network, mishaps: tuple[Mishap, ...]) -> None:
        self.network = network
        self.time = PrinterTime()
        self.clock = Pace(self.time)
        self.printer = SimulatedPrinter("m1", RamMemory(), even_player, Mishaps(mishaps), self.time.now())
        self.patience = PatienceSettings(poll_s=0.02, first_call_again_s=0.1, longest_call_again_s=1.0)
        self._links: list[Connector] = []

    def keep(self, link: Any) -> Any:
        self._links.append(link)
        return link

    def pace(self, printer_s: float) -> Pace:
        return Pace(self.time, printer_s)

    def pass_time(self, seconds: float) -> None:
        self.time.move(seconds)

    def close_links(self) -> None:
        for link in self._links:
            link.close()


class ServedInAShop(SimulatedOverNetwork):
    """A simulated printer behind one of our virtual HTTP servers, with its fault switches. server: set first of all."""

    server: Any

    def open_shop(self) -> None:
        self.faults = self.server.faults
        self.shop = VirtualShop({"m1": self.server}, every_s=0.03)
        self.cable = Cable(self.shop.port)
        self.url = f"http://127.0.0.1:{self.cable.port}/m1"

    def touch(self, work: Any) -> Any:
        return self.shop.touch(lambda: work(self.printer, self.time.now()))

    def start_past_us(self, file: str, passing_s: float = 0.0) -> str:
        def start() -> str:
            refusal = self.server.start(file)
            self.time.move(passing_s)
            return refusal

        return self.shop.touch(start)

    def restart(self) -> None:
        self.shop.do(self.server.restart())

    def close(self) -> None:
        self.close_links()
        self.cable.close()
        self.shop.close()


class _MoonrakerBench(SimulatedOverNetwork):
    brand = "moonraker"
    measures = frozenset(
        {"power_share", "speed_factor", "flow_factor", "filament_present", "load_share", "memory_share"}
    )
    silence = "layerworks.connectors.moonraker.connection"
    access: Access
    key: Secret

    def link(self, access: Access) -> MoonrakerLink:
        return self.keep(MoonrakerLink("m1", access, self.network))

    def another(self) -> MoonrakerLink:
        return self.link(self.access)

    def with_key(self, key: Secret) -> MoonrakerLink:
        return self.link(Access(self.access.url, key))

    @property
    def url(self) -> str:
        return self.access.url

    def start(self, klipper: VirtualKlipper, file: str, passing_s: float) -> str:
        refusal = klipper.script(f'SDCARD_PRINT_FILE FILENAME="{file}"')
        self.time.move(passing_s)
        return refusal


class VirtualMoonrakerBench(_MoonrakerBench):
    """Our virtual server, with its fault switches."""

    requests = MappingProxyType(
        {
            "upload": "upload",
            "look": "printer.objects.query",
            "start": "printer.print.start",
            "open": "printer.objects.subscribe",
        }
    )

    def __init__(self, network: Network, *mishaps: Mishap) -> None:
        super().__init__(network, mishaps)
        self.key = Secret("the-key-of-the-virtual-one")
        self.server = VirtualMoonraker(VirtualKlipper(self.printer, self.time.now), self.clock.now, self.key)
        self.faults = self.server.faults
        self.shop = VirtualShop({"m1": self.server}, every_s=0.03)
        self.cable = Cable(self.shop.port)
        self.access = Access(f"http://127.0.0.1:{self.cable.port}/m1", self.key)
        self.connector = self.another()

    def touch(self, work: Callable[[SimulatedPrinter, datetime], Any]) -> Any:
        return self.shop.touch(lambda: work(self.printer, self.time.now()))

    def another_in(self, network: Network, cable: Cable) -> MoonrakerLink:
        return MoonrakerLink("m1", Access(f"http://127.0.0.1:{cable.port}/m1", self.key), network)

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
