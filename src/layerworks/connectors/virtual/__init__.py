"""Virtual printers: simulated printers served over loopback in the protocols of real ones, with fault switches.

For classes, demonstrations, tests and measurements without hardware. Needs the extra `fleet`.
A virtual board with Marlin stands in `marlin.py`, for systems that have pseudo-terminals.
"""

from layerworks.connectors._secret import Secret
from layerworks.connectors.virtual.bambu import VirtualBambu
from layerworks.connectors.virtual.faults import Faults
from layerworks.connectors.virtual.klipper import VirtualKlipper
from layerworks.connectors.virtual.moonraker import VirtualMoonraker
from layerworks.connectors.virtual.octoprint import VirtualOctoPrint
from layerworks.connectors.virtual.prusalink import VirtualPrusaLink
from layerworks.connectors.virtual.server import VirtualShop

__all__ = [
    "Faults",
    "Secret",
    "VirtualBambu",
    "VirtualKlipper",
    "VirtualMoonraker",
    "VirtualOctoPrint",
    "VirtualPrusaLink",
    "VirtualShop",
]
