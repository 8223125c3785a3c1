"""Places too narrow for whole beads: thin walls and gaps."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.beads import Beads
from layerworks.slicing.offsetting import common, inset, inset_and_kept
from layerworks.slicing.regions import Regions, merge_cells, take_cells
from layerworks.slicing.role import Role

STEP = 0.3  # pitches between two places where the width is measured
ALL_KEPT = np.iinfo(np.uint64).max
HAIR_UM = 10.0
TOLERANCE_UM = 10.0
CRUMB = 0.5  # of a square of the pitch: a bead that would cover less is not worth a start and a stop
JUMP = 3.0  # steps that two points of a bead may be apart


@dataclass(frozen=True, slots=True, eq=False)
class Narrow:
    """What counts as narrow. margin_um, limit_um: (c,) clear border, and half the room that whole beads need with it.

    widest_um: room up to this takes one bead. width_um: pitch of a whole bead. least_um: room below this takes none.
    """

    margin_um: NDArray[np.float64]
    limit_um: NDArray[np.float64]
    widest_um: float
    width_um: float
    least_um: float


def inset_but_narrow(
    area: Regions, distance_um: NDArray[np.float64], narrow: Narrow, role: Role, depth: int
) -> tuple[Regions, list[Beads]]:
    """Return an area shrunk by a distance a cell (c,) except where it is narrow, and beads for the narrow places.

    Beads along the middle are `Role.GAP_FILL`; where two go side by side they have the role and depth of the wall they
    stand for.
    """
    shrunk = inset(area, distance_um)
    core, kept = inset_and_kept(area, narrow.limit_um)
    if (kept == ALL_KEPT).all():
        return shrunk, []
    from layerworks.kernels.gap_beads import FACING, trace_beads
    from layerworks.kernels.gap_spokes import measure_spokes
    from layerworks.kernels.gap_tidy import tidy_beads

    step_um = STEP * narrow.width_um
    spokes, edge, opposite, spoke_start = measure_spokes(
        area.points_um, area.loop_start, area.cell_start, kept, narrow.limit_um, step_um
    )
    facing = np.flatnonzero((opposite >= 0) & (spokes[:, 5] <= FACING))
    narrow_cell = np.zeros(area.cells, np.bool_)
    narrow_cell[area.loop_cell[np.searchsorted(spoke_start, facing, side="right") - 1]] = True
    if not narrow_cell.any():
        return shrunk, []
    # whole beads reach as far as discs of the limit fit; a hair more, so that borders do not run on top of each other
    reach = inset(take_cells(core, narrow_cell), distance_um - narrow.limit_um - HAIR_UM)
    shrunk = merge_cells(common(take_cells(shrunk, narrow_cell), reach), take_cells(shrunk, ~narrow_cell))
    points, width, spoke, *beads = trace_beads(
        spokes,
        edge,
        opposite,
        spoke_start,
        area.cell_start,
        narrow.margin_um,
        narrow.limit_um,
        narrow.widest_um,
        narrow.width_um / 2,
        narrow.least_um,
        JUMP * step_um,
        core.points_um,
        core.loop_start,
        core.cell_start,
    )
    along = np.stack([-spokes[spoke, 3], spokes[spoke, 2]], 1)
    points, width, start, closed, paired, cell = tidy_beads(
        points, width, along, *beads, JUMP * step_um, CRUMB * narrow.width_um**2, TOLERANCE_UM
    )
    return shrunk, [
        Beads(
            points_um=points,
            width_um=width,
            start=start,
            closed=closed,
            role=np.where(paired, role, Role.GAP_FILL).astype(np.uint8),
            depth=np.where(paired, depth, 0).astype(np.uint8),
            cell=cell,
            group=np.full(len(cell), -1, np.int64),
        )
    ]
