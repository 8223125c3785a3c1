"""Observations in, thinned pieces out: what one process hears of all its machines."""

from array import array
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from layerworks.fleet import Channel, Observation, Quantity
from layerworks.fleet.tape import Layout, Strip
from layerworks.fleet.telemetry import numbers_of
from layerworks.fleet.telemetry.stretches import Over, Stretches, by_turns, rows_of
from layerworks.fleet.telemetry.thinning import DEAD_BAND, grown, kept_nothing
from layerworks.storage.telemetry._piece import Name, Piece, Written
from layerworks.storage.telemetry.layout import piece_path

_US = 1_000_000


@dataclass(frozen=True, slots=True)
class Pace:
    """stretch_s: over which extremes are kept; alive_s: longest time without a kept reading of something read.

    most: readings held back while the disk takes none; the oldest are given up beyond it.
    """

    stretch_s: int = 10
    alive_s: int = 300
    most: int = 5_000_000


@dataclass(slots=True)
class _Held:
    """Readings not written yet, as columns."""

    series: "array[int]"
    taken_us: "array[int]"
    value: "array[float]"


@dataclass(slots=True)
class _Rows:
    """Which series a machine's numbers belong to during an attempt: of each channel, and of channels told together."""

    by_channel: dict[tuple[str, Quantity], int] = field(default_factory=dict[tuple[str, Quantity], int])
    together: "dict[Layout, array[int]]" = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class _Told:
    """What is told on the tape under one layout. series: by number of the machine, of each channel.

    attempts, numbers: whose print that is, by number; the machine's number, by name.
    """

    stretches: Stretches
    series: NDArray[np.int32]
    attempts: dict[int, str] = field(default_factory=dict[int, str])
    numbers: dict[str, int] = field(default_factory=dict[str, int])


class Collector:
    """Telemetry on its way to the disk. `take` is cheap and called for everything heard; `write` now and then.

    A kill loses what was taken since the last `write`, but no more than that: a piece is there whole or not at all.
    given_up: readings lost because the disk took none for too long. To be called from one thread.
    """

    def __init__(self, root: Path, pace: Pace | None = None) -> None:
        self.root = root
        self.given_up = 0
        self._pace = pace or Pace()
        self._rows: dict[tuple[str, str], _Rows] = {}
        self._names: list[Name] = []
        self._bands = array("d")
        self._kept = kept_nothing(0)
        self._held = _nothing()
        self._told: dict[Layout, _Told] = {}
        self._over: list[int] = []
        self._free: list[int] = []
        self._begun: list[int] = []  # rows that were given anew while a piece was being written
        self._pool: ThreadPoolExecutor | None = None
        self._writing: tuple[Piece, Future[Written]] | None = None

    def take(self, machine: str, attempt: str, seen: Observation) -> None:
        """Take in what was heard. attempt: whose print the machine was at, empty for none."""
        rows = self._rows.get((machine, attempt))
        if rows is None:
            rows = self._rows[machine, attempt] = _Rows()
        taken_us = round(seen.at.timestamp() * _US)
        held = self._held
        for together, values in numbers_of(seen):
            series = rows.together.get(together)
            if series is None:
                found = [self._row_of(rows, machine, attempt, channel) for channel in together.channels]
                series = rows.together[together] = array("i", found)
            held.series.extend(series)
            held.taken_us.extend([taken_us] * len(values))
            held.value.extend(values)

    def take_strips(self, strips: Iterable[Strip], names: Sequence[str], attempt_of: Callable[[str], str]) -> None:
        """Take in what was told on the tape. names: of machines by number; attempt_of: whose print one is at."""
        for strip in strips:
            told = self._told.get(strip.layout)
            if told is None:
                channels = len(strip.layout.channels)
                stretches = Stretches(channels, self._pace.stretch_s * _US)
                told = self._told[strip.layout] = _Told(stretches, np.empty((0, channels), np.int32))
            for number in set(strip.machine):
                machine = names[number]
                attempt = attempt_of(machine)
                if told.attempts.get(number) != attempt:
                    self._turn_to(told, strip.layout, number, machine, attempt)
            for rows in by_turns(rows_of(strip)):
                self._hold_over(told, told.stretches.take(rows))

    def write(self, now: datetime, *, all_of_it: bool = False) -> Path | None:
        """Write a piece of all stretches that are over and return its path; None when there is nothing to tell.

        all_of_it: the stretch that goes on too, before an end. Readings that the disk does not take are held until the
        next time.
        """
        self._finish(wait=True)
        piece = self._take_out(now, all_of_it=all_of_it)
        return self._settle(piece, piece.write()) if piece is not None else None

    def write_behind(self, now: datetime) -> None:
        """The same in a thread, without waiting for it; nothing while that still writes an earlier piece."""
        if self._finish(wait=False) and (piece := self._take_out(now, all_of_it=False)) is not None:
            self._pool = self._pool or ThreadPoolExecutor(1, "telemetry")
            self._writing = piece, self._pool.submit(piece.write)

    def attempt_over(self, machine: str, attempt: str) -> None:
        """Take it that no more will be heard of an attempt, so that a long life costs no memory."""
        for told in self._told.values():
            number = told.numbers.get(machine, -1)
            if told.attempts.get(number) == attempt:
                self._hold_over(told, told.stretches.over(np.array([number])))
                del told.attempts[number]
        rows = self._rows.pop((machine, attempt), None)
        self._over.extend(rows.by_channel.values() if rows is not None else ())

    def _turn_to(self, told: _Told, layout: Layout, number: int, machine: str, attempt: str) -> None:
        """What a machine tells from now on is of another attempt."""
        self._hold_over(told, told.stretches.over(np.array([number])))
        if number >= len(told.series):
            more = max(number + 1 - len(told.series), len(told.series) // 2)
            told.series = np.concatenate([told.series, np.zeros((more, told.series.shape[1]), np.int32)])
        rows = self._rows.setdefault((machine, attempt), _Rows())
        told.series[number] = [self._row_of(rows, machine, attempt, channel) for channel in layout.channels]
        told.attempts[number], told.numbers[machine] = attempt, number

    def _hold_over(self, told: _Told, over: Over) -> None:
        if len(over.machine):
            self._hold(told.series[over.machine, over.channel], over.taken_us, over.value)

    def _row_of(self, rows: _Rows, machine: str, attempt: str, channel: Channel) -> int:
        row = rows.by_channel.get((channel.of, channel.quantity))
        if row is None:
            row = self._row(
                (machine, attempt, channel.of, channel.quantity.value), DEAD_BAND.get(channel.quantity, 0.0)
            )
            rows.by_channel[channel.of, channel.quantity] = row
        return row

    def _row(self, name: Name, band: float) -> int:
        if self._free:
            row = self._free.pop()
            self._names[row], self._bands[row], self._kept.value[row] = name, band, np.nan
            self._begun.append(row)
            return row
        self._names.append(name)
        self._bands.append(band)
        return len(self._names) - 1

    def _take_out(self, now: datetime, *, all_of_it: bool) -> Piece | None:
        """Return what is to be written now; None for nothing."""
        pace = self._pace
        over_us = (round(now.timestamp()) // pace.stretch_s) * pace.stretch_s * _US
        for told in self._told.values():
            stretches = told.stretches
            earlier = stretches.all() if all_of_it else stretches.before(over_us // (pace.stretch_s * _US))
            self._hold_over(told, stretches.over(earlier))
        held, self._held = self._held, _nothing()
        if not held.series:
            return None
        series, taken_us = np.frombuffer(held.series, np.int32), np.frombuffer(held.taken_us, np.int64)
        value = np.frombuffer(held.value, np.float64)
        over = np.ones(len(series), np.bool_) if all_of_it else taken_us < over_us
        self._hold(series[~over], taken_us[~over], value[~over])
        self._kept = grown(self._kept, len(self._names))
        self._begun.clear()
        return Piece(
            path=piece_path(self.root, now),
            series=series[over],
            taken_us=taken_us[over],
            value=value[over],
            names=self._names,
            bands=np.array(self._bands, np.float64),
            kept=self._kept,
            stretch_us=pace.stretch_s * _US,
            alive_us=pace.alive_s * _US,
        )

    def _finish(self, *, wait: bool) -> bool:
        """Take in what came of a piece that was written behind; return whether none is written any more."""
        if self._writing is not None and (wait or self._writing[1].done()):
            piece, writing = self._writing
            self._writing = None
            self._settle(piece, writing.result())
        return self._writing is None

    def _settle(self, piece: Piece, written: Written) -> Path | None:
        if not written.taken:
            self._hold(piece.series, piece.taken_us, piece.value)
            return None
        self._kept = grown(written.kept, len(self._names))
        self._kept.value[self._begun] = np.nan
        self._free_rows()
        return written.path

    def _free_rows(self) -> None:
        """Let rows of attempts that are over be used again, once nothing held belongs to them."""
        if self._over:
            busy = set(np.unique(np.array(self._held.series, np.int32)).tolist())
            self._free.extend(row for row in self._over if row not in busy)
            self._over = [row for row in self._over if row in busy]

    def _hold(self, series: NDArray[np.int32], taken_us: NDArray[np.int64], value: NDArray[np.float64]) -> None:
        extra = max(0, len(series) + len(self._held.series) - self._pace.most)
        self.given_up += extra
        newest = np.argsort(taken_us, kind="stable")[extra:] if extra else np.arange(len(series))
        self._held.series.frombytes(series[newest].tobytes())
        self._held.taken_us.frombytes(taken_us[newest].tobytes())
        self._held.value.frombytes(value[newest].tobytes())


def _nothing() -> _Held:
    return _Held(array("i"), array("q"), array("d"))
