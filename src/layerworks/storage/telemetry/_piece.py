"""A piece of telemetry on its way to the disk. What is taken out of the collector does not change any more, so that a
thread of its own can thin and write it while readings go on coming in.
"""

import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from layerworks.fleet.telemetry.thinning import Kept, thin
from layerworks.storage.telemetry._columns import COLUMNS, ORDER, engine, quoted

log = logging.getLogger(__name__)
Name = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """What came of a piece. path: None when nothing of it was worth keeping; kept: what was kept last of each series.

    taken: the disk took it.
    """

    path: Path | None
    kept: Kept
    taken: bool


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Readings as columns of equal length, and what is needed to thin them; see `thin`.

    names: machine, attempt, owner and quantity of each series.
    """

    path: Path
    series: NDArray[np.int32]
    taken_us: NDArray[np.int64]
    value: NDArray[np.float64]
    names: Sequence[Name]
    bands: NDArray[np.float64]
    kept: Kept
    stretch_us: int
    alive_us: int

    def write(self) -> Written:
        """Write what is worth keeping, all of it or nothing."""
        chosen, kept = thin(
            self.series, self.taken_us, self.value, self.bands, self.kept, self.stretch_us, self.alive_us
        )
        if not len(chosen):
            return Written(None, kept, taken=True)
        try:
            self._publish(chosen)
        except (OSError, duckdb.Error) as error:
            log.warning("telemetry not written: %s", error)
            return Written(None, self.kept, taken=False)
        return Written(self.path, kept, taken=True)

    def _publish(self, chosen: NDArray[np.int64]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        used, row = np.unique(self.series[chosen], return_inverse=True)
        names = np.array([self.names[i] for i in used.tolist()], object).reshape(-1, 4)
        readings = {"row": row.astype(np.int32), "taken_us": self.taken_us[chosen], "value": self.value[chosen]}
        channels = {
            "row": np.arange(len(used), dtype=np.int32),
            "machine": names[:, 0],
            "attempt": names[:, 1],
            "owner": names[:, 2],
            "quantity": names[:, 3],
        }
        beside = self.path.with_name(f".{self.path.name}.{uuid.uuid4().hex}")
        try:
            with engine() as db:
                db.register("readings", readings)
                db.register("channels", channels)
                db.execute(
                    f"COPY (SELECT {COLUMNS} FROM readings JOIN channels USING (row) ORDER BY {ORDER}) "
                    f"TO {quoted(beside)} (FORMAT parquet, COMPRESSION zstd)"
                )
            beside.replace(self.path)
        finally:
            beside.unlink(missing_ok=True)
