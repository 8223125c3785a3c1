"""What is wrong with a line of G-code, in one sentence."""

from layerworks.errors import Rejected
from layerworks.kernels import gcode_read_codes as g
from layerworks.words import say

_LONGEST_SHOWN = 40
_SENTENCES = {
    g.BAD_NUMBER: "reading_gcode.bad_number",
    g.BAD_CHARACTER: "reading_gcode.bad_character",
    g.BAD_START: "reading_gcode.bad_start",
    g.TOO_LARGE: "reading_gcode.too_large",
    g.NO_CENTRE: "reading_gcode.no_centre",
    g.ARC_BY_RADIUS: "reading_gcode.arc_by_radius",
    g.ARC_RELATIVE: "reading_gcode.arc_relative",
    g.ARC_TOO_FINE: "reading_gcode.arc_too_fine",
    g.BAD_SPEED: "reading_gcode.bad_speed",
    g.BAD_FACTOR: "reading_gcode.bad_factor",
}


def shown(line: bytes) -> str:
    """Return a line as it can be shown to a person: short, printable."""
    text = line.strip().decode("utf-8", "replace")
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def broken(reason: int, number: int, line: bytes) -> Rejected:
    """Return the error for a line that the kernel refused."""
    text = say(_SENTENCES[reason], line=number, text=shown(line))
    return Rejected(text, say("reading_gcode.remedy"))
