"""What a program says beside motion, gathered while it is read."""

import re
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from layerworks.gcode.reading._asked import number, pairs
from layerworks.gcode.reading._heating import heats_of
from layerworks.gcode.reading._labels import Labels
from layerworks.gcode.reading._tool_heats import ToolHeats
from layerworks.gcode.reading.moves import Call, Heat, Heater, Stop, StopCause, UnknownCommand
from layerworks.kernels import gcode_read_codes as g

_NAME = re.compile(rb"\s*(?:[Nn]\d+\s*)?([A-Za-z_]+[0-9.]*[A-Za-z0-9_]*)")
_FILAMENT_CHANGE = re.compile(rb"\s*(?:[Nn]\d+\s*)?[Mm]600(?!\d)")
_LONGEST_KEPT = 1000  # of a line of text
_CALLS_KEPT = 2000  # of one unknown command
_HEATERS: tuple[Heater, ...] = ("nozzle", "bed", "chamber")
_CAUSES: dict[int, StopCause] = {g.HOME: "home", g.PROBE: "probe", g.PAUSE: "pause", g.TOOL: "tool"}
_NAN = float("nan")


@dataclass(frozen=True, slots=True, eq=False)
class RawEvents:
    """Events of one call of the kernel: kind (k,), row (k,) of the whole program, line (k,), start and end (k,) of
    their line in the text, value (k, 2).
    """

    text: NDArray[np.uint8]
    kind: NDArray[np.uint8]
    row: NDArray[np.int64]
    line: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    value: NDArray[np.float64]

    def texts(self, at: NDArray[np.int64]) -> list[bytes]:
        """Return the line of some events, without its end."""
        view = self.text.data
        spans = zip(self.start[at].tolist(), self.end[at].tolist(), strict=True)
        return [view[start : min(end, start + _LONGEST_KEPT)].tobytes() for start, end in spans]


class Events:
    """Everything of a program that is not a row; rows are counted from the start of the program."""

    def __init__(self, planner_lines: bool = False) -> None:
        self._keeps_planner_lines = planner_lines
        self.limit_row = array("q")
        self.limit_change = array("d")  # four numbers a row
        self.planner_row = array("q")
        self.planner_line: list[bytes] = []
        self.dwell_s = array("d")
        self.fan_row = array("q")
        self.fan_share = array("d")
        self.layer_row = array("q")
        self.layer_z_mm = array("d")
        self.heats: list[Heat] = []
        self.stops: list[Stop] = []
        self.tool_row = array("q")
        self.tool = array("q")
        self.calls: list[Call] = []
        self.labels = Labels()
        self._tools = ToolHeats()
        self.marked = False  # a layer mark was seen
        self._unknown: dict[str, tuple[int, int]] = {}
        self._takers: tuple[Callable[[RawEvents, NDArray[np.int64]], None], ...] = (
            self._take_unknown,
            self._take_limits,
            self._take_fans,
            self._take_dwells,
            self._take_layers,
            self._take_heats,
            self._take_stops,
            self._take_labels,
        )

    def take(self, events: RawEvents) -> None:
        """Add the events of one call of the kernel, each kind in its order."""
        group = _groups()[events.kind]
        for which in set(group.tolist()):
            self._takers[which](events, np.flatnonzero(group == which))

    @property
    def unknown(self) -> tuple[UnknownCommand, ...]:
        """Unknown commands, the most frequent first."""
        found = (UnknownCommand(name, count, line) for name, (count, line) in self._unknown.items())
        return tuple(sorted(found, key=lambda u: (-u.count, u.name)))

    def take_call(self, name: str, row: int, line: int) -> None:
        """Add a command that nobody knows."""
        count, first = self._unknown.get(name, (0, line))
        self._unknown[name] = (count + 1, first)
        if count < _CALLS_KEPT:
            self.calls.append(Call(row, line, name))

    def take_heating(self, name: str, line: str, row: int, number_of_line: int) -> None:
        """Add the temperatures that a line sets or waits for, if it is such a line. name: of its command."""
        self.heats += heats_of(name, line, row, number_of_line, self.heats, self._tools)

    def _take_unknown(self, events: RawEvents, at: NDArray[np.int64]) -> None:
        rows, lines = events.row[at].tolist(), events.line[at].tolist()
        for text, row, line in zip(events.texts(at), rows, lines, strict=True):
            self.take_call(_command_name(text), row, line)

    def _take_limits(self, events: RawEvents, at: NDArray[np.int64]) -> None:
        change = np.full((at.size, 4), _NAN)
        accel = np.where(events.kind[at] == g.ACCELERATION, events.value[at, 0], _NAN)
        change[:, 1] = np.where(accel > 0.0, accel, _NAN)
        lines = np.flatnonzero(events.kind[at] == g.LIMIT_LINE)
        if lines.size:
            change[lines] = [_velocity_limit(text) for text in events.texts(at[lines])]
        says = ~np.isnan(change).all(axis=1)
        self.limit_row.frombytes(events.row[at[says]].tobytes())
        self.limit_change.frombytes(change[says].tobytes())
        if self._keeps_planner_lines:
            others = at[events.kind[at] != g.LIMIT_LINE]
            self.planner_row.frombytes(events.row[others].tobytes())
            self.planner_line += events.texts(others)

    def _take_fans(self, events: RawEvents, at: NDArray[np.int64]) -> None:
        at = at[events.value[at, 1] <= 0.0]  # the first fan cools the part
        self.fan_row.frombytes(events.row[at].tobytes())
        self.fan_share.frombytes(np.clip(events.value[at, 0] / 255.0, 0.0, 1.0).tobytes())

    def _take_dwells(self, events: RawEvents, at: NDArray[np.int64]) -> None:
        self.dwell_s.frombytes(events.value[at, 0].tobytes())

    def _take_layers(self, events: RawEvents, at: NDArray[np.int64]) -> None:
        for what, row, z_mm in zip(
            events.kind[at].tolist(), events.row[at].tolist(), events.value[at, 0].tolist(), strict=True
        ):
            if what == g.FIRST_BEAD:
                if self.marked:
                    self.layer_z_mm[-1] = z_mm
                continue
            if what == g.LAYER and not self.marked:
                self.marked = True
                del self.layer_row[:], self.layer_z_mm[:]  # rises before the first mark were a start sequence
            self.layer_row.append(row)
            self.layer_z_mm.append(z_mm if what == g.RISE else self.layer_z_mm[-1] if self.layer_z_mm else 0.0)

    def _take_heats(self, events: RawEvents, at: NDArray[np.int64]) -> None:
        for what, row, line, (target_c, tool) in zip(
            events.kind[at].tolist(),
            events.row[at].tolist(),
            events.line[at].tolist(),
            events.value[at].tolist(),
            strict=True,
        ):
            heater, wait = divmod(what - g.NOZZLE, 2)
            self.heats.append(Heat(row, line, _HEATERS[heater], target_c, bool(wait), int(tool)))

    def _take_stops(self, events: RawEvents, at: NDArray[np.int64]) -> None:
        for what, row, line, tool, text in zip(
            events.kind[at].tolist(),
            events.row[at].tolist(),
            events.line[at].tolist(),
            events.value[at, 1].tolist(),
            events.texts(at),
            strict=True,
        ):
            if what == g.TOOL and (target_c := self._tools.chosen(int(tool))) is not None:
                self.heats.append(Heat(row, line, "nozzle", target_c, False))
                self.heats.sort(key=lambda heat: (heat.row, heat.line))
            if what == g.TOOL:
                self.tool_row.append(row)
                self.tool.append(int(tool))
            changes = what == g.PAUSE and _FILAMENT_CHANGE.match(text)
            self.stops.append(Stop(row, line, "filament" if changes else _CAUSES[what]))

    def _take_labels(self, events: RawEvents, at: NDArray[np.int64]) -> None:
        for what, row, text in zip(events.kind[at].tolist(), events.row[at].tolist(), events.texts(at), strict=True):
            self.labels.take(what, row, text)


@cache
def _groups() -> NDArray[np.int64]:
    """Return which taker of `Events` each kind of event goes to."""
    group = np.zeros(256, np.int64)
    group[[g.ACCELERATION, g.LIMIT_LINE, g.SET_POSITION, g.PLANNER_LINE]] = 1
    group[[g.FAN, g.FAN_OFF]] = 2
    group[g.DWELL] = 3
    group[[g.LAYER, g.RISE, g.FIRST_BEAD]] = 4
    group[g.NOZZLE : g.CHAMBER_WAIT + 1] = 5
    group[list(_CAUSES)] = 6
    group[[g.OBJECT, g.OBJECT_START, g.OBJECT_END, g.OBJECT_DEFINE, g.MARK_OBJECT]] = 7
    return group


@lru_cache(maxsize=4096)
def _command_name(line: bytes) -> str:
    found = _NAME.match(line)
    return found.group(1).decode().upper() if found else "?"


@lru_cache(maxsize=4096)
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
