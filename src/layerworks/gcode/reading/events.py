"""What a program says beside motion, gathered while it is read."""

import re
from array import array
from functools import cache

import numpy as np
from numpy.typing import NDArray

from layerworks.gcode.reading._asked import number, pairs
from layerworks.gcode.reading._labels import Labels
from layerworks.gcode.reading.moves import Heat, Heater, Stop, StopCause, UnknownCommand
from layerworks.kernels import gcode_read_codes as g

_NAME = re.compile(rb"\s*(?:[Nn]\d+\s*)?([A-Za-z_]+[0-9.]*[A-Za-z0-9_]*)")
_HEATERS: tuple[Heater, ...] = ("nozzle", "bed", "chamber")
_CAUSES: dict[int, StopCause] = {g.HOME: "home", g.PROBE: "probe", g.PAUSE: "pause", g.TOOL: "tool"}
_NAN = float("nan")


class Events:
    """Everything of a program that is not a row; rows are counted from the start of the program."""

    def __init__(self) -> None:
        self.limit_row = array("q")
        self.limit_change = array("d")  # four numbers a row
        self.dwell_s = array("d")
        self.fan_row = array("q")
        self.fan_share = array("d")
        self.layer_row = array("q")
        self.layer_z_mm = array("d")
        self.heats: list[Heat] = []
        self.stops: list[Stop] = []
        self.labels = Labels()
        self.marked = False  # a layer mark was seen
        self._unknown: dict[str, tuple[int, int]] = {}

    def take(
        self,
        text: NDArray[np.uint8],
        dropped: int,
        kind: NDArray[np.uint8],
        place: NDArray[np.int64],
        value: NDArray[np.float64],
    ) -> None:
        """Add the events of one call of the kernel."""
        for what, (row, line, at), (amount, index) in zip(kind.tolist(), place.tolist(), value.tolist(), strict=True):
            self._one(text, what, row + dropped, line, at, amount, index)

    @property
    def unknown(self) -> tuple[UnknownCommand, ...]:
        """Unknown commands, the most frequent first."""
        found = (UnknownCommand(name, count, line) for name, (count, line) in self._unknown.items())
        return tuple(sorted(found, key=lambda u: (-u.count, u.name)))

    def _one(
        self, text: NDArray[np.uint8], what: int, row: int, line: int, at: int, amount: float, index: float
    ) -> None:
        if what == g.ACCELERATION:
            if amount > 0.0:
                self._limit(row, (_NAN, amount, _NAN, _NAN))
        elif what == g.LIMIT_LINE:
            self._limit(row, _velocity_limit(_rest(text, at)))
        elif what in (g.FAN, g.FAN_OFF):
            if index <= 0.0:  # the first fan cools the part
                self.fan_row.append(row)
                self.fan_share.append(min(max(amount / 255.0, 0.0), 1.0))
        elif what == g.DWELL:
            self.dwell_s.append(amount)
        elif what in (g.LAYER, g.RISE, g.FIRST_BEAD):
            self._layer(what, row, amount)
        elif g.NOZZLE <= what <= g.CHAMBER_WAIT:
            self._heat(what, row, line, amount, int(index))
        elif what in _CAUSES:
            self.stops.append(Stop(row, line, _CAUSES[what]))
        elif what in (g.OBJECT, g.OBJECT_START, g.OBJECT_END, g.OBJECT_DEFINE, g.MARK_OBJECT):
            self.labels.take(what, row, _rest(text, at))
        else:
            self._count_unknown(_rest(text, at), line)

    def _limit(self, row: int, change: tuple[float, float, float, float]) -> None:
        self.limit_row.append(row)
        self.limit_change.extend(change)

    def _layer(self, what: int, row: int, z_mm: float) -> None:
        if what == g.FIRST_BEAD:
            if self.marked:
                self.layer_z_mm[-1] = z_mm
            return
        if what == g.LAYER and not self.marked:
            self.marked = True
            del self.layer_row[:], self.layer_z_mm[:]  # rises before the first mark were a start sequence
        self.layer_row.append(row)
        self.layer_z_mm.append(z_mm if what == g.RISE else self.layer_z_mm[-1] if self.layer_z_mm else 0.0)

    def _heat(self, what: int, row: int, line: int, target_c: float, tool: int) -> None:
        heater, wait = divmod(what - g.NOZZLE, 2)
        self.heats.append(Heat(row, line, _HEATERS[heater], target_c, bool(wait), tool))

    def _count_unknown(self, text: bytes, line: int) -> None:
        found = _NAME.match(text)
        name = found.group(1).decode().upper() if found else "?"
        count, first = self._unknown.get(name, (0, line))
        self._unknown[name] = (count + 1, first)


def _rest(text: NDArray[np.uint8], at: int) -> bytes:
    piece = text[at : at + 512].tobytes()
    end = piece.find(b"\n")
    return piece if end < 0 else piece[:end]


@cache
def _velocity_limit(line: bytes) -> tuple[float, float, float, float]:
    """Return what SET_VELOCITY_LIMIT changes; values that Klipper would refuse change nothing."""
    values = pairs(line.split(b";")[0].decode("utf-8", "replace"))
    velocity, accel = number(values, "VELOCITY"), number(values, "ACCEL")
    corner, ratio = number(values, "SQUARE_CORNER_VELOCITY"), number(values, "MINIMUM_CRUISE_RATIO")
    return (
        velocity if velocity is not None and velocity > 0.0 else _NAN,
        accel if accel is not None and accel > 0.0 else _NAN,
        corner if corner is not None and corner >= 0.0 else _NAN,
        ratio if ratio is not None and 0.0 <= ratio < 1.0 else _NAN,
    )
