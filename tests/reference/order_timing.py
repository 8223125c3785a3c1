"""Slow twin of layerworks.kernels.order_timing: seconds of one layer."""

import math
from collections.abc import Sequence

Move = tuple[tuple[float, float, float], tuple[float, float, float], float, float, float]  # from, to, speed, accel, E


def layer_time(moves: Sequence[Move], corner: float) -> float:
    """Return the seconds of moves from rest to rest. corner: junction deviation × acceleration, mm²/s²."""
    top: list[float] = []  # speed² that a junction allows at the start of each move
    for i, (a, b, speed, _, _) in enumerate(moves):
        stands = i == 0 or math.dist(a, b) < 1e-9 or math.dist(*moves[i - 1][:2]) < 1e-9
        if stands:
            top.append(0.0)
            continue
        p, q = moves[i - 1][:2]
        u = [(y - x) / math.dist(p, q) for x, y in zip(p, q, strict=True)]
        v = [(y - x) / math.dist(a, b) for x, y in zip(a, b, strict=True)]
        s = math.sqrt(max(0.0, 0.5 * (1.0 + sum(x * y for x, y in zip(u, v, strict=True)))))
        limit = corner * s / (1.0 - s) if s < 0.999999 else math.inf
        top.append(min(limit, speed**2, moves[i - 1][2] ** 2))
    top.append(0.0)
    for i, (a, b, _, accel, _) in enumerate(moves):
        if math.dist(a, b) >= 1e-9:
            top[i + 1] = min(top[i + 1], top[i] + 2 * accel * math.dist(a, b))
    for i in reversed(range(len(moves))):
        a, b, _, accel, _ = moves[i]
        if math.dist(a, b) >= 1e-9:
            top[i] = min(top[i], top[i + 1] + 2 * accel * math.dist(a, b))
    total = 0.0
    for i, (a, b, speed, accel, pushed) in enumerate(moves):
        d = math.dist(a, b)
        if d < 1e-9:
            total += abs(pushed) / speed + speed / accel
            continue
        v0, v1 = math.sqrt(top[i]), math.sqrt(top[i + 1])
        peak = min(speed, math.sqrt((v0**2 + v1**2) / 2 + accel * d))
        ramps = (peak**2 - v0**2) / (2 * accel) + (peak**2 - v1**2) / (2 * accel)
        total += (peak - v0) / accel + (peak - v1) / accel + max(0.0, d - ramps) / peak
    return total
