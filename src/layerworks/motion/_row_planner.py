"""What all planners have in common: rows in, times and speeds out, piece by piece."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from layerworks.gcode.reading.rows import Rows
from layerworks.motion._code_line import Setting


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What a program says beside its rows. Rows are counted in the memory; each call gives what is new.

    limit_row, limit_change, planner_row, planner_line: see `Moves`. dwell_s: seconds of each DWELL row.
    """

    limit_row: NDArray[np.int64]
    limit_change: NDArray[np.float64]
    planner_row: NDArray[np.int64]
    planner_line: tuple[bytes, ...]
    dwell_s: NDArray[np.float64]


class Planned:
    """Room for what is planned: see `MotionProfile`. t_s[0] is when the first row starts."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.length_mm, self.accel = np.empty(capacity), np.empty(capacity)
        self.v_entry, self.v_cruise, self.v_exit = np.empty(capacity), np.empty(capacity), np.empty(capacity)
        self.t_s = np.zeros(capacity + 1)


class RowPlanner(Protocol):
    """The planner of one firmware at work on one program."""

    def plan(self, rows: Rows, told: Told, planned: Planned, last: bool) -> int:
        """Plan the rows in memory and return how many of them are final: all when `last`, else those that no later
        row can change. The caller drops those before the next call.
        """
        ...


class Pending:
    """Settings that wait for their row: kept in order, dropped with the rows.

    row (k,), place (k,), value (k,): as the kernels take changes of settings. kept: places that nothing changes.
    """

    def __init__(self, settings_of_line: Callable[[bytes], tuple[Setting, ...]], kept: Collection[int]) -> None:
        self.row = np.zeros(0, np.int64)
        self.place = np.zeros(0, np.int64)
        self.value = np.zeros(0)
        self._settings_of_line = settings_of_line
        self._kept = kept

    def take(self, told: Told) -> None:
        """Add what lines of the program set."""
        found = [
            (row, place, value)
            for row, line in zip(told.planner_row.tolist(), told.planner_line, strict=True)
            for place, value in self._settings_of_line(line)
            if place not in self._kept
        ]
        if found:
            row, place, value = zip(*found, strict=True)
            self.row = np.concatenate([self.row, np.array(row, np.int64)])
            self.place = np.concatenate([self.place, np.array(place, np.int64)])
            self.value = np.concatenate([self.value, np.array(value, np.float64)])

    def drop(self, seen: int, rows: int) -> None:
        """Forget what holds before a row that has been seen, and count from a later row."""
        if self.row.size:
            used = int(np.searchsorted(self.row, seen, "left"))
            self.row = self.row[used:] - rows
            self.place, self.value = self.place[used:], self.value[used:]


def places_of(names: Collection[str], places: Mapping[str, tuple[int, int]]) -> set[int]:
    """Return the places of some fields. places: first and number of each field's."""
    spans = [places[name] for name in names if name in places]
    return {place for first, width in spans for place in range(first, first + width)}
