"""Places too narrow for whole beads: thin walls, gaps between walls, and walls that have to share what room there is.

Room is measured in pitches w. Up to 1.5 w takes one bead along its middle; up to 2.5 w two beads of half the room each;
more takes two whole beads, and what is left between them, half a pitch at least, is the next wall's room.
"""

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.beads import Beads, open_beads
from layerworks.slicing.offsetting import Core, core_of, inset_within
from layerworks.slicing.regions import Regions
from layerworks.slicing.role import Role

HALF_OF_ONE = 0.75  # pitches: half the room that one bead may take, half of what is missing to two beads more
STEP = 0.3  # pitches between two places where the room is measured
JUMP = 3.0  # steps that two points of a bead may be apart
ROUND_A_CORNER = 8.0  # pitches of border over which a change of width is carried on
ALL_KEPT = np.iinfo(np.uint64).max
TOLERANCE_UM = 10.0
CRUMB = 0.5  # of a square of the pitch: a bead that would cover less is not worth a start and a stop


def inset_where_two_fit(
    area: Regions,
    distance_um: NDArray[np.float64],
    margin_um: NDArray[np.float64],
    width_um: float,
    least_um: float,
) -> tuple[Regions, Beads]:
    """Return an area shrunk by a distance a cell (c,) where it has room for two beads, and single beads elsewhere.

    margin_um: (c,) what the border keeps clear of. least_um: thinner places get no bead.
    """
    limit_um = margin_um + HALF_OF_ONE * width_um
    core = core_of(area, limit_um)
    spokes, edge, opposite, spoke_start, alive = _measured(area, core, width_um)
    shrunk = inset_within(area, distance_um, core, alive)
    if len(spokes) == 0:
        return shrunk, _no_beads()
    from layerworks.kernels.gap_beads import trace_beads
    from layerworks.kernels.gap_tidy import tidy_beads

    jump_um = JUMP * STEP * width_um
    points, width, spoke, start, closed, alone, cell = trace_beads(
        spokes,
        edge,
        opposite,
        spoke_start,
        area.cell_start,
        margin_um,
        limit_um,
        width_um / 2,
        least_um,
        jump_um,
        core.region.points_um,
        core.region.loop_start,
        core.region.cell_start,
    )
    along = np.stack([-spokes[spoke, 3], spokes[spoke, 2]], 1)
    points, width, start, closed, cell = tidy_beads(
        points, width, along, start, closed, alone, cell, jump_um, CRUMB * width_um**2, TOLERANCE_UM
    )
    beads = open_beads(points, width, start, np.full(len(cell), Role.GAP_FILL), cell, closed=closed)
    return shrunk, beads


def settled(line: Regions, width_um: float) -> tuple[Regions, NDArray[np.float64], Regions]:
    """Return centrelines of walls, their width (n,) at each point, and the room left inside for the next.

    line: centrelines at an even distance from the border. Where two of them are too near each other for another bead,
    and yet not at a pitch, they share what is between them.
    """
    core = core_of(line, np.full(line.cells, HALF_OF_ONE * width_um))
    spokes, edge, opposite, spoke_start, alive = _measured(line, core, width_um)
    room = inset_within(line, np.full(line.cells, width_um / 2), core, alive)
    if len(spokes) == 0:
        return line, np.full(len(line.points_um), width_um), room
    from layerworks.kernels.gap_settle import settle_loops

    moved, loop_start = settle_loops(
        line.points_um,
        line.loop_start,
        core.kept,
        spokes,
        edge,
        opposite,
        spoke_start,
        width_um,
        ROUND_A_CORNER * width_um,
    )
    return Regions(np.ascontiguousarray(moved[:, :2]), loop_start, line.cell_start), moved[:, 2], room


def _measured(
    area: Regions, core: Core, width_um: float
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """Return what `measure_spokes` gives, and which loops (l,) have no sides that face another."""
    alive = np.ones(len(area.loop_start) - 1, np.bool_)
    if (core.kept == ALL_KEPT).all():
        nothing = np.empty(0, np.int64)
        return np.empty((0, 6)), nothing, nothing, nothing, alive
    from layerworks.kernels.gap_spokes import measure_spokes
    from layerworks.kernels.offset_cuts import FACING

    spokes, edge, opposite, spoke_start = measure_spokes(
        area.points_um, area.loop_start, area.cell_start, core.kept, core.radius_um, STEP * width_um
    )
    facing = np.flatnonzero((opposite >= 0) & (spokes[:, 5] <= FACING))
    alive[np.searchsorted(spoke_start, facing, side="right") - 1] = False
    return spokes, edge, opposite, spoke_start, alive


def _no_beads() -> Beads:
    nothing = np.empty(0, np.int64)
    return open_beads(np.empty((0, 2)), np.empty(0), np.zeros(1, np.int64), nothing, nothing)
