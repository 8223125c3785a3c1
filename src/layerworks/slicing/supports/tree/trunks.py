"""Branches to the areas that they take in each layer."""

from collections.abc import Sequence

import numpy as np
from manifold3d import CrossSection, FillRule, JoinType
from numpy.typing import NDArray

from layerworks.slicing.offsetting import grown
from layerworks.slicing.regions import Regions, no_regions, regions_from, replace_cells
from layerworks.slicing.supports.clearing import KeptClear
from layerworks.slicing.supports.tree.growing import Branches
from layerworks.slicing.supports.tree.ways import Ways

CORNERS = 18  # of a branch
UNITE_UM = 20.0  # by which discs are drawn too small, and grown again until what meets is one


def disc_rows(
    branches: Sequence[Branches], ways: Ways
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.bool_]]:
    """Return layer and part (n, 2); row, column and radius (n, 3) in pixels of the window; and which are tight (n,)."""
    where: list[NDArray[np.int64]] = [np.empty((0, 2), np.int64)]
    discs: list[NDArray[np.float64]] = [np.empty((0, 3))]
    tight: list[NDArray[np.bool_]] = [np.empty(0, np.bool_)]
    for piece in branches:
        first = piece.slab * ways.layers
        for layer in range(first, min(first + ways.layers, ways.around.layers)):
            laid = piece.top_layer >= layer
            share = (first + ways.layers - layer - 0.5) / ways.layers
            at = piece.top + share * (piece.bottom - piece.top) + 0.5
            radius = piece.radius_top + share * (piece.radius_bottom - piece.radius_top)
            discs.append(np.column_stack([at, radius])[laid])
            where.append(np.column_stack([np.full(len(radius), layer), piece.part])[laid])
            tight.append(piece.tight[laid])
    return _in_sight(np.concatenate(where), np.concatenate(discs), np.concatenate(tight))


def _in_sight(
    where: NDArray[np.int64], discs: NDArray[np.float64], tight: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.bool_]]:
    """Return discs without those that lie in another of their layer and part: one laid twice would be dense there."""
    order = np.lexsort((discs[:, 1], discs[:, 0], -discs[:, 2], where[:, 1], where[:, 0]))
    where, discs, tight = where[order], discs[order], tight[order]
    seen = np.ones(len(discs), np.bool_)
    ends = np.flatnonzero((where[1:] != where[:-1]).any(axis=1)) + 1
    for first, end in zip([0, *ends.tolist()], [*ends.tolist(), len(discs)], strict=True):
        own = discs[first:end]
        apart = np.hypot(own[:, None, 0] - own[None, :, 0], own[:, None, 1] - own[None, :, 1])
        hidden = np.tril(apart + own[:, None, 2] <= own[None, :, 2], -1)  # the widest come first
        seen[first:end] = ~hidden.any(axis=1)
    return where[seen], discs[seen], tight[seen]


def trunk_areas(
    where: NDArray[np.int64], discs: NDArray[np.float64], tight: NDArray[np.bool_], ways: Ways, clear: KeptClear
) -> Regions:
    """Return the areas of centrelines of branches, by layer and part. tight: (n,) those that a part may reach."""
    around, window = ways.around, ways.around.part_pixels.window
    cells = around.layers * around.parts
    if len(where) == 0:
        return no_regions(cells)
    cell = where[:, 0] * around.parts + where[:, 1]
    order = np.argsort(cell, kind="stable")
    turn = 2.0 * np.pi * np.arange(CORNERS) / CORNERS
    raster = around.part_pixels.raster
    middle = raster.in_machine(discs[order][:, 1::-1] + np.array([window.column, window.row]))
    radius_um = np.maximum(discs[order, 2] * raster.pitch_um - UNITE_UM, 1.0)
    points = middle[:, None] + radius_um[:, None, None] * np.stack([np.cos(turn), np.sin(turn)], 1)
    start = np.arange(0, CORNERS * len(order) + 1, CORNERS)
    area = grown(regions_from(points.reshape(-1, 2), start, cell[order], cells), UNITE_UM)
    cut = np.unique(cell[tight])
    area = replace_cells(area, cut, [_clear(area, int(c), clear) for c in cut])
    return _apart(area, around.parts, ways.width_um) if around.parts > 1 else area


def _apart(area: Regions, parts: int, width_um: float) -> Regions:
    """Return areas of which those of a part keep a bead off those of earlier parts in their layer."""
    changed: dict[int, list[NDArray[np.float64]]] = {}
    used = np.flatnonzero(np.diff(area.cell_start))
    for layer in np.unique(used // parts).tolist():
        earlier = CrossSection()
        for cell in used[used // parts == layer].tolist():
            own = CrossSection(area.loops_of(cell), FillRule.Positive)
            if _meet(own.bounds(), earlier.bounds(), width_um):
                own -= earlier.offset(width_um, JoinType.Round, circular_segments=CORNERS)
                changed[cell] = own.to_polygons()
            earlier += own
    return replace_cells(area, np.array(sorted(changed), np.int64), [changed[c] for c in sorted(changed)])


def _meet(one: tuple[float, ...], other: tuple[float, ...], apart_um: float) -> bool:
    """Tell whether two boxes, low x and y and high x and y, lie no further apart than so much."""
    low, high = np.maximum(one[:2], other[:2]), np.minimum(one[2:], other[2:])
    return bool((low - high <= apart_um).all())


def _clear(area: Regions, cell: int, clear: KeptClear) -> list[NDArray[np.float64]]:
    a, b = area.cell_start[cell], area.cell_start[cell + 1]
    start = area.loop_start[a : b + 1]
    return clear.clipped(area.points_um[start[0] : start[-1]], start - start[0], cell // clear.parts)
