"""Virtual printers for people without hardware: classes, demonstrations, a first look. Needs the extra `fleet`."""

import sqlite3
from collections.abc import Generator, Iterable, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from layerworks.app.playing import player_of
from layerworks.catalogue import machine as machine_of
from layerworks.connectors.simulated import Memory, Mishaps, RamMemory, SimulatedPrinter, SqliteMemory
from layerworks.connectors.virtual import Secret, VirtualBambu, VirtualShop
from layerworks.connectors.virtual.brands import BRANDS, Brand, passing_for
from layerworks.connectors.wall_clock import WallClock
from layerworks.errors import Misused, Unreachable
from layerworks.words import say


@dataclass(frozen=True, slots=True)
class Offered:
    """A virtual printer as a list of machines names it: what `machines import` takes."""

    name: str
    brand: Brand
    address: str
    machine_type: str
    key: str

    def row(self) -> dict[str, str]:
        """Return its row of a list."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Classroom:
    """Virtual printers at work. offered: how each is reached. alone: those that are no part of the shop."""

    offered: tuple[Offered, ...]
    printers: tuple[SimulatedPrinter, ...]
    shop: VirtualShop
    clock: WallClock
    alone: tuple[VirtualBambu, ...] = ()

    def tidy(self) -> tuple[str, ...]:
        """Take finished prints off and switch halted printers on again, as somebody at the machines does.

        Returns where there was something to take off.
        """
        theirs = [server.printer for server in self.alone]
        found = self.shop.touch(lambda: self._tidied(p for p in self.printers if p not in theirs))
        return found + tuple(
            n for server in self.alone for n in server.touch(lambda s=server: self._tidied([s.printer]))
        )

    def _tidied(self, printers: Iterable[SimulatedPrinter]) -> tuple[str, ...]:
        found: list[str] = []
        for printer in printers:
            used = printer.bed_used()
            printer.put_right(self.clock.now())
            if used and not printer.bed_used():
                found.append(printer.name)
        return tuple(found)


def brands_of(texts: Sequence[str], count: int) -> tuple[Brand, ...]:
    """Return the brands of so many printers: those named, in turn. Raises Misused for one that nobody plays."""
    for text in texts:
        if text not in BRANDS:
            raise Misused(say("app.no_virtual_brand", brand=text), say("app.virtual_brands", brands=", ".join(BRANDS)))
    return tuple(BRANDS[BRANDS.index(texts[place % len(texts)])] for place in range(count))


@contextmanager
def classroom(
    brands: Sequence[Brand],
    machine_type: str,
    key: str,
    *,
    pace: float = 1.0,
    port: int = 0,
    mishaps: Mishaps | None = None,
    folder: Path | None = None,
) -> Generator[Classroom]:
    """Serve a printer for each brand named, until left: on one loopback port those that speak HTTP, others on the next.

    machine_type: id in the catalogue; its limits say how fast the printers are. key: what callers are let in by.
    pace: seconds of a program in one second. folder: where printers keep themselves through a restart, None nowhere.
    Raises Missing for an unknown machine type, Unreachable when the port or the folder cannot be had.
    """
    clock = WallClock()
    player = player_of(machine_of(machine_type).planner)
    with ExitStack() as stack:
        printers: dict[str, SimulatedPrinter] = {}
        kinds: dict[str, Brand] = {}
        for brand in brands:
            name = f"{brand}-{sum(kind == brand for kind in kinds.values()) + 1}"
            kinds[name] = brand
            memory = _memory(stack, folder, name)
            printers[name] = SimulatedPrinter(name, memory, player, mishaps or Mishaps(), clock.now(), pace)
        http = {name: passing_for(k, printers[name], clock.now, key) for name, k in kinds.items() if k != "bambu"}
        alone: dict[str, VirtualBambu] = {}
        try:
            shop = stack.enter_context(closing(VirtualShop(http, port=port)))
            for place, name in enumerate(name for name, kind in kinds.items() if kind == "bambu"):
                ports = (port + 1 + 2 * place, port + 2 + 2 * place) if port else (0, 0)
                kept = folder / f"{name}.pem" if folder is not None else None
                serial = f"01P00A{place + 1:09d}"
                server = VirtualBambu(printers[name], clock.now, Secret(key), serial=serial, ports=ports, kept=kept)
                alone[name] = stack.enter_context(closing(server))
        except OSError as error:
            raise Unreachable(say("app.port_taken", port=port, detail=str(error)), say("app.other_port")) from error
        addresses = {name: alone[name].address if name in alone else shop.url(name) for name in printers}
        offered = tuple(Offered(name, kinds[name], addresses[name], machine_type, key) for name in printers)
        yield Classroom(offered, tuple(printers.values()), shop, clock, tuple(alone.values()))


def _memory(stack: ExitStack, folder: Path | None, name: str) -> Memory:
    if folder is None:
        return RamMemory()
    path = folder / f"{name}.sqlite"
    try:
        return stack.enter_context(closing(SqliteMemory(path, handed_over=True)))
    except (sqlite3.OperationalError, OSError) as error:
        raise Unreachable(say("app.not_written", path=str(path), detail=str(error)), say("app.check_disk")) from error
