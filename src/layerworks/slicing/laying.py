"""Layers → Strokes: every bead of a plate, before anyone has decided their order."""

from dataclasses import dataclass, field

import numpy as np

from layerworks.slicing.beads import Beads, gather, loops_as_beads
from layerworks.slicing.infill import InfillSettings, sparse_beads
from layerworks.slicing.layers import Layers
from layerworks.slicing.regions import parts_of, regions_of
from layerworks.slicing.role import Role
from layerworks.slicing.skins import SkinSettings, solid_beads, split
from layerworks.slicing.strokes import Strokes
from layerworks.slicing.walls import WallSettings, inset, walls

OVERLAP = 0.1  # of a pitch that fill lines reach into the innermost wall


@dataclass(frozen=True, slots=True)
class StrokeSettings:
    """Everything that turns outlines into beads, stage by stage."""

    walls: WallSettings = field(default_factory=WallSettings)
    skins: SkinSettings = field(default_factory=SkinSettings)
    infill: InfillSettings = field(default_factory=InfillSettings)


def lay(layers: Layers, settings: StrokeSettings) -> Strokes:
    """Return the beads that fill the outlines: walls, skins and sparse infill."""
    parts = parts_of(layers)
    outlines = regions_of(layers)
    width_um = settings.walls.line_width_mm * 1000.0
    lines, inner = walls(outlines, np.repeat(layers.height_mm * 1000.0, parts), settings.walls)
    beads: list[Beads] = [
        loops_as_beads(line, width_um, Role.INNER_WALL if depth else Role.OUTER_WALL, depth)
        for depth, line in enumerate(lines)
    ]
    area = inset(inner, np.full(inner.cells, width_um * (0.5 - OVERLAP)))
    layer = np.arange(area.cells) // parts
    angles = settings.skins.skin_angles_deg
    for i, angle in enumerate(angles):
        wanted = layer % len(angles) == i
        beads.append(solid_beads(split(area, outlines, parts, angle, width_um, wanted, settings.skins), parts))
    if settings.infill.infill_density > 0.0:
        angles = settings.infill.infill_angles_deg
        pitch_um = width_um / settings.infill.infill_density
        for i, angle in enumerate(angles):
            wanted = layer % len(angles) == i
            beads.append(sparse_beads(split(area, outlines, parts, angle, pitch_um, wanted, settings.skins), width_um))
    return gather(layers, beads)
