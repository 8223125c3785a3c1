"""Where closed outer walls begin."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.order_seams import choose_seams
from layerworks.slicing.ordering.settings import SEAMS, OrderSettings
from layerworks.slicing.role import Role
from layerworks.slicing.strokes import Strokes


class Seams(Protocol):
    """A caller's own choice of where closed walls begin."""

    def __call__(self, strokes: Strokes) -> NDArray[np.int32]:
        """Return (s,) i32 the vertex, counted from 0, at which each closed outer wall begins; −1 leaves it free."""
        ...


def own_seams(strokes: Strokes, seams: Seams) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return what `seams_of` returns, as a caller chooses it. Raises ValueError for a vertex that is not there."""
    first = np.ascontiguousarray(seams(strokes), np.int32)
    if first.shape != strokes.role.shape or (first >= np.diff(strokes.start)).any() or (first < -1).any():
        raise ValueError("seams name a vertex of each stroke, or -1")
    return np.where(strokes.closed, first, np.int32(-1)), np.zeros((len(first), 3), np.int32)


def seams_of(strokes: Strokes, settings: OrderSettings) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the first vertex (s,) of each closed outer wall, −1 for other strokes, and seams between vertices (s, 3).

    The second holds x, y and width of a seam that lies before the first vertex; width 0 where there is none.
    """
    count = strokes.role.size
    seam = np.full(count, -1, np.int32)
    begin = np.zeros((count, 3), np.int32)
    if settings.seam == "nearest":
        return seam, begin
    wall = (strokes.role == Role.OUTER_WALL) | (strokes.role == Role.OVERHANG_WALL)
    outer = strokes.closed & wall & (strokes.depth == 0) & (np.diff(strokes.start) >= 2)
    choose_seams(
        strokes.points_um,
        strokes.width_um,
        strokes.start,
        strokes.layer,
        strokes.part,
        outer,
        _shares(settings.seam_seed, count),
        SEAMS.index(settings.seam),
        seam,
        begin,
    )
    return seam, begin


def _shares(seed: int, count: int) -> NDArray[np.float64]:
    """Return (count,) numbers 0…1 that look random: SplitMix64 (Steele, Lea and Flood 2014)."""
    z = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (z ^ (z >> np.uint64(31))) / 2.0**64
