"""Lots for events one after another; those of one kind share what is unknown about it."""

import numpy as np
from numpy.typing import NDArray

from layerworks.motion.durations import Duration

F64 = NDArray[np.float64]

_OWN_LOTS = 64  # events of one kind that get lots of their own; the next ones take them again


class Draws:
    """Draws `lots` possible truths at a time. The same events in the same order draw the same."""

    def __init__(self, lots: int) -> None:
        self.lots = lots
        self._drawn: dict[int, tuple[F64, int]] = {}

    def of(self, duration: Duration, seed: int) -> F64:
        """Return the seconds of the next event of a kind, for a unit of work: (lots + 1,), the median first.

        seed: of the kind, below 2000.
        """
        drawn, used = self._drawn.get(seed, (np.empty((0, 0)), 0))
        if used == len(drawn) < _OWN_LOTS:
            drawn = duration.lots(min(max(2, 4 * used), _OWN_LOTS), self.lots, seed)
        self._drawn[seed] = drawn, used + 1
        return np.concatenate([[duration.median_s], drawn[used % len(drawn)]])
