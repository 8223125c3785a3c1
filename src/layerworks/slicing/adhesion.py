"""What helps a part to stay on the bed: skirt and brim."""

from dataclasses import dataclass

import numpy as np
from manifold3d import CrossSection

from layerworks.settings import setting
from layerworks.slicing.beads import Beads, join_beads, loops_as_beads
from layerworks.slicing.offsetting import inset
from layerworks.slicing.regions import Regions, outer_loops, regions_from_loops
from layerworks.slicing.role import Role


@dataclass(frozen=True, slots=True)
class AdhesionSettings:
    """Rounds on the bed about the parts. The skirt does not touch them, the brim does."""

    skirt_loops: int = setting(1, low=0, high=100)
    skirt_distance_mm: float = setting(3.0, unit="mm", low=0.0, high=1000.0)
    brim_width_mm: float = setting(0.0, unit="mm", low=0.0, high=1000.0)
    brim_gap_mm: float = setting(0.0, unit="mm", low=0.0, high=10.0)


def adhesion(bed_outlines: Regions, width_um: float, settings: AdhesionSettings) -> Beads:
    """Return brim and skirt about the outlines on the bed, all of them in one cell.

    The brim goes about the outside only; the skirt is one round about everything, brim included. The outermost round of
    a brim comes first, so that each next one leans on it.
    """
    rounds: list[Beads] = []
    brims = round(settings.brim_width_mm * 1000.0 / width_um)
    for i in range(brims):
        away_um = settings.brim_gap_mm * 1000.0 + (brims - i - 0.5) * width_um
        rounds.append(loops_as_beads(outer_loops(inset(bed_outlines, np.array([-away_um]))), width_um, Role.BRIM))
    if settings.skirt_loops and len(bed_outlines.points_um):
        reach_um = brims * width_um + settings.brim_gap_mm * 1000.0
        hull = regions_from_loops([CrossSection.hull_points(bed_outlines.points_um).to_polygons()])
        for i in range(settings.skirt_loops):
            away_um = reach_um + settings.skirt_distance_mm * 1000.0 + (i + 0.5) * width_um
            rounds.append(loops_as_beads(inset(hull, np.array([-away_um])), width_um, Role.SKIRT))
    return join_beads(rounds)
