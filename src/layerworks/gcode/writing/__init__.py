"""Toolpath → Program: the moves as G-code of a dialect, with the comments that print hosts read."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from layerworks.gcode.machine_codes import MachineCodes
from layerworks.gcode.program import Program
from layerworks.gcode.writing.header import Header, Temperatures
from layerworks.gcode.writing.settings import GcodeSettings, HeatSettings
from layerworks.slicing.toolpath import Toolpath

if TYPE_CHECKING:
    from layerworks.gcode.writing.programs import Draft

__all__ = [
    "GcodeSettings",
    "Header",
    "HeatSettings",
    "Temperatures",
    "draft_program",
    "entitle",
    "titled",
    "untitled",
    "write_program",
]


def draft_program(
    toolpath: Toolpath | Iterable[Toolpath],
    codes: MachineCodes,
    temperatures: Temperatures,
    settings: GcodeSettings | None = None,
    heat: HeatSettings | None = None,
    text: BinaryIO | None = None,
) -> "Draft":
    """Return the program of a toolpath for a machine, all but its header.

    Coordinates are absolute, in mm with three decimals; E has five, relative by default, and its rounding does not
    add up. toolpath: one, or several that follow each other, as `order_by_layers` gives them. heat: temperatures of
    single layers; its others stand in `temperatures` by then, see `as_wished`. text: an empty file, open for writing
    and reading as long as the draft is used, for the lines of the moves; memory unless given.
    Raises Rejected for an unknown placeholder in the machine's sequences, for temperatures of layers in no order, and
    for arcs where the firmware does not play them.
    """
    from layerworks.gcode.writing.programs import make_draft

    toolpaths = (toolpath,) if isinstance(toolpath, Toolpath) else toolpath
    wanted = settings or GcodeSettings(), heat or HeatSettings()
    return make_draft(toolpaths, codes, temperatures, *wanted, BytesIO() if text is None else text)


def entitle(draft: "Draft", header: Header) -> Program:
    """Return the program with what it says about itself; the same inputs give the same bytes.

    The moves are the same whatever the header, so a program may be timed without one. Objects are named
    `Program.parts`, by part number. Raises ValueError for a thumbnail that is not a PNG.
    """
    from layerworks.gcode.writing.programs import entitled

    return entitled(draft, header)


def titled(draft: "Draft", header: Header) -> Iterator[bytes]:
    """Return the text of the program that `entitle` makes, in pieces. Raises as it does."""
    from layerworks.gcode.writing.programs import pieces_of

    return pieces_of(draft, header)


def untitled(draft: "Draft") -> tuple[bytes, BinaryIO, bytes]:
    """Return the text of a program without what it says about itself, in pieces of whole lines, to time it."""
    from layerworks.gcode.writing.programs import bare_text

    return bare_text(draft)


def write_program(
    toolpath: Toolpath,
    codes: MachineCodes,
    temperatures: Temperatures,
    header: Header,
    settings: GcodeSettings | None = None,
    heat: HeatSettings | None = None,
) -> Program:
    """Draft and entitle at once."""
    return entitle(draft_program(toolpath, codes, temperatures, settings, heat), header)
