"""Layers → Strokes: every bead of a plate, before anyone has decided their order."""

from dataclasses import dataclass, field

import numpy as np

from layerworks.slicing.beads import gather
from layerworks.slicing.infill import InfillSettings, sparse_beads
from layerworks.slicing.layers import Layers
from layerworks.slicing.regions import parts_of, regions_of
from layerworks.slicing.skins import FillArea, SkinSettings, solid_beads, split
from layerworks.slicing.strokes import Strokes
from layerworks.slicing.walls import WallSettings, fill_area, walls


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
    beads, inner = walls(outlines, np.repeat(layers.height_mm * 1000.0, parts), settings.walls)
    lines, gaps = fill_area(inner, width_um)
    beads += gaps
    area = FillArea(lines, inner)
    layer = np.arange(inner.cells) // parts
    angles = settings.skins.skin_angles_deg
    for i, angle in enumerate(angles):
        wanted = layer % len(angles) == i
        beads.append(solid_beads(split(area, outlines, parts, angle, width_um, wanted, settings.skins, True), parts))
    if settings.infill.infill_density > 0.0:
        angles = settings.infill.infill_angles_deg
        pitch_um = width_um / settings.infill.infill_density
        for i, angle in enumerate(angles):
            wanted = layer % len(angles) == i
            beads.append(
                sparse_beads(split(area, outlines, parts, angle, pitch_um, wanted, settings.skins, False), width_um)
            )
    return gather(layers, beads)
