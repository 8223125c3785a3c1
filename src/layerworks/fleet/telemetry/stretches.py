"""The stretch of time that goes on, of every machine: of each number the first, last, lowest and highest so far.

That is all that thinning would keep of it (`thinning.py`), found as rows come and for hundreds of machines at once, so
that what is held and sorted does not grow with how often machines tell.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.fleet.tape import Strip

F64, I64 = NDArray[np.float64], NDArray[np.int64]
_US = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Rows of a strip. machine (n,): numbers; taken_us (n,); value (n, channels)."""

    machine: I64
    taken_us: I64
    value: F64


@dataclass(frozen=True, slots=True, eq=False)
class Over:
    """Readings of stretches that are over, as columns of equal length: machine, channel by place, time and value."""

    machine: I64
    channel: I64
    taken_us: I64
    value: F64


def rows_of(strip: Strip) -> Rows:
    """Return a strip as arrays."""
    taken_s = np.frombuffer(strip.taken_s, np.float64)
    value = np.frombuffer(strip.value, np.float64).reshape(len(taken_s), -1)
    return Rows(np.frombuffer(strip.machine, np.int32).astype(np.int64), (taken_s * _US).astype(np.int64), value)


def by_turns(rows: Rows) -> Iterator[Rows]:
    """Yield the rows so divided that a machine has one of each: the first of each machine, the second of each …"""
    order = np.argsort(rows.machine, kind="stable")
    machine = rows.machine[order]
    begins = np.flatnonzero(np.r_[True, machine[1:] != machine[:-1]])
    turn = np.arange(len(order)) - np.repeat(begins, np.diff(np.r_[begins, len(order)]))
    for number in range(int(turn.max(initial=-1)) + 1):
        chosen = order[turn == number]
        yield Rows(rows.machine[chosen], rows.taken_us[chosen], rows.value[chosen])


class Stretches:
    """Of all machines with one layout. channels: how many; stretch_us: how long a stretch is."""

    def __init__(self, channels: int, stretch_us: int) -> None:
        self._stretch_us = stretch_us
        self._stretch = np.empty(0, np.int64)  # by machine: which it is, −1 before the first
        self._value = np.empty((4, 0, channels))  # first, last, lowest, highest
        self._at_us = np.empty((4, 0, channels), np.int64)

    def take(self, rows: Rows) -> Over:
        """Take in at most one row a machine, as `by_turns` yields them; return what is over by it."""
        self._grow(int(rows.machine.max(initial=-1)) + 1)
        stretch = rows.taken_us // self._stretch_us
        over = self.over(rows.machine[stretch != self._stretch[rows.machine]])
        self._stretch[rows.machine] = stretch
        which, value, at_us = rows.machine, rows.value, rows.taken_us[:, None]
        known = ~np.isnan(value)
        first, _, lowest, highest = (side[which] for side in self._value)
        new = np.isnan(first) & known
        for side, better in enumerate((new, known, new | (value < lowest), new | (value > highest))):
            self._value[side, which] = np.where(better, value, self._value[side, which])
            self._at_us[side, which] = np.where(better, at_us, self._at_us[side, which])
        return over

    def over(self, machines: I64) -> Over:
        """End the stretch of some machines and return what it told."""
        machines = machines[machines < len(self._stretch)]
        machines = machines[self._stretch[machines] >= 0]
        value, at_us = self._value[:, machines], self._at_us[:, machines]
        self._value[:, machines] = np.nan
        self._stretch[machines] = -1
        for side in range(1, 4):  # one reading may be several of them, and is told once
            value[side, (at_us[side] == at_us[:side]).any(0)] = np.nan
        _, row, channel = told = np.nonzero(~np.isnan(value))
        return Over(machines[row], channel, at_us[told], value[told])

    def all(self) -> I64:
        """Return the machines that have a stretch that goes on."""
        return np.flatnonzero(self._stretch >= 0)

    def before(self, stretch: int) -> I64:
        """Return the machines whose stretch that goes on is an earlier one."""
        return np.flatnonzero((self._stretch >= 0) & (self._stretch < stretch))

    def _grow(self, machines: int) -> None:
        more = max(0, machines - len(self._stretch))
        if more:
            room = max(more, len(self._stretch) // 2)
            self._stretch = np.r_[self._stretch, np.full(room, -1, np.int64)]
            shape = (4, room, self._value.shape[2])
            self._value = np.concatenate([self._value, np.full(shape, np.nan)], 1)
            self._at_us = np.concatenate([self._at_us, np.zeros(shape, np.int64)], 1)
