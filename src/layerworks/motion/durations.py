"""How long one kind of event takes: a log-normal of unknown median and spread, guessed first, then learned.

The logarithm of the time for a unit of work is normal; its mean and variance together have a normal-inverse-gamma
distribution, which observations only shift (A. Gelman et al., Bayesian Data Analysis, 3rd ed., 3.3).
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from layerworks.motion._lots import chi_square_lots, normal_lots

_MEMORY = 60.0  # observations; what is older fades, because printers change
_SHAPE = 3.0  # of the guess about the spread: worth six observations
_FAR = 5.0  # scales from the median beyond which an observation counts as if it lay there


@dataclass(frozen=True, slots=True)
class Duration:
    """log_s: mean of the logarithm of the seconds for a unit of work. weight: observations that it is worth.

    shape, scale: of the inverse gamma distribution of the variance.
    """

    log_s: float
    weight: float
    shape: float
    scale: float

    @property
    def median_s(self) -> float:
        """The time that half of all events stay under, for a unit of work."""
        return math.exp(self.log_s)

    @property
    def spread(self) -> float:
        """Standard deviation of the logarithm of the next event's time, roughly."""
        return math.sqrt(self.scale / self.shape * (1.0 + 1.0 / self.weight))

    def after(self, seconds: float, work: float = 1.0, share: float = 1.0) -> "Duration":
        """Return what is known after one more event. share: below 1 for what is only half seen.

        Raises ValueError unless seconds and work are positive.
        """
        if not (seconds > 0.0 and work > 0.0 and math.isfinite(seconds) and math.isfinite(work)):
            raise ValueError(f"an event of {seconds} s for {work} of work")
        reach = _FAR * self.spread
        off = min(max(math.log(seconds / work) - self.log_s, -reach), reach)
        fade = min(1.0, _MEMORY / (self.weight + share))
        weight = self.weight + share
        return Duration(
            log_s=self.log_s + share / weight * off,
            weight=weight * fade,
            shape=max((self.shape + 0.5 * share) * fade, _SHAPE),
            scale=(self.scale + 0.5 * share * self.weight / weight * off * off)
            * max(fade, _SHAPE / (self.shape + 0.5 * share)),
        )

    def lots(self, events: int, count: int, seed: int) -> NDArray[np.float64]:
        """Return seconds for a unit of work as they may come: (events, count), each column one possible truth.

        The same seed gives the same lots. Events of one column share their unknown median and spread.
        """
        variance = 2.0 * self.scale / chi_square_lots(2.0 * self.shape, count, 3 * seed)
        sigma = np.sqrt(variance)
        mean = self.log_s + sigma / math.sqrt(self.weight) * normal_lots(count, 3 * seed + 1)
        each = np.stack([normal_lots(count, 3 * seed + 2 + 7919 * event) for event in range(events)])
        return np.exp(mean + sigma * each)


def guessed(median_s: float, between: float = 1.6, within: float = 1.15) -> Duration:
    """Return what is known before anything was seen.

    between: factor by which two in three printers stay around the median; within: by which one printer's events do.
    """
    own, others = math.log(within) ** 2, math.log(between) ** 2
    return Duration(math.log(median_s), own / others, _SHAPE, _SHAPE * own)


def fixed(seconds: float, within: float = 1.1) -> Duration:
    """Return what is known of an event whose time somebody has stated. Raises ValueError unless it is positive."""
    if not (seconds > 0.0 and math.isfinite(seconds)):
        raise ValueError(f"an event of {seconds} s")
    return replace(guessed(seconds, within, within), weight=4.0)
