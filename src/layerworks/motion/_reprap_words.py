"""Lines that set RepRapFirmware's planner (M201, M203, M204, M205, M566, M572) → places and values of its settings."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels import reprap_codes as r
from layerworks.motion._code_line import Setting, code_line
from layerworks.motion.reprap_limits import RepRapFirmwareLimits

_AXES = {"X": 0, "Y": 1, "Z": 2, "E": 3}
_PER_MINUTE = 1.0 / 60.0
_BY_AXIS = {
    201: (r.P_ACCEL, 1.0),
    203: (r.P_VELOCITY, _PER_MINUTE),
    205: (r.P_JERK, 1.0),
    566: (r.P_JERK, _PER_MINUTE),
}
_BY_LETTER: dict[int, dict[str, tuple[int, ...]]] = {
    204: {"S": (r.P_PRINT_ACCEL, r.P_TRAVEL_ACCEL), "P": (r.P_PRINT_ACCEL,), "T": (r.P_TRAVEL_ACCEL,)},
    566: {"P": (r.P_JERK_POLICY,)},
    572: {"S": (r.P_ADVANCE_S,)},
}
_ZERO_ALLOWED = {r.P_ADVANCE_S, r.P_JERK_POLICY}
PLACES = {
    "axis_velocity_mm_s": (r.P_VELOCITY, 4),
    "axis_accel_mm_s2": (r.P_ACCEL, 4),
    "axis_jerk_mm_s": (r.P_JERK, 4),
    "print_accel_mm_s2": (r.P_PRINT_ACCEL, 1),
    "travel_accel_mm_s2": (r.P_TRAVEL_ACCEL, 1),
    "pressure_advance_s": (r.P_ADVANCE_S, 1),
    "jerk_policy": (r.P_JERK_POLICY, 1),
}
"""Place and width of each field of RepRapFirmwareLimits that a line may set."""


@lru_cache(maxsize=4096)
def settings_of_line(line: bytes) -> tuple[Setting, ...]:
    """Return the places that a line sets, with their values; what the firmware would not take sets nothing."""
    said = code_line(line)
    if said is None or said.letter != "M":
        return ()
    found: list[Setting] = []
    for letter, places in _BY_LETTER.get(said.code, {}).items():
        found += [(place, said.words[letter]) for place in places if letter in said.words]
    if said.code in _BY_AXIS:
        place, unit = _BY_AXIS[said.code]
        found += [(place + axis, said.words[letter] * unit) for letter, axis in _AXES.items() if letter in said.words]
    return tuple((place, value) for place, value in found if value > 0.0 or (value == 0.0 and place in _ZERO_ALLOWED))


def start_settings(limits: RepRapFirmwareLimits) -> NDArray[np.float64]:
    """Return what a program may change, as the machine starts with: (SETTINGS,)."""
    settings = np.zeros(r.SETTINGS)
    for name, (place, width) in PLACES.items():
        settings[place : place + width] = getattr(limits, name)
    return settings
