"""Does a file without a unit look as if its numbers were not millimetres?"""

import numpy as np

from layerworks.geometry.finding import Finding
from layerworks.geometry.model import MM_PER_UNIT, ModelItem
from layerworks.words import say

LOOKS_LIKE_METRES_MM = 1.0
LOOKS_LIKE_INCHES_MM = 5.0
LOOKS_TOO_LARGE_MM = 2000.0


def unit_findings(items: tuple[ModelItem, ...]) -> list[Finding]:
    """Return a warning when the largest side, taken in mm, is unlikely for a printed part; else nothing.

    A part of 5 to 127 mm written in inches has numbers from 0.2 to 5, one of 50 mm to 1 m written in metres from 0.05
    to 1; printed parts below 5 mm hardly exist. Above 2 m few machines follow, and micrometres are as likely.
    """
    low = np.min([item.vertices_mm.min(axis=0) for item in items], axis=0)
    high = np.max([item.vertices_mm.max(axis=0) for item in items], axis=0)
    side = float((high - low).max())
    metre_mm, inch_mm, micron_mm = (side * MM_PER_UNIT[unit] for unit in ("meter", "inch", "micron"))
    if side < LOOKS_LIKE_METRES_MM:
        text = say("reading.unit_metre", side_mm=side)
        remedy = say("reading.remedy_unit_metre", metre_mm=metre_mm, inch_mm=inch_mm)
        return [Finding("unit_metre", "warn", text, remedy, side, LOOKS_LIKE_METRES_MM)]
    if side < LOOKS_LIKE_INCHES_MM:
        text = say("reading.unit_inch", side_mm=side)
        remedy = say("reading.remedy_unit_inch", inch_mm=inch_mm)
        return [Finding("unit_inch", "warn", text, remedy, side, LOOKS_LIKE_INCHES_MM)]
    if side > LOOKS_TOO_LARGE_MM:
        text = say("reading.unit_large", side_mm=side)
        remedy = say("reading.remedy_unit_micron", micron_mm=micron_mm)
        return [Finding("unit_large", "warn", text, remedy, side, LOOKS_TOO_LARGE_MM)]
    return []
