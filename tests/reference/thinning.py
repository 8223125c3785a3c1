"""The slow obvious twin of thinning: one series, one stretch after the other."""

import math


def thin_one(
    taken_us: list[int], value: list[float], band: float, stretch_us: int, alive_us: int
) -> list[tuple[int, float]]:
    """Return the readings (time, value) to keep of one series; times differ."""
    stretches: dict[int, list[tuple[int, float]]] = {}
    for at, v in sorted(zip(taken_us, value, strict=True)):
        if math.isfinite(v):
            stretches.setdefault(at // stretch_us, []).append((at, v))
    kept: list[tuple[int, float]] = []
    for stretch in sorted(stretches):
        readings = stretches[stretch]
        low = min(readings, key=lambda r: (r[1], r[0]))
        high = max(readings, key=lambda r: (r[1], -r[0]))
        if kept and high[1] - kept[-1][1] <= band and kept[-1][1] - low[1] <= band:
            if readings[-1][0] - kept[-1][0] >= alive_us:
                kept.append(readings[-1])
            continue
        kept.extend(sorted({readings[0], readings[-1], low, high}))
    return kept
