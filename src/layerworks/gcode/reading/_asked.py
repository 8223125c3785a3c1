"""Lines that the kernel hands back: rare commands that change how the rest is read."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels import gcode_read_codes as g

_PAIR = re.compile(r'([A-Za-z_][A-Za-z0-9_]*)\s*=\s*("[^"]*"|\'[^\']*\'|[^\s;]*)')
_WORD = re.compile(r"([A-Za-z])\s*(-?\d+\.?\d*|-?\.\d+)")
_BASE = slice(g.S_BASE_X, g.S_BASE_E + 1)
_OFFSET = slice(g.S_OFFSET_X, g.S_OFFSET_E + 1)
_PLACE = slice(g.S_X, g.S_E + 1)
_HEAD_SPEED = (g.S_SPEED, g.S_SPEED_FACTOR, g.S_FLOW_FACTOR)


def pairs(line: str) -> dict[str, str]:
    """Return the KEY=value arguments of an extended command, keys in capitals."""
    return {key.upper(): value.strip("\"'") for key, value in _PAIR.findall(line)}


def words(line: str) -> dict[str, str]:
    """Return the words of a line of G-code, by letter in capitals."""
    return {letter.upper(): value for letter, value in _WORD.findall(line.split(";")[0])}


def number(values: Mapping[str, str], key: str) -> float | None:
    """Return a finite number among arguments, None where there is none."""
    try:
        value = float(values[key])
    except (KeyError, ValueError):
        return None
    return value if math.isfinite(value) else None


@dataclass(frozen=True, slots=True)
class _Saved:
    place: NDArray[np.float64]
    base: NDArray[np.float64]
    offset: NDArray[np.float64]
    speeds: tuple[float, ...]
    absolute: tuple[int, int]


class Asked:
    """Answers the lines that the kernel hands back, by changing the reader's state.

    SAVE_GCODE_STATE and its like, SET_GCODE_OFFSET, SET_RETRACTION, M207, M208, SET_PRESSURE_ADVANCE, waiting for heat
    (klippy/extras/gcode_move.py, firmware_retraction.py and kinematics/extruder.py say what they do).
    """

    def __init__(self, state: NDArray[np.float64], flags: NDArray[np.int64]) -> None:
        self._state = state
        self._flags = flags
        self._saved: dict[str, _Saved] = {}
        self._advance = 0.0
        self._smooth_s = 0.04

    def answer(self, line: str) -> None:
        """Obey one line."""
        command = re.match(r"\s*(?:N\d+\s*)?([A-Za-z_]+\d*)", line, re.IGNORECASE)
        arguments = pairs(line)
        match command.group(1).upper() if command else "":
            case "SAVE_GCODE_STATE":
                self._saved[arguments.get("NAME", "default")] = self._snapshot()
            case "RESTORE_GCODE_STATE":
                self._restore(arguments)
            case "SET_GCODE_OFFSET":
                self._shift(arguments)
            case "SET_RETRACTION":
                self._retraction(arguments)
            case "M207" | "M208" as code:
                self._marlin_retraction(code, words(line))
            case "SET_PRESSURE_ADVANCE":
                self._pressure_advance(arguments)
            case "TEMPERATURE_WAIT" | "M116":
                self._flags[g.F_PENDING] = g.WRITE_STOP
            case _:
                pass

    def _snapshot(self) -> _Saved:
        s = self._state
        return _Saved(
            place=s[_PLACE].copy(),
            base=s[_BASE].copy(),
            offset=s[_OFFSET].copy(),
            speeds=tuple(float(s[k]) for k in _HEAD_SPEED),
            absolute=(int(self._flags[g.F_ABSOLUTE]), int(self._flags[g.F_E_ABSOLUTE])),
        )

    def _restore(self, arguments: Mapping[str, str]) -> None:
        saved = self._saved.get(arguments.get("NAME", "default"))
        if saved is None:
            return
        s = self._state
        s[_BASE] = saved.base
        s[_OFFSET] = saved.offset
        for k, value in zip(_HEAD_SPEED, saved.speeds, strict=True):
            s[k] = value
        self._flags[g.F_ABSOLUTE], self._flags[g.F_E_ABSOLUTE] = saved.absolute
        s[g.S_BASE_E] += s[g.S_E] - saved.place[3]
        if number(arguments, "MOVE"):
            s[_PLACE][:3] = saved.place[:3]
            self._move_first(arguments)

    def _shift(self, arguments: Mapping[str, str]) -> None:
        s = self._state
        delta = np.zeros(4)
        for axis, letter in enumerate("XYZE"):
            wanted = number(arguments, letter)
            if wanted is None and (adjust := number(arguments, f"{letter}_ADJUST")) is not None:
                wanted = adjust + float(s[_OFFSET][axis])
            if wanted is None:
                continue
            delta[axis] = wanted - s[_OFFSET][axis]
            s[_BASE][axis] += delta[axis]
            s[_OFFSET][axis] = wanted
        if number(arguments, "MOVE"):
            s[_PLACE] += delta
            self._move_first(arguments)

    def _move_first(self, arguments: Mapping[str, str]) -> None:
        speed = number(arguments, "MOVE_SPEED")
        self._state[g.S_PENDING_SPEED] = speed if speed and speed > 0 else self._state[g.S_SPEED]
        self._flags[g.F_PENDING] = g.WRITE_MOVE

    def _retraction(self, arguments: Mapping[str, str]) -> None:
        for key, place, low in (
            ("RETRACT_LENGTH", g.S_RETRACT, 0.0),
            ("UNRETRACT_EXTRA_LENGTH", g.S_UNRETRACT_EXTRA, 0.0),
            ("RETRACT_SPEED", g.S_RETRACT_SPEED, 1.0),
            ("UNRETRACT_SPEED", g.S_UNRETRACT_SPEED, 1.0),
        ):
            value = number(arguments, key)
            if value is not None and value >= low:
                self._state[place] = as_speed_word(value) if low else round(value, 5)
        self._flags[g.F_RETRACTED] = 0

    def _marlin_retraction(self, code: str, words: Mapping[str, str]) -> None:
        length, speed = number(words, "S"), number(words, "F")
        if length is not None and length >= 0:
            self._state[g.S_RETRACT if code == "M207" else g.S_UNRETRACT_EXTRA] = length
        if speed is not None and speed > 0:
            self._state[g.S_RETRACT_SPEED if code == "M207" else g.S_UNRETRACT_SPEED] = speed

    def _pressure_advance(self, arguments: Mapping[str, str]) -> None:
        before = self._smooth_s if self._advance else 0.0
        self._advance = number(arguments, "ADVANCE") if "ADVANCE" in arguments else self._advance
        self._smooth_s = number(arguments, "SMOOTH_TIME") or self._smooth_s
        if before != (self._smooth_s if self._advance else 0.0):
            self._flags[g.F_PENDING] = g.WRITE_STOP


def as_speed_word(speed_mm_s: float) -> float:
    """Return a speed as the whole F word that Klipper's G10 and G11 write."""
    return float(int(speed_mm_s * 60.0))
