"""Cubic infill: cubes standing on a corner.

Each layer cuts their three families of faces in lines 120° apart, which move sideways by the height over the root of
two; so the walls of the cubes lean, and the part is as stiff along z as across.
"""

import math

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.beads import Beads, open_beads
from layerworks.slicing.infill.settings import InfillSettings
from layerworks.slicing.plain_rows import lines_over
from layerworks.slicing.regions import Regions
from layerworks.slicing.role import Role


def cubic_beads(
    area: Regions, z_um: NDArray[np.float64], width_um: float, settings: InfillSettings, turns: NDArray[np.float64]
) -> list[Beads]:
    """Return the lines in an area. z_um: (c,) height of each cell; turns: (c,) degrees."""
    pitch_um = 3.0 * width_um / settings.infill_density
    point_cell = np.repeat(area.loop_cell, np.diff(area.loop_start))
    found: list[Beads] = []
    for turn_deg in (0.0, 120.0, 240.0):
        c, s = np.cos(np.deg2rad(turns + turn_deg)), np.sin(np.deg2rad(turns + turn_deg))
        aside = z_um[:, None] / math.sqrt(2.0) * np.stack([-s, c], 1)
        points, start, cell = lines_over(
            Regions(area.points_um - aside[point_cell], area.loop_start, area.cell_start),
            np.stack([c, s], 1),
            pitch_um,
            settings.infill_min_line_mm * 1000.0,
            settings.infill_link_mm * 1000.0,
        )
        points += aside[np.repeat(cell, np.diff(start))]
        role = np.full(len(cell), Role.SPARSE_FILL)
        found.append(open_beads(points, np.full(len(points), width_um), start, role, cell))
    return found
