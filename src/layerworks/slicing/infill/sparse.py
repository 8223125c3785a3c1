"""Where the inside is sparse, and the pattern that goes there. A pattern is only loaded where it is asked for."""

import numpy as np
from manifold3d import CrossSection, FillRule
from numpy.typing import NDArray

from layerworks.slicing.beads import Beads
from layerworks.slicing.clipping import Loops
from layerworks.slicing.infill.settings import InfillSettings
from layerworks.slicing.regions import Regions, regions_from_loops
from layerworks.slicing.rows import FillArea, Neighbours


def sparse_beads(
    area: FillArea,
    around: Neighbours,
    z_um: NDArray[np.float64],
    width_um: float,
    settings: InfillSettings,
    turns: NDArray[np.float64],
) -> list[Beads]:
    """Return the sparse infill of an area. z_um: (c,) height of each cell's middle. turns: (c,) degrees."""
    if settings.infill_density == 0.0:
        return []
    if settings.infill_pattern == "cubic":
        from layerworks.slicing.infill.cubic import cubic_beads

        return cubic_beads(sparse_area(area, around), z_um, width_um, settings, turns)
    if settings.infill_pattern == "honeycomb":
        from layerworks.slicing.infill.honeycomb import honeycomb_beads

        layer = np.arange(area.room.cells) // around.parts
        return honeycomb_beads(sparse_area(area, around), width_um, settings, turns + 60.0 * (layer % 3))
    if settings.infill_pattern == "gyroid":
        from layerworks.slicing.infill.gyroid import gyroid_beads

        return gyroid_beads(sparse_area(area, around), z_um, width_um, settings, turns)
    if settings.infill_pattern == "concentric":
        from layerworks.slicing.infill.concentric import concentric_beads

        return [concentric_beads(sparse_area(area, around), width_um, settings)]
    from layerworks.slicing.infill.lines import line_beads

    return line_beads(area, around, width_um, settings, turns)


def sparse_area(area: FillArea, around: Neighbours) -> Regions:
    """Return where centrelines of sparse infill may lie: what all the layers around cover."""
    parts, cells = around.parts, area.room.cells
    covered = [_section(around.outlines.loops_of(c)) for c in range(cells)]
    above, below = _windows(covered, parts, around.above), _windows(covered, parts, around.below)
    own: list[Loops] = []
    for c in range(cells):
        inside = _section(area.centrelines.loops_of(c))
        if around.above > 0:
            inside ^= above[c + parts] if c + parts < cells else CrossSection()
        if around.below > 0:
            first = c - around.below * parts
            inside ^= below[first] if first >= 0 else CrossSection()
        own.append(inside.to_polygons())
    return regions_from_loops(own)


def _windows(sections: list[CrossSection], stride: int, size: int) -> list[CrossSection]:
    """Return for each cell what it and the next layers, `size` in all, have in common; nothing lies beyond the last."""
    have = 1
    common = sections
    while have < size:
        step = min(have, size - have)
        ahead = [
            common[i + step * stride] if i + step * stride < len(common) else CrossSection() for i in range(len(common))
        ]
        common = [a ^ b for a, b in zip(common, ahead, strict=True)]
        have += step
    return common


def _section(loops: Loops) -> CrossSection:
    return CrossSection(list(loops), FillRule.Positive) if len(loops) else CrossSection()
