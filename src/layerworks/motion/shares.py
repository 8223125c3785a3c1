"""How a program's time and filament are shared among the parts of its plate: for a print that leaves some out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MOST_MOMENTS = 128  # at so many starts of layers, at most


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """By moments: t_s (n,) on the clock of motion; taken_s, fed_mm (n, parts) f32 of each part up to then."""

    t_s: NDArray[np.float64]
    taken_s: NDArray[np.float32]
    fed_mm: NDArray[np.float32]

    @staticmethod
    def none() -> "Shares":
        """Return the shares of a program that tells no parts."""
        return Shares(np.zeros(0), np.zeros((0, 0), np.float32), np.zeros((0, 0), np.float32))

    @staticmethod
    def of(
        t_s: NDArray[np.float64],
        fed_mm: NDArray[np.float64],
        part: NDArray[np.int64],
        parts: int,
        layer_t_s: Sequence[float],
    ) -> "Shares":
        """Return the shares of a program. t_s, fed_mm: (m + 1,) of each mark, and at the end; part: (m,) that begins
        with each, −1 for none.
        """
        starts = np.asarray(layer_t_s, np.float64)
        moments = np.append(starts[:: max(1, -(-len(starts) // MOST_MOMENTS))], t_s[-1])
        taken = np.empty((2, len(moments), parts), np.float32)
        for k in range(parts):
            own = part == k
            for of_all, values in zip(taken, (t_s, fed_mm), strict=True):
                so_far = np.concatenate([np.zeros(1), np.cumsum(np.where(own, np.diff(values), 0.0))])
                of_all[:, k] = np.interp(moments, t_s, so_far)
        return Shares(moments, taken[0], taken[1])

    def left_of(self, parts: Collection[int], moment_s: float) -> tuple[float, float]:
        """Return the seconds and millimetres that some parts would still take from a moment on."""
        seconds = mm = 0.0
        for k in parts:
            seconds += self.taken_s[-1, k] - np.interp(moment_s, self.t_s, self.taken_s[:, k])
            mm += self.fed_mm[-1, k] - np.interp(moment_s, self.t_s, self.fed_mm[:, k])
        return max(0.0, float(seconds)), max(0.0, float(mm))
