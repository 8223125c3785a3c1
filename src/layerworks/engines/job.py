"""What an engine is asked for, and what comes back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from layerworks.gcode.machine_codes import MachineCodes
from layerworks.gcode.program import Program
from layerworks.gcode.reading import Moves
from layerworks.gcode.writing.header import Temperatures
from layerworks.geometry import Plate


@dataclass(frozen=True, slots=True)
class EngineLimits:
    """What a program may take before it is stopped: seconds of wall time, bytes of G-code."""

    time_s: float = 1800.0
    gcode_bytes: int = 2_000_000_000


@dataclass(frozen=True, slots=True, eq=False)
class EngineJob:
    """A plate to slice. values: every slicing setting by our key, defaults included. nozzle_mm: fitted."""

    plate: Plate
    values: Mapping[str, Any]
    codes: MachineCodes
    temperatures: Temperatures
    nozzle_mm: float
    limits: EngineLimits = field(default_factory=EngineLimits)


@dataclass(frozen=True, slots=True, eq=False)
class EngineResult:
    """program: with the machine's own start and end sequence. moves: of the program. version: as the engine names
    itself. approximated: our settings that the engine follows only roughly, by key."""

    program: Program
    moves: Moves
    version: str
    approximated: tuple[str, ...]
