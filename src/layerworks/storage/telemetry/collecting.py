"""Observations in, thinned pieces out: what one process hears of all its machines."""

import logging
import uuid
from array import array
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from layerworks.fleet import Observation, Quantity
from layerworks.fleet.telemetry import readings_of
from layerworks.fleet.telemetry.thinning import DEAD_BAND, grown, kept_nothing, thin
from layerworks.storage.telemetry._columns import COLUMNS, ORDER, engine, quoted
from layerworks.storage.telemetry.layout import piece_path

_log = logging.getLogger(__name__)
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


class Collector:
    """Telemetry on its way to the disk. `take` is cheap and called for everything heard; `write` now and then.

    A kill loses what was taken since the last `write`, but no more than that: a piece is there whole or not at all.
    given_up: readings lost because the disk took none for too long.
    """

    def __init__(self, root: Path, pace: Pace | None = None) -> None:
        self.root = root
        self.given_up = 0
        self._pace = pace or Pace()
        self._rows: dict[tuple[str, str], dict[tuple[str, Quantity], int]] = {}
        self._names: list[tuple[str, str, str, str]] = []
        self._bands = array("d")
        self._kept = kept_nothing(0)
        self._held = _nothing()
        self._over: list[int] = []
        self._free: list[int] = []

    def take(self, machine: str, attempt: str, seen: Observation) -> None:
        """Take in what was heard. attempt: whose print the machine was at, empty for none."""
        rows = self._rows.get((machine, attempt))
        if rows is None:
            rows = self._rows[machine, attempt] = {}
        taken_us = round(seen.at.timestamp() * _US)
        held = self._held
        for reading in readings_of(seen):
            channel = reading.channel
            row = rows.get((channel.of, channel.quantity))
            if row is None:
                row = rows[channel.of, channel.quantity] = self._row(machine, attempt, channel.of, channel.quantity)
            held.series.append(row)
            held.taken_us.append(taken_us)
            held.value.append(reading.value)

    def write(self, now: datetime, *, all_of_it: bool = False) -> Path | None:
        """Write a piece of all stretches that are over and return its path; None when there is nothing to tell.

        all_of_it: the stretch that goes on too, before an end. Readings that the disk does not take are held until the
        next time.
        """
        over_us = (round(now.timestamp()) // self._pace.stretch_s) * self._pace.stretch_s * _US
        held, self._held = self._held, _nothing()
        series = np.frombuffer(held.series, np.int32) if held.series else np.empty(0, np.int32)
        taken_us = np.frombuffer(held.taken_us, np.int64) if held.series else np.empty(0, np.int64)
        value = np.frombuffer(held.value, np.float64) if held.series else np.empty(0)
        over = np.ones(len(series), np.bool_) if all_of_it else taken_us < over_us
        self._hold(series[~over], taken_us[~over], value[~over])
        series, taken_us, value = series[over], taken_us[over], value[over]
        bands = np.frombuffer(self._bands, np.float64) if self._bands else np.empty(0)
        kept = grown(self._kept, len(self._names))
        chosen, kept = thin(series, taken_us, value, bands, kept, self._pace.stretch_s * _US, self._pace.alive_s * _US)
        if not len(chosen):
            return None
        path = piece_path(self.root, now)
        try:
            self._publish(path, series[chosen], taken_us[chosen], value[chosen])
        except (OSError, duckdb.Error) as error:
            _log.warning("telemetry not written: %s", error)
            self._hold(series, taken_us, value)
            return None
        self._kept = kept
        self._free_rows()
        return path

    def attempt_over(self, machine: str, attempt: str) -> None:
        """Take it that no more will be heard of an attempt, so that a long life costs no memory."""
        self._over.extend(self._rows.pop((machine, attempt), {}).values())

    def _row(self, machine: str, attempt: str, owner: str, quantity: Quantity) -> int:
        name, band = (machine, attempt, owner, quantity.value), DEAD_BAND.get(quantity, 0.0)
        if self._free:
            row = self._free.pop()
            self._names[row], self._bands[row], self._kept.value[row] = name, band, np.nan
            return row
        self._names.append(name)
        self._bands.append(band)
        return len(self._names) - 1

    def _free_rows(self) -> None:
        """Let rows of attempts that are over be used again, once nothing held belongs to them."""
        if self._over:
            busy = set(self._held.series)
            self._free.extend(row for row in self._over if row not in busy)
            self._over = [row for row in self._over if row in busy]

    def _hold(self, series: NDArray[np.int32], taken_us: NDArray[np.int64], value: NDArray[np.float64]) -> None:
        extra = max(0, len(series) + len(self._held.series) - self._pace.most)
        self.given_up += extra
        newest = np.argsort(taken_us, kind="stable")[extra:] if extra else np.arange(len(series))
        self._held.series.frombytes(series[newest].tobytes())
        self._held.taken_us.frombytes(taken_us[newest].tobytes())
        self._held.value.frombytes(value[newest].tobytes())

    def _publish(
        self, path: Path, series: NDArray[np.int32], taken_us: NDArray[np.int64], value: NDArray[np.float64]
    ) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        used, row = np.unique(series, return_inverse=True)
        names = np.array([self._names[i] for i in used.tolist()], object).reshape(-1, 4)
        readings = {"row": row.astype(np.int32), "taken_us": taken_us, "value": value}
        channels = {
            "row": np.arange(len(used), dtype=np.int32),
            "machine": names[:, 0],
            "attempt": names[:, 1],
            "owner": names[:, 2],
            "quantity": names[:, 3],
        }
        beside = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
        try:
            with engine() as db:
                db.register("readings", readings)
                db.register("channels", channels)
                db.execute(
                    f"COPY (SELECT {COLUMNS} FROM readings JOIN channels USING (row) ORDER BY {ORDER}) "
                    f"TO {quoted(beside)} (FORMAT parquet, COMPRESSION zstd)"
                )
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)


def _nothing() -> _Held:
    return _Held(array("i"), array("q"), array("d"))
