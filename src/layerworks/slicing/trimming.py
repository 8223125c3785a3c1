"""Beads cut where they leave a region."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.beads import Beads, join_beads
from layerworks.slicing.clipping import Loops
from layerworks.slicing.regions import Regions, regions_from, side_by_side, take_cells

CRUMB = 0.5  # of its width that a piece of a bead must be long to be worth a start and a stop


def trimmed(beads: Beads, region: Regions, cells: NDArray[np.bool_]) -> Beads:
    """Return beads of which, in some cells (c,), only what lies in a region is left.

    A closed bead that is cut becomes open ones.
    """
    order = np.argsort(beads.cell, kind="stable")
    order = order[cells[beads.cell[order]]]
    if len(order) == 0:
        return beads
    cut_edge, cut_at = _cuts(beads, order, region, cells)
    kept: list[Beads] = []
    for s in order.tolist():
        a, b = beads.start[s], beads.start[s + 1]
        first, last = np.searchsorted(cut_edge, (a, b))
        line, width, cut = _with_cuts(beads, s, cut_edge[first:last] - a, cut_at[first:last])
        loops = region.loops_of(int(beads.cell[s]))
        kept += _pieces_inside(beads, s, line, width, cut, loops)
    untouched = take_beads(beads, np.flatnonzero(~cells[beads.cell]))
    return join_beads([untouched, *kept])


def take_beads(beads: Beads, chosen: NDArray[np.int64]) -> Beads:
    """Return some beads (k,), in that order."""
    size = np.diff(beads.start)[chosen]
    start = np.concatenate([np.zeros(1, np.int64), np.cumsum(size)])
    source = np.arange(start[-1]) + np.repeat(beads.start[:-1][chosen] - start[:-1], size)
    return Beads(
        beads.points_um[source],
        beads.width_um[source],
        start,
        beads.closed[chosen],
        beads.role[chosen],
        beads.depth[chosen],
        beads.cell[chosen],
        beads.group[chosen],
    )


def inside_loops(points_um: NDArray[np.float64], loops: Loops) -> NDArray[np.bool_]:
    """Return which points (n, 2) an odd number of loops encloses."""
    within = np.zeros(len(points_um), np.bool_)
    x, y = points_um[:, :1], points_um[:, 1:]
    for loop in loops:
        (ax, ay), (bx, by) = np.roll(loop, 1, axis=0).T, loop.T
        spans = (ay <= y) != (by <= y)
        with np.errstate(divide="ignore", invalid="ignore"):
            crosses = spans & (ax + (y - ay) / (by - ay) * (bx - ax) > x)
        within ^= crosses.sum(axis=1) % 2 == 1
    return within


def _cuts(
    beads: Beads, order: NDArray[np.int64], region: Regions, cells: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return where beads cross the border of a region: the points (x,) of the beads before, ascending, and how far
    along the edge from there.
    """
    from layerworks.kernels.offset_crossings import find_crossings

    chosen = take_beads(beads, order)
    lines = regions_from(chosen.points_um, chosen.start, chosen.cell, region.cells)
    both, of_region = side_by_side(lines, take_cells(region, cells))
    edges, at, _ = find_crossings(both.points_um, both.loop_start, both.cell_start)
    point_of_region = np.repeat(of_region, np.diff(both.loop_start))
    mixed = point_of_region[edges[:, 0]] != point_of_region[edges[:, 1]]
    edges, at = edges[mixed], at[mixed]
    which = point_of_region[edges[:, 0]].astype(np.int64)
    row = np.arange(len(edges))
    among_lines = np.cumsum(~point_of_region) - 1
    point, along = among_lines[edges[row, which]], at[row, which]
    stroke = np.searchsorted(chosen.start, point, side="right") - 1
    real = chosen.closed[stroke] | (point < chosen.start[stroke + 1] - 1)  # open beads have no way back
    source = point + (beads.start[:-1][order] - chosen.start[:-1])[stroke]
    source, along = source[real], along[real]
    ascending = np.lexsort((along, source))
    return source[ascending], along[ascending]


def _with_cuts(
    beads: Beads, s: int, edge: NDArray[np.int64], at: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Return points and widths of a bead with those of its cuts among them, the first repeated where it is closed, and
    the numbers of the cuts; a closed bead with cuts begins and ends at one.
    """
    a, b = beads.start[s], beads.start[s + 1]
    nodes = np.column_stack([beads.points_um[a:b], beads.width_um[a:b]])
    after = np.roll(nodes, -1, axis=0)
    cuts = nodes[edge] + at[:, None] * (after[edge] - nodes[edge])
    order = np.lexsort((np.concatenate([np.zeros(len(nodes)), at]), np.concatenate([np.arange(len(nodes)), edge])))
    line = np.concatenate([nodes, cuts])[order]
    cut = np.flatnonzero(order >= len(nodes))
    if beads.closed[s]:
        line = np.roll(line, -cut[0], axis=0) if len(cut) else line
        cut = cut - cut[0] if len(cut) else cut
        line = np.vstack([line, line[:1]])
    return line[:, :2], line[:, 2], cut


def _pieces_inside(
    beads: Beads,
    s: int,
    line: NDArray[np.float64],
    width: NDArray[np.float64],
    cut: NDArray[np.int64],
    loops: Loops,
) -> list[Beads]:
    step = np.hypot(*np.diff(line, axis=0).T)
    bounds = np.unique(np.concatenate([[0], cut, [len(line) - 1]])).astype(np.int64)
    longest = np.array([a + int(step[a:b].argmax()) for a, b in pairwise(bounds.tolist())], np.int64)
    within = inside_loops((line[longest] + line[longest + 1]) / 2.0, loops)
    if within.all():
        return [take_beads(beads, np.array([s]))]
    kept: list[Beads] = []
    edge = np.flatnonzero(np.diff(np.concatenate([[False], within, [False]]).astype(np.int8)))
    for first, last in zip(bounds[edge[::2]].tolist(), bounds[edge[1::2]].tolist(), strict=True):
        if step[first:last].sum() < CRUMB * width[first : last + 1].mean():
            continue
        kept.append(
            replace(
                take_beads(beads, np.array([s])),
                points_um=line[first : last + 1],
                width_um=width[first : last + 1],
                start=np.array([0, last + 1 - first], np.int64),
                closed=np.zeros(1, np.bool_),
            )
        )
    return kept
