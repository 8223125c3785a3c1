"""Blocks in rows on a bed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.distinct import distinct
from layerworks.geometry.checking.room import fits, seat, turn_to_fit
from layerworks.geometry.placing._pieces import Block, Outline
from layerworks.geometry.plate import Bed

F64 = NDArray[np.float64]

_MOST_WIDTHS = 48  # row widths tried
_GRAIN_MM = 1e-3  # places are whole micrometres, so that copies are cut into the same layers


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """deg: (n,) turn of each block about the upright, shifts_mm: (n, 2) its shift after that."""

    deg: F64
    shifts_mm: F64


def in_rows(blocks: Sequence[Block], bed: Bed, gap_mm: float) -> Rows | None:
    """Return blocks in rows of their boxes, the deepest first, or None when they do not fit.

    Tried as they are, all a quarter turned, all long side along x, all along y, and one alone also turned freely. Of
    the row widths that fit the squarest is taken.
    """
    turns: tuple[Callable[[F64], bool], ...] = (
        lambda size: False,
        lambda size: True,
        lambda size: size[0] < size[1],
        lambda size: size[0] > size[1],
    )
    tried: set[tuple[float, ...]] = set()
    for turn in turns:
        deg = tuple(90.0 if turn(b.outline.size_mm) else 0.0 for b in blocks)
        if deg in tried:
            continue
        tried.add(deg)
        shifts = _that_fit([b.outline.turned(d) for b, d in zip(blocks, deg, strict=True)], bed, gap_mm)
        if shifts is not None:
            return Rows(np.array(deg), shifts)
    if len(blocks) == 1:
        free = turn_to_fit(blocks[0].outline.points_mm, bed, ("z",))
        shifts = _that_fit([blocks[0].outline.turned(free.yaw_deg)], bed, gap_mm) if free else None
        if free is not None and shifts is not None:
            return Rows(np.array([free.yaw_deg]), shifts)
    return None


def _that_fit(outlines: list[Outline], bed: Bed, gap_mm: float) -> F64 | None:
    sizes = np.array([o.size_mm for o in outlines])
    if not all(fits(o.points_mm, bed) for o in outlines):
        return None
    middles = np.array([o.middle_mm for o in outlines])
    order = sorted(range(len(sizes)), key=lambda i: (-round(sizes[i, 1], 6), -round(sizes[i, 0], 6), i))
    widths = distinct(np.cumsum(sizes[order, 0] + gap_mm) - gap_mm)
    widths = widths[: 1 + int(np.searchsorted(widths, bed.width_mm, side="right"))]
    if len(widths) > _MOST_WIDTHS:
        widths = widths[np.linspace(0, len(widths) - 1, _MOST_WIDTHS).astype(int)]
    best: F64 | None = None
    squarest = np.inf
    for width in widths:
        placed = _rows(sizes, order, gap_mm, float(width))
        span = (placed + 0.5 * sizes).max(axis=0) - (placed - 0.5 * sizes).min(axis=0)
        longer = float(max(span[0] / bed.width_mm, span[1] / bed.depth_mm))
        if longer >= squarest:
            continue
        shifts = placed - middles
        rim = np.concatenate([o.rim_mm + s for o, s in zip(outlines, shifts, strict=True)])
        shift = seat(rim, bed)
        if shift is not None:
            best, squarest = np.round((shifts + shift) / _GRAIN_MM) * _GRAIN_MM, longer
    return best


def _rows(sizes: F64, order: list[int], gap_mm: float, width_mm: float) -> F64:
    """Return the middle (n, 2) of each box (n, 2) in rows no wider than a width, each row centred on x = 0."""
    middles = np.zeros_like(sizes)
    front, begin = 0.0, 0
    while begin < len(order):
        end, right = begin, 0.0
        while end < len(order) and (end == begin or right + sizes[order[end], 0] <= width_mm + 1e-9):
            right += float(sizes[order[end], 0]) + gap_mm
            end += 1
        depth = float(sizes[order[begin:end], 1].max())
        left = -0.5 * (right - gap_mm)
        for i in order[begin:end]:
            middles[i] = left + 0.5 * sizes[i, 0], front + 0.5 * depth
            left += float(sizes[i, 0]) + gap_mm
        front += depth + gap_mm
        begin = end
    return middles
