"""Foreign G-code → rows of motion, whatever slicer wrote it."""

from layerworks.gcode.reading.container import open_program
from layerworks.gcode.reading.moves import Call, Heat, Moves, Step, Stop, UnknownCommand
from layerworks.gcode.reading.program import read_program
from layerworks.gcode.reading.rules import ReadingRules

__all__ = [
    "Call",
    "Heat",
    "Moves",
    "ReadingRules",
    "Step",
    "Stop",
    "UnknownCommand",
    "open_program",
    "read_program",
]
