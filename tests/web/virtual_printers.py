"""A process that serves virtual Moonraker printers in real time, for hubs that are killed.

`python virtual_printers.py COUNT KEY` writes its port. Then, a line each: `starts` answers the files every printer took
a start of; `tidy NAME` takes the print off, if nothing is being printed, and answers whether the bed is clear.
"""

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime

from connectors.even_program import even_player
from layerworks.connectors.moonraker import Secret
from layerworks.connectors.simulated import Mishaps, RamMemory, SimulatedPrinter
from layerworks.connectors.virtual.klipper import VirtualKlipper
from layerworks.connectors.virtual.moonraker import VirtualMoonraker
from layerworks.connectors.virtual.server import VirtualShop


def now() -> datetime:
    return datetime.now(UTC)


def cold_player(text: bytes):
    """Play without heating: a test has no minutes to wait for a bed."""
    return replace(even_player(text), marks=())


def say(value: object) -> None:
    sys.stdout.write(f"{json.dumps(value)}\n")
    sys.stdout.flush()


def main() -> None:
    names = [f"m{i}" for i in range(int(sys.argv[1]))]
    printers = {name: SimulatedPrinter(name, RamMemory(), cold_player, Mishaps(), now()) for name in names}
    machines = {
        name: VirtualMoonraker(VirtualKlipper(printer, now), now, Secret(sys.argv[2]))
        for name, printer in printers.items()
    }
    shop = VirtualShop(machines, every_s=0.1)
    say(shop.port)

    def tidy(name: str) -> bool:
        printers[name].put_right(now())
        return not printers[name].bed_used()

    def starts() -> list[str]:
        told = [t for printer in printers.values() for t in printer.told()]
        return [t.file for t in told if t.command == "Start" and t.refusal == ""]

    for line in sys.stdin:
        word, *rest = line.split()
        say(shop.touch(starts) if word == "starts" else shop.touch(lambda name=rest[0]: tidy(name)))
    shop.close()


if __name__ == "__main__":
    main()
