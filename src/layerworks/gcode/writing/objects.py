"""Names and places of the objects that can be cancelled one by one."""

import re

import numpy as np
from numpy.typing import NDArray

from layerworks.gcode.writing.facts import Facts

_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]")


def object_names(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Return a name for each part that every firmware can read back: ASCII, no blanks, distinct whatever the case.

    Klipper compares names in capitals and may run in a locale without UTF-8; so other letters become `_`.
    """
    names: list[str] = []
    taken: set[str] = set()
    for part in parts:
        plain = _UNSAFE.sub("_", part)[:80] or "part"
        name, copy = plain, 1
        while name.upper() in taken:
            copy += 1
            name = f"{plain}-{copy}"
        taken.add(name.upper())
        names.append(name)
    return tuple(names)


def object_outlines(facts: Facts) -> list[NDArray[np.float64]]:
    """Return for each part an octagon (≤ 8, 2), mm, around the centre lines of all its beads; empty without beads.

    The octagon is bounded by the extremes of x, y, x + y and x − y.
    """
    return [_octagon(low, high) for low, high in zip(facts.low_mm.T, facts.high_mm.T, strict=True)]


def _octagon(low: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.float64]:
    if not np.isfinite(low[0]):
        return np.zeros((0, 2))
    (x0, y0, s0, d0), (x1, y1, s1, d1) = low.tolist(), high.tolist()
    corners = [
        (x1, x1 - d1), (x1, s1 - x1), (s1 - y1, y1), (d0 + y1, y1),
        (x0, x0 - d0), (x0, s0 - x0), (s0 - y0, y0), (d1 + y0, y0),
    ]  # fmt: skip
    rounded = np.round(np.array(corners, np.float64), 3)
    keep = np.any(rounded != np.roll(rounded, 1, axis=0), axis=1)
    return rounded[keep] if keep.any() else rounded[:1]
