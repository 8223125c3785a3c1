"""Infill of straight lines: rectilinear, grid, triangles."""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.scanline_kinds import SPARSE
from layerworks.slicing.beads import Beads, open_beads
from layerworks.slicing.infill.settings import InfillSettings
from layerworks.slicing.raster import each_turn
from layerworks.slicing.role import Role
from layerworks.slicing.rows import FillArea, Neighbours, Pieces, split

NARROW = 0.75  # of the least length that a line must have where all beside it are short
TURNED = {"grid": (0.0, 90.0), "triangles": (0.0, 60.0, 120.0)}


def line_beads(
    area: FillArea, around: Neighbours, width_um: float, settings: InfillSettings, turns: NDArray[np.float64]
) -> list[Beads]:
    """Return the lines of a straight pattern in the sparse part of an area, joined where that takes little way.

    turns: (c,) degrees, of the first family of lines of each cell.
    """
    families = TURNED.get(settings.infill_pattern, (0.0,))
    pitch_um = width_um * len(families) / settings.infill_density
    return [
        sparse_lines(split(area, around, angle, pitch_um, wanted, False), area, width_um, settings)
        for family in families
        for angle, wanted in each_turn(turns + family)
    ]


def sparse_lines(pieces: Pieces, area: FillArea, width_um: float, settings: InfillSettings) -> Beads:
    """Return the sparse pieces of rows as beads.

    Pieces below the least length are left out where they end rows that grow longer beside them, in corners; where all
    are short the place is narrow, and without them it would stay hollow.
    """
    from layerworks.kernels.scanline_borders import link_along_border

    least_um = settings.infill_min_line_mm * 1000.0
    length_um = pieces.ends[:, 1] - pieces.ends[:, 0]
    wanted: NDArray[np.bool_] = (pieces.kind == SPARSE) & (length_um >= NARROW * least_um)
    points, start, cell = link_along_border(
        area.centrelines.points_um,
        area.centrelines.loop_start,
        pieces.directions,
        pieces.pitch_um,
        pieces.edge,
        pieces.cell,
        pieces.row,
        pieces.ends,
        pieces.crossing,
        wanted,
        length_um < least_um,
        settings.infill_link_mm * 1000.0,
    )
    return open_beads(points, np.full(len(points), width_um), start, np.full(len(cell), Role.SPARSE_FILL), cell)
