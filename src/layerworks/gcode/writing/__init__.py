"""Toolpath → Program: the moves as G-code of a dialect, with the comments that print hosts read."""

from layerworks.gcode.machine_codes import MachineCodes
from layerworks.gcode.program import Program
from layerworks.gcode.writing.header import Header, Temperatures
from layerworks.gcode.writing.settings import GcodeSettings
from layerworks.slicing.toolpath import Toolpath

__all__ = ["GcodeSettings", "Header", "Temperatures", "write_program"]


def write_program(
    toolpath: Toolpath,
    codes: MachineCodes,
    temperatures: Temperatures,
    header: Header,
    settings: GcodeSettings | None = None,
) -> Program:
    """Return the program of a toolpath for a machine; the same inputs give the same bytes.

    Coordinates are absolute, in mm with three decimals; E has five, relative by default, and its rounding does not
    add up. Objects are named `Program.parts`, by part number. Raises Rejected for an unknown placeholder in the
    machine's sequences, ValueError for a thumbnail that is not a PNG.
    """
    from layerworks.gcode.writing.programs import make_program

    return make_program(toolpath, codes, temperatures, header, settings or GcodeSettings())
