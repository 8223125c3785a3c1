"""Working memory that the reading kernel fills with rows."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(slots=True)
class Rows:
    """Rows as columns; `count` of them are filled, and `dropped` came before those and are gone.

    points_mm: (capacity + 1, 3), the head before the first row and after each; the other columns: see `Moves`.
    """

    points_mm: NDArray[np.float64]
    e_mm: NDArray[np.float64]
    speed_mm_s: NDArray[np.float64]
    step: NDArray[np.uint8]
    role: NDArray[np.uint8]
    line: NDArray[np.int64]
    offset: NDArray[np.int64]
    count: int = field(default=0)
    dropped: int = field(default=0)

    @property
    def capacity(self) -> int:
        return self.e_mm.size

    def columns(self) -> tuple[NDArray[np.float64 | np.uint8 | np.int64], ...]:
        """Return all columns but points_mm."""
        return self.e_mm, self.speed_mm_s, self.step, self.role, self.line, self.offset

    def drop(self, rows: int) -> None:
        """Forget the first rows and move the others to the front."""
        if rows == 0:
            return
        kept = self.count - rows
        self.points_mm[: kept + 1] = self.points_mm[rows : self.count + 1].copy()
        for column in self.columns():
            column[:kept] = column[rows : self.count].copy()
        self.count = kept
        self.dropped += rows

    def grow(self) -> None:
        """Double the capacity."""
        larger = new_rows(2 * self.capacity)
        larger.points_mm[: self.count + 1] = self.points_mm[: self.count + 1]
        for new, old in zip(larger.columns(), self.columns(), strict=True):
            new[: self.count] = old[: self.count]
        self.points_mm = larger.points_mm
        self.e_mm, self.speed_mm_s, self.step = larger.e_mm, larger.speed_mm_s, larger.step
        self.role, self.line, self.offset = larger.role, larger.line, larger.offset


def new_rows(capacity: int) -> Rows:
    """Return room for rows, the head at the origin."""
    return Rows(
        points_mm=np.zeros((capacity + 1, 3)),
        e_mm=np.empty(capacity),
        speed_mm_s=np.empty(capacity),
        step=np.empty(capacity, np.uint8),
        role=np.empty(capacity, np.uint8),
        line=np.empty(capacity, np.int64),
        offset=np.empty(capacity, np.int64),
    )
