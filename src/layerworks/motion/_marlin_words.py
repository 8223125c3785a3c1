"""Lines that set Marlin's planner (M92, M201, M203, M204, M205, M900, G92) → places and values of its settings."""

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels import marlin_codes as m
from layerworks.motion._code_line import CodeLine, Setting, code_line
from layerworks.motion.marlin_limits import MarlinLimits

_AXES = {"X": 0, "Y": 1, "Z": 2, "E": 3}
_BY_AXIS = {92: m.P_STEPS, 201: m.P_ACCEL, 203: m.P_VELOCITY, 205: m.P_JERK}
_BY_LETTER: dict[int, dict[str, tuple[int, ...]]] = {
    204: {
        "S": (m.P_PRINT_ACCEL, m.P_TRAVEL_ACCEL),
        "P": (m.P_PRINT_ACCEL,),
        "R": (m.P_RETRACT_ACCEL,),
        "T": (m.P_TRAVEL_ACCEL,),
    },
    205: {"S": (m.P_LEAST_SPEED,), "T": (m.P_LEAST_TRAVEL_SPEED,), "J": (m.P_DEVIATION,)},
    900: {"K": (m.P_ADVANCE_S,)},
}
_ZERO_ALLOWED = {m.P_LEAST_SPEED, m.P_LEAST_TRAVEL_SPEED, m.P_LEAST_SEGMENT_S, m.P_ADVANCE_S}
PLACES = {
    "steps_per_mm": (m.P_STEPS, 4),
    "axis_velocity_mm_s": (m.P_VELOCITY, 4),
    "axis_accel_mm_s2": (m.P_ACCEL, 4),
    "axis_jerk_mm_s": (m.P_JERK, 4),
    "print_accel_mm_s2": (m.P_PRINT_ACCEL, 1),
    "retract_accel_mm_s2": (m.P_RETRACT_ACCEL, 1),
    "travel_accel_mm_s2": (m.P_TRAVEL_ACCEL, 1),
    "junction_deviation_mm": (m.P_DEVIATION, 1),
    "least_speed_mm_s": (m.P_LEAST_SPEED, 1),
    "least_travel_speed_mm_s": (m.P_LEAST_TRAVEL_SPEED, 1),
    "least_segment_s": (m.P_LEAST_SEGMENT_S, 1),
    "linear_advance_s": (m.P_ADVANCE_S, 1),
}
"""Place and width of each field of MarlinLimits that a line may set."""


def start_settings(limits: MarlinLimits) -> NDArray[np.float64]:
    """Return what a program may change, as the machine starts with: (SETTINGS,)."""
    settings = np.zeros(m.SETTINGS)
    for name, (place, width) in PLACES.items():
        settings[place : place + width] = getattr(limits, name)
    return settings


@lru_cache(maxsize=4096)
def settings_of_line(line: bytes) -> tuple[Setting, ...]:
    """Return the places that a line sets, with their values; what Marlin would not take sets nothing."""
    said = code_line(line)
    if said is None:
        return ()
    if said.letter == "G":
        if said.code != 92 or ("E" not in said.words and said.words.keys() & _AXES.keys()):
            return ()
        at_mm = said.words.get("E", 0.0)
        return ((m.P_FILAMENT, 0.0 if math.isnan(at_mm) else at_mm),)
    return tuple(_settings(said))


def _settings(said: CodeLine) -> list[Setting]:
    words = said.words
    found: list[Setting] = []
    for letter, places in _BY_LETTER.get(said.code, {}).items():
        found += [(place, words[letter]) for place in places if letter in words]
    if said.code == 205 and "B" in words:
        found.append((m.P_LEAST_SEGMENT_S, words["B"] * 1e-6))
    if said.code in _BY_AXIS:
        found += [(_BY_AXIS[said.code] + axis, words[letter]) for letter, axis in _AXES.items() if letter in words]
    return [(place, value) for place, value in found if value > 0.0 or (value == 0.0 and place in _ZERO_ALLOWED)]
