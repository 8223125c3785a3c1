"""Units as people type them."""

from typing import get_args

from layerworks.errors import Misused
from layerworks.geometry import Unit
from layerworks.words import say

_SHORT: dict[str, Unit] = {
    "um": "micron",
    "µm": "micron",
    "mm": "millimeter",
    "cm": "centimeter",
    "in": "inch",
    "ft": "foot",
    "m": "meter",
}


def unit_of(text: str | None) -> Unit | None:
    """Return the unit a person means. Raises Misused with the choices."""
    if text is None:
        return None
    word = text.strip().lower()
    if word in _SHORT:
        return _SHORT[word]
    for unit in get_args(Unit):
        if word in (unit, unit + "s", unit.replace("meter", "metre")):
            return unit
    raise Misused(say("cli.no_unit", text=text), say("cli.units", units=", ".join(_SHORT)))
