"""Slow twin of layerworks.kernels.order_rates."""

from collections.abc import Sequence


def cap_move_rate(lengths: Sequence[float], speeds: Sequence[float], rate: float, half: int) -> list[float]:
    """Return the speeds of one run of laying moves, each at most the mean length around it times the rate."""
    capped: list[float] = []
    for i, speed in enumerate(speeds):
        around = lengths[max(0, i - half) : i + half]
        capped.append(min(speed, sum(around) / len(around) * rate))
    return capped
