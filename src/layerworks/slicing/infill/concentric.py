"""Concentric infill: rings at even distances from the border."""

import numpy as np

from layerworks.slicing.beads import Beads, join_beads, loops_as_beads
from layerworks.slicing.infill.settings import InfillSettings
from layerworks.slicing.offsetting import inset
from layerworks.slicing.regions import Regions
from layerworks.slicing.role import Role


def concentric_beads(area: Regions, width_um: float, settings: InfillSettings) -> Beads:
    """Return rings in an area, the outermost half a spacing inside it."""
    spacing_um = width_um / settings.infill_density
    rings: list[Beads] = []
    ring = inset(area, np.full(area.cells, spacing_um / 2))
    while len(ring.points_um):
        rings.append(loops_as_beads(ring, width_um, Role.SPARSE_FILL))
        ring = inset(ring, np.full(area.cells, spacing_um))
    return join_beads(rings)
