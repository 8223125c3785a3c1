"""Curves of one shape, repeated across an area.

Seen from such a curve all of them are straight lines. So an area bent the other way is crossed by rows as for any
pattern of lines, and what is found is bent back. A curve is straight between nodes at even steps along it, and areas
are cut there, so that bending to and fro is exact.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.beads import Beads, open_beads
from layerworks.slicing.infill.settings import InfillSettings
from layerworks.slicing.plain_rows import lines_over
from layerworks.slicing.regions import Regions
from layerworks.slicing.role import Role

Bow = Callable[[NDArray[np.float64], NDArray[np.int64]], NDArray[np.float64]]  # (n,) µm along, (n,) cell → (n,) µm off


def wave_beads(
    area: Regions,
    frames: NDArray[np.float64],
    bow: Bow,
    period_um: float,
    step_um: float,
    width_um: float,
    settings: InfillSettings,
) -> Beads:
    """Return curves in an area: row j lies at period × (j + ½) and off it by the bow.

    frames: (c, 2, 2) unit vectors along and across the curves of a cell. step_um: between the nodes of a curve. Lines
    are measured along the row, ways from one to the next as they lie in the bent area.
    """
    along = np.einsum("nij,nj->ni", frames[_point_cell(area)], area.points_um)
    nodes, loop_start = cut_at_nodes(along, area.loop_start, step_um, closed=True)
    cell = np.repeat(area.loop_cell, np.diff(loop_start))
    nodes[:, 1] -= _off(bow, nodes[:, 0], cell, step_um)
    rows = np.tile([1.0, 0.0], (area.cells, 1))
    points, start, own = lines_over(
        Regions(nodes, loop_start, area.cell_start),
        rows,
        period_um,
        settings.infill_min_line_mm * 1000.0,
        settings.infill_link_mm * 1000.0,
    )
    points, start = cut_at_nodes(points, start, step_um, closed=False)
    point_cell = np.repeat(own, np.diff(start))
    points[:, 1] += _off(bow, points[:, 0], point_cell, step_um)
    points = np.einsum("nji,nj->ni", frames[point_cell], points)
    role = np.full(len(own), Role.SPARSE_FILL)
    return open_beads(points, np.full(len(points), width_um), start, role, own)


def cut_at_nodes(
    points_um: NDArray[np.float64], start: NDArray[np.int64], step_um: float, *, closed: bool
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return polylines (n, 2) and their starts with further points wherever their first coordinate passes a multiple
    of a step.
    """
    following = np.arange(1, len(points_um) + 1)
    filled = start[1:] > start[:-1]
    last = start[1:][filled] - 1
    following[last] = start[:-1][filled] if closed else last
    step = points_um[following] - points_um
    before, after = (np.floor(u / step_um).astype(np.int64) for u in (points_um[:, 0], points_um[following, 0]))
    count = np.abs(after - before) + 1
    begin = np.concatenate([np.zeros(1, np.int64), np.cumsum(count)])
    which = np.repeat(np.arange(len(points_um)), count)
    nth = np.arange(begin[-1]) - begin[which]  # 0 is the point itself
    rising = after[which] > before[which]
    node_um = np.where(rising, before[which] + nth, before[which] + 1 - nth) * step_um
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(nth > 0, np.clip((node_um - points_um[which, 0]) / step[which, 0], 0.0, 1.0), 0.0)
    cut = points_um[which] + share[:, None] * step[which]
    cut[nth > 0, 0] = node_um[nth > 0]
    return cut, begin[start]


def _off(bow: Bow, along_um: NDArray[np.float64], cell: NDArray[np.int64], step_um: float) -> NDArray[np.float64]:
    node = np.floor(along_um / step_um)
    share = along_um / step_um - node
    return (1.0 - share) * bow(node * step_um, cell) + share * bow((node + 1.0) * step_um, cell)


def _point_cell(area: Regions) -> NDArray[np.int64]:
    return np.repeat(area.loop_cell, np.diff(area.loop_start))
