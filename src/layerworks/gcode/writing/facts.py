"""What a program has to know of its moves as a whole, gathered while they pass by."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.toolpath import Toolpath


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """Of all moves so far.

    layers: how many there are. printed: numbers of those with moves, with z_mm and heights_mm. first_mm: (3,) where the
    first bead begins, None before there is one. top_mm: highest point. low_mm, high_mm: (4, p) extremes of x, y, x + y
    and x − y of each part's beads. fan: its share at the end, −1 before the first move.
    """

    layers: int
    printed: tuple[int, ...]
    z_mm: tuple[float, ...]
    heights_mm: tuple[float, ...]
    first_mm: NDArray[np.float64] | None
    top_mm: float
    low_mm: NDArray[np.float64]
    high_mm: NDArray[np.float64]
    fan: float


def no_facts(parts: int) -> Facts:
    """Return what is known before the first move of so many parts."""
    return Facts(0, (), (), (), None, 0.0, np.full((4, parts), np.inf), np.full((4, parts), -np.inf), -1.0)


def facts_with(before: Facts, toolpath: Toolpath) -> Facts:
    """Return what is known after the moves of some more layers."""
    printed = np.flatnonzero(np.diff(toolpath.layer_start))
    lays = np.flatnonzero(toolpath.width_mm > 0.0)
    first_mm = before.first_mm
    if first_mm is None and lays.size:
        first_mm = toolpath.points_mm[max(0, int(lays[0]) - 1)].copy()
    low_mm, high_mm = _extremes(toolpath)
    return replace(
        before,
        layers=toolpath.layer_z_mm.size,
        printed=(*before.printed, *printed.tolist()),
        z_mm=(*before.z_mm, *toolpath.layer_z_mm[printed].tolist()),
        heights_mm=(*before.heights_mm, *toolpath.layer_height_mm[printed].tolist()),
        first_mm=first_mm,
        top_mm=float(toolpath.points_mm[:, 2].max(initial=before.top_mm)),
        low_mm=np.minimum(before.low_mm, low_mm),
        high_mm=np.maximum(before.high_mm, high_mm),
        fan=round_share(toolpath.fan[-1:])[0] if toolpath.fan.size else before.fan,
    )


def round_share(fan: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return shares of the fan's power as they are written."""
    return np.round(fan, 3)


def _extremes(toolpath: Toolpath) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the lowest and highest (4, p) x, y, x + y and x − y of the beads of each part."""
    near = toolpath.width_mm > 0.0
    near[:-1] |= near[1:]  # a bead begins where the move before it ends
    near &= toolpath.part >= 0
    part, x, y = toolpath.part[near], toolpath.points_mm[near, 0], toolpath.points_mm[near, 1]
    low, high = np.full((4, len(toolpath.parts)), np.inf), np.full((4, len(toolpath.parts)), -np.inf)
    if part.size:
        runs = np.concatenate([[0], np.flatnonzero(np.diff(part)) + 1])
        for k, along in enumerate((x, y, x + y, x - y)):
            np.minimum.at(low[k], part[runs], np.minimum.reduceat(along, runs))
            np.maximum.at(high[k], part[runs], np.maximum.reduceat(along, runs))
    return low, high
