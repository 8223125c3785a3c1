"""A program as rows of motion."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Heater = Literal["nozzle", "bed", "chamber"]
StopCause = Literal["home", "probe", "pause", "tool", "filament"]


class Step(IntEnum):
    """What a row of motion is."""

    MOVE = 0  # the head moves, with or without filament
    FILAMENT = 1  # only filament moves
    DWELL = 2  # G4
    STOP = 3  # a standstill of a length the program does not know; homing also sets the position


@dataclass(frozen=True, slots=True)
class Heat:
    """A temperature set before a row; wait: the machine stands still until it is reached."""

    row: int
    line: int
    heater: Heater
    target_c: float
    wait: bool
    tool: int = -1


@dataclass(frozen=True, slots=True)
class Stop:
    """A standstill that is more than a full stop of the motion."""

    row: int
    line: int
    cause: StopCause


@dataclass(frozen=True, slots=True)
class Call:
    """A command before a row that the reader does not know, such as a macro of the printer's."""

    row: int
    line: int
    name: str


@dataclass(frozen=True, slots=True)
class UnknownCommand:
    """A command whose duration nobody knows. line: where it stands first."""

    name: str
    count: int
    line: int


@dataclass(frozen=True, slots=True, eq=False)
class Moves:
    """Rows of motion in the order they are made; arcs are chords, as the firmware plays them.

    points_mm: (m + 1, 3) f64, the head before the first row and after each row, in machine coordinates.
    e_mm: (m,) f64 filament fed by the row. speed_mm_s: (m,) f64 commanded. step: (m,) u8 of `Step`.
    role: (m,) u8 of `slicing.role.Role`. line: (m,) i64 from 1. offset: (m,) i64 of the line's first byte.
    layer: (m,) i32, −1 before the first. part: (m,) i32 into parts, −1 for none.
    layer_start: (k + 1,) i64 first row of each layer; layer_z_mm: (k,) f64 height of its first bead.
    dwell_s: (d,) f64 of each DWELL row in order.
    limit_row: (c,) i64 ascending, limit_change: (c, 4) f64 velocity, acceleration, square corner velocity and minimum
    cruise ratio that hold from that row on; NaN keeps what was (Klipper). planner_row: (p,) i64 ascending,
    planner_line: (p,) the lines that set other firmwares' planners from that row on (M201, M204, …), if the rules keep
    them.
    fan_row: (f,) i64, fan_share: (f,) f64 of the part fan, 0…1.
    calls: of unknown commands in order, the first few of each; unknown: all of them, counted.
    """

    points_mm: NDArray[np.float64]
    e_mm: NDArray[np.float64]
    speed_mm_s: NDArray[np.float64]
    step: NDArray[np.uint8]
    role: NDArray[np.uint8]
    line: NDArray[np.int64]
    offset: NDArray[np.int64]
    layer: NDArray[np.int32]
    part: NDArray[np.int32]
    layer_start: NDArray[np.int64]
    layer_z_mm: NDArray[np.float64]
    dwell_s: NDArray[np.float64]
    limit_row: NDArray[np.int64]
    limit_change: NDArray[np.float64]
    planner_row: NDArray[np.int64]
    planner_line: tuple[bytes, ...]
    fan_row: NDArray[np.int64]
    fan_share: NDArray[np.float64]
    parts: tuple[str, ...]
    heats: tuple[Heat, ...]
    stops: tuple[Stop, ...]
    calls: tuple[Call, ...]
    unknown: tuple[UnknownCommand, ...]
    filament_mm: float
    lines: int
    size_bytes: int

    def __len__(self) -> int:
        return self.e_mm.size
