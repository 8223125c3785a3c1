"""Concentric infill: rings at even distances from the border."""

import numpy as np

from layerworks.slicing.beads import Beads, join_beads, loops_as_beads
from layerworks.slicing.infill.settings import InfillSettings
from layerworks.slicing.offsetting import inset
from layerworks.slicing.regions import Regions, keep_loops, loop_lengths_um
from layerworks.slicing.role import Role


def concentric_beads(area: Regions, width_um: float, settings: InfillSettings) -> Beads:
    """Return rings in an area, the outermost half a spacing inside it, without those that are too short."""
    spacing_um = width_um / settings.infill_density
    rings: list[Beads] = []
    ring = inset(area, np.full(area.cells, spacing_um / 2))
    while len(ring.points_um):
        long = loop_lengths_um(ring) >= settings.infill_min_line_mm * 1000.0
        rings.append(loops_as_beads(keep_loops(ring, long), width_um, Role.SPARSE_FILL))
        ring = inset(ring, np.full(area.cells, spacing_um))
    return join_beads(rings)
