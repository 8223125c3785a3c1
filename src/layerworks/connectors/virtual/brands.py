"""Which brands a virtual printer can pass for on loopback ports."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal, get_args

from layerworks.connectors._secret import Secret
from layerworks.connectors.simulated.printer import SimulatedPrinter
from layerworks.connectors.virtual.klipper import VirtualKlipper
from layerworks.connectors.virtual.moonraker import VirtualMoonraker
from layerworks.connectors.virtual.octoprint import VirtualOctoPrint
from layerworks.connectors.virtual.prusalink import VirtualPrusaLink
from layerworks.connectors.virtual.server import VirtualServer

HttpBrand = Literal["moonraker", "octoprint", "prusalink"]
Brand = Literal[HttpBrand, "bambu"]
BRANDS: tuple[Brand, ...] = get_args(Brand)


def passing_for(brand: HttpBrand, printer: SimulatedPrinter, now: Callable[[], datetime], key: str) -> VirtualServer:
    """Return the server of a brand that speaks HTTP, in front of a printer. key: what it lets callers in by."""
    match brand:
        case "moonraker":
            return VirtualMoonraker(VirtualKlipper(printer, now), now, Secret(key))
        case "octoprint":
            return VirtualOctoPrint(printer, now, now, Secret(key))
        case "prusalink":
            return VirtualPrusaLink(printer, now, Secret(key))
