"""Names and places of the objects that can be cancelled one by one."""

import re

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.toolpath import Toolpath

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


def object_outlines(toolpath: Toolpath) -> list[NDArray[np.float64]]:
    """Return for each part an octagon (≤ 8, 2), mm, around the centre lines of all its beads; empty without beads.

    The octagon is bounded by the extremes of x, y, x + y and x − y.
    """
    lays = toolpath.width_mm > 0.0
    part = toolpath.part[lays]
    x, y = toolpath.points_mm[lays, 0], toolpath.points_mm[lays, 1]
    outlines: list[NDArray[np.float64]] = []
    for p in range(len(toolpath.parts)):
        own = part == p
        outlines.append(_octagon(x[own], y[own]))
    return outlines


def _octagon(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    if x.size == 0:
        return np.zeros((0, 2))
    x0, x1, y0, y1 = x.min(), x.max(), y.min(), y.max()
    s0, s1, d0, d1 = (x + y).min(), (x + y).max(), (x - y).min(), (x - y).max()
    corners = [
        (x1, x1 - d1), (x1, s1 - x1), (s1 - y1, y1), (d0 + y1, y1),
        (x0, x0 - d0), (x0, s0 - x0), (s0 - y0, y0), (d1 + y0, y0),
    ]  # fmt: skip
    rounded = np.round(np.array(corners, np.float64), 3)
    keep = np.any(rounded != np.roll(rounded, 1, axis=0), axis=1)
    return rounded[keep] if keep.any() else rounded[:1]
