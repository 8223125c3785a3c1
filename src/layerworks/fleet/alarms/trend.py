"""A number that should stay what it was: drift found by cumulative sums.

Source: E. S. Page, “Continuous inspection schemes”, Biometrika 41 (1954). The first readings say what is normal; from
then on every reading adds by how much it lies beyond a share of its own scatter, and long runs on one side add up.
"""

import math
from dataclasses import dataclass

_ALLOWED = 0.5  # scatters by which the mean may be off without counting
_CLIPPED = 3.0  # scatters that one reading may count for, so that a spike alone never alarms
_LEAST_SCATTER = 0.005  # of the mean: a number told in few digits scatters at least so much


@dataclass(frozen=True, slots=True)
class Trend:
    """count, mean, squares: of the readings that said what is normal (Welford). up, down: sums beyond, in scatters."""

    count: int = 0
    mean: float = 0.0
    squares: float = 0.0
    up: float = 0.0
    down: float = 0.0
    latest: float = 0.0

    @property
    def scatter(self) -> float:
        """Standard deviation of what is normal."""
        return max(math.sqrt(self.squares / max(self.count - 1, 1)), _LEAST_SCATTER * abs(self.mean), 1e-9)

    @property
    def drift(self) -> float:
        """How much evidence there is that the number is no longer what it was, in scatters."""
        return max(self.up, self.down)


def drifted(before: Trend, value: float, normal_after: int) -> Trend:
    """Return the trend after one more reading. normal_after: how many readings say what is normal."""
    if before.count < normal_after:
        count = before.count + 1
        mean = before.mean + (value - before.mean) / count
        return Trend(count, mean, before.squares + (value - before.mean) * (value - mean), latest=value)
    off = max(-_CLIPPED, min(_CLIPPED, (value - before.mean) / before.scatter))
    return Trend(
        before.count,
        before.mean,
        before.squares,
        max(0.0, before.up + off - _ALLOWED),
        max(0.0, before.down - off - _ALLOWED),
        value,
    )
