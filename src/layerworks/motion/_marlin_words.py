"""Lines that set Marlin's planner (M92, M201, M203, M204, M205, M900, G92) → places and values of its settings."""

import math
import re
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels import marlin_codes as m
from layerworks.motion.marlin_limits import MarlinLimits

Setting = tuple[int, float]

_AXES = {"X": 0, "Y": 1, "Z": 2, "E": 3}
_COMMAND = re.compile(r"\s*(?:N\s*\d+\s*)?([GM])\s*(\d+)", re.IGNORECASE)
_WORD = re.compile(r"([A-Z])\s*([-+]?(?:\d+\.?\d*|\.\d+))?", re.IGNORECASE)
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
_PLACES = {
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


def start_settings(limits: MarlinLimits) -> NDArray[np.float64]:
    """Return what a program may change, as the machine starts with: (SETTINGS,)."""
    settings = np.zeros(m.SETTINGS)
    for name, (place, width) in _PLACES.items():
        settings[place : place + width] = getattr(limits, name)
    return settings


def places_of(name: str) -> range:
    """Return the places that a field of MarlinLimits takes; none for what no program changes."""
    place, width = _PLACES.get(name, (0, 0))
    return range(place, place + width)


def limits_with(limits: MarlinLimits, settings: NDArray[np.float64]) -> dict[str, object]:
    """Return the fields of limits that settings hold, by name, of the same types."""
    return {
        name: tuple(settings[place : place + width].tolist()) if width > 1 else float(settings[place])
        for name, (place, width) in _PLACES.items()
    }


@lru_cache(maxsize=4096)
def settings_of_line(line: bytes) -> tuple[Setting, ...]:
    """Return the places that a line sets, with their values; what Marlin would not take sets nothing."""
    text = re.split(r"[;*(]", line.decode("utf-8", "replace"))[0]
    command = _COMMAND.match(text)
    if command is None:
        return ()
    code = int(command.group(2))
    words = {
        letter.upper(): float(value) if value else math.nan for letter, value in _WORD.findall(text[command.end() :])
    }
    if command.group(1).upper() == "G":
        if code != 92 or ("E" not in words and words.keys() & _AXES.keys()):
            return ()
        return ((m.P_FILAMENT, 0.0 if math.isnan(words.get("E", math.nan)) else words["E"]),)
    return tuple(_settings(code, words))


def _settings(code: int, words: dict[str, float]) -> list[Setting]:
    found: list[Setting] = []
    for letter, places in _BY_LETTER.get(code, {}).items():
        found += [(place, words[letter]) for place in places if letter in words]
    if code == 205 and "B" in words:
        found.append((m.P_LEAST_SEGMENT_S, words["B"] * 1e-6))
    if code in _BY_AXIS:
        found += [(_BY_AXIS[code] + axis, words[letter]) for letter, axis in _AXES.items() if letter in words]
    return [(place, value) for place, value in found if value > 0.0 or (value == 0.0 and place in _ZERO_ALLOWED)]
