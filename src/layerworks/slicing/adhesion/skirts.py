"""Skirts: rounds about everything that is printed low, so that the nozzle has begun to flow before the parts begin."""

import math

import numpy as np
from manifold3d import CrossSection, JoinType
from numpy.typing import NDArray

from layerworks.slicing.adhesion.settings import AdhesionSettings
from layerworks.slicing.beads import Beads, join_beads, loops_as_beads
from layerworks.slicing.regions import regions_from_loops
from layerworks.slicing.role import Role

MOST_LOOPS = 1000


def skirt(points_um: NDArray[np.float64], layers: int, width_um: float, settings: AdhesionSettings) -> Beads:
    """Return rounds about points (n, 2), the innermost first, one cell a layer.

    On the bed there are as many rounds as the least length takes; above, up to `skirt_layers`, as many as are asked
    for. layers: that there are.
    """
    if settings.skirt_loops == 0 or len(points_um) == 0:
        return join_beads([])
    hull = CrossSection.hull_points(points_um)
    rounds: list[NDArray[np.float64]] = []
    length_um = 0.0
    while len(rounds) < settings.skirt_loops or length_um < settings.skirt_length_mm * 1000.0:
        away_um = settings.skirt_distance_mm * 1000.0 + (len(rounds) + 0.5) * width_um
        loop = hull.offset(away_um, JoinType.Round, circular_segments=_segments(away_um)).to_polygons()[0]
        rounds.append(loop)
        length_um += float(np.hypot(*(loop - np.roll(loop, 1, axis=0)).T).sum())
        if len(rounds) == MOST_LOOPS:
            break
    cells = [rounds] + [rounds[: settings.skirt_loops]] * (min(settings.skirt_layers, layers) - 1)
    return loops_as_beads(regions_from_loops(cells), width_um, Role.SKIRT)


def _segments(radius_um: float, tolerance_um: float = 5.0) -> int:
    """Return how many chords a circle takes so that none is further off than a tolerance."""
    return max(8, math.ceil(math.pi / math.acos(1.0 - min(1.0, tolerance_um / max(radius_um, tolerance_um)))))
