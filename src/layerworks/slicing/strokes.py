"""Beads to lay, layer by layer, before anyone has decided their order."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.layers import Layers


@dataclass(frozen=True, slots=True, eq=False)
class Strokes:
    """Polylines with a role and a width at each point.

    layers: the outlines they fill (z, height; travels are tested against them).
    points_um: (n, 2) i32. width_um: (n,) i32 bead pitch at each point, see below.
    start: (s + 1,) i32 into points. closed: (s,) bool; a closed stroke does not repeat its first point.
    role: (s,) u8 of `Role`. depth: (s,) u8 for walls: 0 the outermost, 1 the next, …; 0 for the rest.
    layer, part, island: (s,) i32; layer ascending; island numbers the connected outlines of one part in one layer,
    −1 for supports, which come before the others.
    group: (s,) i32 strokes of equal group (≥ 0) must be laid in the given order, one after the other
    (monotonic skins); −1: free. spiral_from: from this layer on each layer is one closed stroke, laid as one bead that
    rises; −1: every layer is laid flat.

    A bead's plastic is width × height × length: `width` is the pitch that a line accounts for. Seen from above the
    bead is a stadium, wider than its pitch by height × (1 − π/4).
    """

    layers: Layers
    points_um: NDArray[np.int32]
    width_um: NDArray[np.int32]
    start: NDArray[np.int32]
    closed: NDArray[np.bool_]
    role: NDArray[np.uint8]
    depth: NDArray[np.uint8]
    layer: NDArray[np.int32]
    part: NDArray[np.int32]
    island: NDArray[np.int32]
    group: NDArray[np.int32]
    spiral_from: int = -1


def strokes_where(strokes: Strokes, keep: NDArray[np.bool_]) -> Strokes:
    """Return some of the strokes (s,)."""
    size = np.diff(strokes.start)
    points = np.repeat(keep, size)
    columns = ("closed", "role", "depth", "layer", "part", "island", "group")
    return replace(
        strokes,
        points_um=strokes.points_um[points],
        width_um=strokes.width_um[points],
        start=np.concatenate([[0], np.cumsum(size[keep])]).astype(np.int32),
        **{name: getattr(strokes, name)[keep] for name in columns},
    )


def strokes_between(strokes: Strokes, first: int, end: int) -> Strokes:
    """Return the strokes numbered from `first` up to `end`, all of them flat."""
    a, b = int(strokes.start[first]), int(strokes.start[end])
    return Strokes(
        layers=strokes.layers,
        points_um=strokes.points_um[a:b],
        width_um=strokes.width_um[a:b],
        start=strokes.start[first : end + 1] - strokes.start[first],
        closed=strokes.closed[first:end],
        role=strokes.role[first:end],
        depth=strokes.depth[first:end],
        layer=strokes.layer[first:end],
        part=strokes.part[first:end],
        island=strokes.island[first:end],
        group=strokes.group[first:end],
    )
