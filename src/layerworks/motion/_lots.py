"""Lots that are the same on every machine: stratified, so that a thousand of them are enough for a quantile.

Each dimension is cut into as many strips as there are lots, one lot a strip, in an order mixed by a hash of the seed
(Latin hypercube: M. McKay, R. Beckman, W. Conover, Technometrics 21, 1979).
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

_LAST_64 = (1 << 64) - 1


def normal_lots(count: int, seed: int) -> NDArray[np.float64]:
    """Return (count,) lots of the standard normal distribution. seed: not negative."""
    return _strips(count)[_order(count, seed)]


def chi_square_lots(freedom: float, count: int, seed: int) -> NDArray[np.float64]:
    """Return (count,) lots of a chi-square distribution by the cube of a normal one.

    Source: E. Wilson, M. Hilferty, Proc. Natl. Acad. Sci. 17, 1931; within a per cent from 5 degrees of freedom on.
    """
    part = 2.0 / (9.0 * freedom)
    root = 1.0 - part + np.sqrt(part) * normal_lots(count, seed)
    return freedom * np.maximum(root, 0.05) ** 3


@lru_cache(maxsize=8)
def _strips(count: int) -> NDArray[np.float64]:
    """Return the standard normal quantiles in the middle of equally likely strips.

    Source: M. Abramowitz, I. Stegun, Handbook of Mathematical Functions, 26.2.23; within 4.5e-4.
    """
    middle = (np.arange(count) + 0.5) / count
    tail = np.minimum(middle, 1.0 - middle)
    t = np.sqrt(-2.0 * np.log(tail))
    above = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
    return np.where(middle < 0.5, -above, above)


@lru_cache(maxsize=512)
def _order(count: int, seed: int) -> NDArray[np.intp]:
    """Return the numbers below count in an order that depends on the seed alone."""
    with np.errstate(over="ignore"):
        mixed = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        mixed += np.uint64((seed + 1) * 0xD1B54A32D192ED03 & _LAST_64)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.argsort(mixed ^ (mixed >> np.uint64(31)), kind="stable")
