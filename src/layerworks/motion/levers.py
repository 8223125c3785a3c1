"""What could be changed about a machine or a program to make a print shorter: one lever, one change."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from layerworks.gcode.reading import Moves, Step
from layerworks.motion import wished
from layerworks.motion.limits import KlipperLimits
from layerworks.motion.planning import Limits

_ACCEL_LINE = re.compile(rb"\s*(?:[Nn]\d+\s*)?[Mm]20[14](?!\d)")
_WORD = re.compile(rb"([XYPSTxypst])\s*(\d+\.?\d*)")


@dataclass(frozen=True, slots=True, eq=False)
class Pulled:
    """A program and limits after a lever was pulled. value: what the lever stands at, nan where that is no figure."""

    moves: Moves
    limits: Limits
    value: float


@dataclass(frozen=True, slots=True)
class Lever:
    """name: key of its sentence (`motion.lever_…`). unit: of its value. pull: None where there is nothing to gain."""

    name: str
    unit: str
    pull: Callable[[Moves, Limits], Pulled | None]


def _accel(moves: Moves, limits: Limits) -> Pulled:
    """Double acceleration, also where the program sets it."""
    change = moves.limit_change.copy()
    change[:, 1] *= 2.0
    lines = tuple(_WORD.sub(_doubled, line) if _ACCEL_LINE.match(line) else line for line in moves.planner_line)
    value = 2.0 * limits.max_accel_mm_s2
    return Pulled(replace(moves, limit_change=change, planner_line=lines), wished.with_accel(limits, value), value)


def _corner(moves: Moves, limits: Limits) -> Pulled:
    change = moves.limit_change.copy()
    change[:, 2] *= 2.0
    value = 2.0 * max(limits.square_corner_velocity_mm_s, 1.0)
    return Pulled(replace(moves, limit_change=change), wished.with_corner(limits, value), value)


def _cruise_ratio(moves: Moves, limits: Limits) -> Pulled | None:
    if not isinstance(limits, KlipperLimits) or limits.minimum_cruise_ratio == 0.0:
        return None
    change = moves.limit_change.copy()
    change[:, 3] = np.where(np.isnan(change[:, 3]), np.nan, 0.0)
    return Pulled(replace(moves, limit_change=change), replace(limits, minimum_cruise_ratio=0.0), 0.0)


def _travel(moves: Moves, limits: Limits) -> Pulled | None:
    travels = (moves.step == Step.MOVE) & (moves.e_mm <= 0.0)
    return _faster(moves, limits, travels, 2.0)


def _print_speed(moves: Moves, limits: Limits) -> Pulled | None:
    return _faster(moves, limits, (moves.step == Step.MOVE) & (moves.e_mm > 0.0), 1.5)


def _retract_speed(moves: Moves, limits: Limits) -> Pulled | None:
    rows = moves.step == Step.FILAMENT
    if not rows.any():
        return None
    speed = moves.speed_mm_s.copy()
    speed[rows] *= 2.0
    value = float(speed[rows].max())
    most = max(value, wished.filament_velocity_mm_s(limits))
    return Pulled(replace(moves, speed_mm_s=speed), wished.with_filament(limits, mm_s=most), value)


def _filament_accel(moves: Moves, limits: Limits) -> Pulled | None:
    if not (moves.step == Step.FILAMENT).any():
        return None
    value = 2.0 * wished.filament_accel_mm_s2(limits)
    return Pulled(moves, wished.with_filament(limits, mm_s2=value), value)


def _no_retraction(moves: Moves, limits: Limits) -> Pulled | None:
    if not ((moves.step <= Step.FILAMENT) & (moves.e_mm < 0.0)).any():
        return None
    return Pulled(without_retraction(moves), limits, np.nan)


def _filament_corner(moves: Moves, limits: Limits) -> Pulled:
    value = 10.0 * wished.filament_corner_mm_s(limits)
    return Pulled(moves, wished.with_filament_corner(limits, value), value)


def _lift(moves: Moves, limits: Limits) -> Pulled:
    return Pulled(moves, wished.with_z(limits, 2.0), 2.0)


def all_at_once(moves: Moves, limits: Limits) -> Pulled:
    """Pull every lever of the machine, but none that changes the program's commanded speeds or its retractions."""
    for lever in KINEMATIC:
        pulled = lever.pull(moves, limits)
        if pulled is not None:
            moves, limits = pulled.moves, pulled.limits
    return Pulled(moves, limits, np.nan)


def without_retraction(moves: Moves) -> Moves:
    """Return moves where filament never moves alone nor backwards: a bound, no print. Its events are left out."""
    keep = moves.step != Step.FILAMENT
    place = np.concatenate([np.zeros(1, np.int64), np.cumsum(keep)])
    return replace(
        moves,
        points_mm=np.concatenate([moves.points_mm[:1], moves.points_mm[1:][keep]]),
        e_mm=np.maximum(moves.e_mm[keep], 0.0),
        speed_mm_s=moves.speed_mm_s[keep],
        step=moves.step[keep],
        role=moves.role[keep],
        line=moves.line[keep],
        offset=moves.offset[keep],
        layer=moves.layer[keep],
        part=moves.part[keep],
        layer_start=place[moves.layer_start],
        limit_row=place[moves.limit_row],
        planner_row=place[moves.planner_row],
        fan_row=place[moves.fan_row],
        heats=(),
        stops=(),
        calls=(),
    )


def _faster(moves: Moves, limits: Limits, rows: np.ndarray, factor: float) -> Pulled | None:
    if not rows.any():
        return None
    speed = moves.speed_mm_s.copy()
    speed[rows] *= factor
    value = float(speed[rows].max())
    change = moves.limit_change.copy()
    change[:, 0] = np.maximum(change[:, 0], value)
    most = max(value, limits.max_velocity_mm_s)
    return Pulled(replace(moves, speed_mm_s=speed, limit_change=change), wished.with_velocity(limits, most), value)


def _doubled(word: re.Match[bytes]) -> bytes:
    return word.group(1) + str(2.0 * float(word.group(2))).encode()


KINEMATIC = (
    Lever("accel", "mm/s²", _accel),
    Lever("corner", "mm/s", _corner),
    Lever("cruise_ratio", "", _cruise_ratio),
    Lever("retract_speed", "mm/s", _retract_speed),
    Lever("filament_accel", "mm/s²", _filament_accel),
    Lever("travel", "mm/s", _travel),
    Lever("filament_corner", "mm/s", _filament_corner),
    Lever("lift", "×", _lift),
)
LEVERS = (*KINEMATIC, Lever("print_speed", "mm/s", _print_speed), Lever("no_retraction", "", _no_retraction))
