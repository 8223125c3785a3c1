"""Synthetic strokes for the ordering tests."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from layerworks.slicing.layers import Layers
from layerworks.slicing.role import Role
from layerworks.slicing.strokes import Strokes

Point = tuple[int, int]


@dataclass(frozen=True)
class Stroke:
    """One stroke in micrometres."""

    points: Sequence[Point]
    role: Role = Role.SPARSE_FILL
    closed: bool = False
    depth: int = 0
    layer: int = 0
    part: int = 0
    island: int = 0
    group: int = -1
    width: int | Sequence[int] = 450


@dataclass(frozen=True)
class Loop:
    """One outline in micrometres."""

    points: Sequence[Point]
    layer: int = 0
    part: int = 0


def square(x: int, y: int, size: int, clockwise: bool = False) -> list[Point]:
    """Return a square with its lower left corner at (x, y)."""
    points = [(x, y), (x + size, y), (x + size, y + size), (x, y + size)]
    return points[::-1] if clockwise else points


def strokes_of(strokes: Sequence[Stroke], loops: Sequence[Loop] = (), height_mm: float = 0.2) -> Strokes:
    """Return strokes and outlines, sorted by layer, as the stage before makes them."""
    strokes = sorted(strokes, key=lambda s: s.layer)
    loops = sorted(loops, key=lambda loop: (loop.layer, loop.part))
    count = 1 + max([s.layer for s in strokes] + [loop.layer for loop in loops], default=0)
    widths = [np.broadcast_to(np.asarray(s.width, np.int32), len(s.points)) for s in strokes]
    return Strokes(
        layers=Layers(
            z_mm=np.round(height_mm * (1.0 + np.arange(count)), 6),
            height_mm=np.full(count, height_mm),
            points_um=_points([loop.points for loop in loops]),
            loop_start=_starts([loop.points for loop in loops]),
            loop_layer=np.array([loop.layer for loop in loops], np.int32),
            loop_part=np.array([loop.part for loop in loops], np.int32),
        ),
        points_um=_points([s.points for s in strokes]),
        width_um=np.concatenate(widths).astype(np.int32) if widths else np.zeros(0, np.int32),
        start=_starts([s.points for s in strokes]),
        closed=np.array([s.closed for s in strokes], np.bool_),
        role=np.array([s.role for s in strokes], np.uint8),
        depth=np.array([s.depth for s in strokes], np.uint8),
        layer=np.array([s.layer for s in strokes], np.int32),
        part=np.array([s.part for s in strokes], np.int32),
        island=np.array([s.island for s in strokes], np.int32),
        group=np.array([s.group for s in strokes], np.int32),
    )


def _points(lists: Sequence[Sequence[Point]]) -> np.ndarray:
    flat = [p for points in lists for p in points]
    return np.array(flat, np.int32).reshape(-1, 2)


def _starts(lists: Sequence[Sequence[Point]]) -> np.ndarray:
    return np.cumsum([0] + [len(points) for points in lists]).astype(np.int32)


def plain_part(
    x: int, y: int, size: int, layer: int = 0, part: int = 0, island: int = 0, walls: int = 2, fills: int = 4,
    group: int = -1,
) -> tuple[list[Stroke], list[Loop]]:  # fmt: skip
    """Return a square island with walls and lines of fill, and its outline. size: at least 8 mm, in µm."""
    strokes = [
        Stroke(
            square(x + 225 + 450 * d, y + 225 + 450 * d, size - 450 - 900 * d),
            Role.INNER_WALL if d else Role.OUTER_WALL, True, d, layer, part, island,
        )
        for d in range(walls)
    ]  # fmt: skip
    inset = 450 * walls + 225
    for k in range(fills):
        row = y + inset + k * 900
        ends = [(x + inset, row), (x + size - inset, row)]
        strokes.append(Stroke(ends, Role.SPARSE_FILL, False, 0, layer, part, island, group))
    return strokes, [Loop(square(x, y, size), layer, part)]
