"""What goes inside the walls: bridges, skins and sparse infill."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.scanline_kinds import HIDDEN
from layerworks.slicing.beads import Beads, open_beads
from layerworks.slicing.bridges import Bridges, find_bridges
from layerworks.slicing.infill.carrying import carrying_beads
from layerworks.slicing.infill.settings import InfillSettings
from layerworks.slicing.infill.sparse import sparse_beads
from layerworks.slicing.raster import Turns, each_turn
from layerworks.slicing.regions import no_regions, replace_cells
from layerworks.slicing.role import Role
from layerworks.slicing.rows import FillArea, Neighbours, Pieces, split, split_turned
from layerworks.slicing.skins import SkinSettings, solid_beads, zigzags


def fill(
    area: FillArea,
    around: Neighbours,
    z_um: NDArray[np.float64],
    width_um: float,
    skins: SkinSettings,
    infill: InfillSettings,
    turns: Turns,
) -> list[Beads]:
    """Return the beads inside the walls.

    area: what the walls leave, by cell. around: the outlines of all layers. z_um: (c,) height of each
    cell's middle. width_um: pitch of a bead. turns: which way the lines of each cell run.
    """
    solid = [split(area, around, a, width_um, wanted, True) for a, wanted in each_turn(turns.solid_deg)]
    beads: list[Beads] = []
    bridges, rest = find_bridges(area, around, solid, width_um, skins)
    if len(bridges.cell):
        beads.append(bridge_beads(bridges, width_um))
        cells = np.unique(bridges.cell)
        area = FillArea(replace_cells(area.centrelines, cells, [rest[c] for c in cells.tolist()]), area.room)
        again = np.isin(np.arange(area.room.cells), cells)
        solid = [without(pieces, again) for pieces in solid]
        for a, wanted in each_turn(turns.solid_deg):
            if (again & wanted).any():
                solid.append(split(area, around, a, width_um, again & wanted, True))
    if infill.infill_density >= 1.0:
        return beads + [solid_beads(solid_throughout(pieces)) for pieces in solid]
    beads += [solid_beads(pieces) for pieces in solid]
    beads += sparse_beads(area, around, z_um, width_um, infill, turns.sparse_deg)
    return beads + carrying_beads(area, around, width_um, infill, turns.sparse_deg)


def bridge_beads(bridges: Bridges, width_um: float) -> Beads:
    """Return the lines of bridges, each area in its own direction and order."""
    everywhere = np.ones(len(bridges.cell), np.bool_)
    nothing = Neighbours(no_regions(len(bridges.cell)), 1, 0, 1)  # so that every piece is solid
    beads, _, area = zigzags(split_turned(bridges.area, nothing, bridges.directions, width_um, everywhere, True))
    return open_beads(
        beads.points_um,
        beads.width_um,
        beads.start,
        np.full(len(beads.cell), Role.BRIDGE),
        bridges.cell[beads.cell],
        area,
    )


def solid_throughout(pieces: Pieces) -> Pieces:
    """Return pieces with the sparse ones made solid."""
    return replace(pieces, kind=pieces.kind | HIDDEN)


def without(pieces: Pieces, cells: NDArray[np.bool_]) -> Pieces:
    """Return pieces outside some cells (c,)."""
    keep = ~cells[pieces.cell]
    return replace(
        pieces,
        cell=pieces.cell[keep],
        row=pieces.row[keep],
        ends=pieces.ends[keep],
        lift=pieces.lift[keep],
        kind=pieces.kind[keep],
        crossing=pieces.crossing[keep],
    )
