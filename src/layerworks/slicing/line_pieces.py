"""Beads cut where they cross the border of an area."""

import numpy as np
from numpy.typing import NDArray

from layerworks.distinct import distinct
from layerworks.slicing.beads import Beads, join_beads, open_beads
from layerworks.slicing.regions import Regions

_AT_ONCE = 1 << 22  # pairs of edges that are compared in one go


def pieces_in(beads: Beads, area: Regions, inside: bool, least_um: float) -> Beads:
    """Return the pieces of beads in an area of one cell, or outside of it. Closed beads that stay whole stay closed.

    Shorter pieces than the least are left out. Costs as many steps as there are pairs of edges whose boxes meet.
    """
    from layerworks.kernels.offset_grid import following_points
    from layerworks.kernels.point_winding import winds_around

    from_um, width_um = area.points_um, beads.width_um
    to_um = from_um[following_points(area.loop_start, len(from_um))]
    found: list[Beads] = []
    for s in range(len(beads.start) - 1):
        rows = np.arange(beads.start[s], beads.start[s + 1])
        if beads.closed[s]:
            rows = np.append(rows, rows[0])
        line = beads.points_um[rows]
        at = _crossings(line, from_um, to_um)
        along = distinct(np.concatenate([np.arange(len(line), dtype=np.float64), at]))
        points = _at(line, along)
        middle = (points[1:] + points[:-1]) / 2
        keep = winds_around(np.ascontiguousarray(middle), from_um, area.loop_start) == inside
        if keep.all():
            found.append(_as_it_was(beads, s))
            continue
        runs = _runs(keep, bool(beads.closed[s]))
        widths = np.interp(along, np.arange(len(rows)), width_um[rows])
        for a, b in runs:
            order = np.arange(a, b + 1)
            order = np.where(order > len(keep), order - len(keep), order)
            piece = points[order]
            if np.hypot(*np.diff(piece, axis=0).T).sum() >= least_um:
                found.append(
                    open_beads(
                        piece, widths[order], np.array([0, len(piece)]), beads.role[s : s + 1], beads.cell[s : s + 1]
                    )
                )
    return join_beads(found)


def _crossings(line: NDArray[np.float64], a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return where a polyline (n, 2) crosses edges from a (m, 2) to b, counted in its own edges."""
    low, high = np.minimum(a, b), np.maximum(a, b)
    near = ((high >= line.min(axis=0)) & (low <= line.max(axis=0))).all(axis=1)
    a, way = a[near], (b - a)[near]
    step = np.diff(line, axis=0)
    found: list[NDArray[np.float64]] = [np.empty(0)]
    block = max(1, _AT_ONCE // max(1, len(a)))
    for first in range(0, len(step), block):
        p, d = line[first : first + block][: len(step) - first, None], step[first : first + block, None]
        across = d[..., 0] * way[:, 1] - d[..., 1] * way[:, 0]
        with np.errstate(divide="ignore", invalid="ignore"):
            t = ((a - p)[..., 0] * way[:, 1] - (a - p)[..., 1] * way[:, 0]) / across
            u = ((a - p)[..., 0] * d[..., 1] - (a - p)[..., 1] * d[..., 0]) / across
        hit = (t > 0.0) & (t < 1.0) & (u >= 0.0) & (u <= 1.0)
        found.append((t + (first + np.arange(len(d)))[:, None])[hit])
    return np.concatenate(found)


def _at(line: NDArray[np.float64], along: NDArray[np.float64]) -> NDArray[np.float64]:
    edge = np.minimum(along.astype(np.int64), len(line) - 2)
    share = (along - edge)[:, None]
    return line[edge] + share * (line[edge + 1] - line[edge])


def _runs(keep: NDArray[np.bool_], closed: bool) -> list[tuple[int, int]]:
    """Return first and last point of each run of kept edges; on a closed line one may go on past the end."""
    change = np.flatnonzero(np.diff(keep, prepend=False, append=False))
    runs = list(zip(change[::2].tolist(), change[1::2].tolist(), strict=True))
    if closed and len(runs) > 1 and keep[0] and keep[-1]:
        (_, end), (begin, last) = runs[0], runs[-1]
        runs = [*runs[1:-1], (begin, last + end)]
    return runs


def _as_it_was(beads: Beads, s: int) -> Beads:
    a, b = int(beads.start[s]), int(beads.start[s + 1])
    return Beads(
        beads.points_um[a:b],
        beads.width_um[a:b],
        np.array([0, b - a]),
        beads.closed[s : s + 1],
        beads.role[s : s + 1],
        beads.depth[s : s + 1],
        beads.cell[s : s + 1],
        np.full(1, -1, np.int64),
    )
