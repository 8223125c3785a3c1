"""The beads of a raft."""

import numpy as np

from layerworks.slicing.beads import Beads, join_beads
from layerworks.slicing.offsetting import grown, inset
from layerworks.slicing.raft.settings import RaftSettings, raft_heights_mm
from layerworks.slicing.regions import Regions, regions_from_loops
from layerworks.slicing.role import Role
from layerworks.slicing.supports.filling import line_beads, wall_beads

BAY = 1.5  # margins, to which a raft grows before it shrinks again, so that it has no bays narrower than that


def raft_area(on_bed: Regions, settings: RaftSettings) -> Regions:
    """Return what a raft under all that stands on the bed covers, without narrow bays and holes.

    on_bed: in one cell, as is the answer.
    """
    margin_um = settings.raft_margin_mm * 1000.0
    wide = grown(on_bed, BAY * margin_um)
    return inset(wide, np.array([(BAY - 1.0) * margin_um])) if margin_um > 0.0 else on_bed


def raft_beads(area: Regions, width_um: float, settings: RaftSettings) -> Beads:
    """Return the beads of a raft, a cell a layer: a wall about each, and lines across those of the layer below."""
    own_um = settings.raft_line_width_mm * 1000.0 or width_um
    base_um = settings.raft_base_line_width_mm * 1000.0 or 2.0 * width_um
    layers = len(raft_heights_mm(settings))
    found: list[Beads] = []
    for layer in range(layers):
        line_um = own_um if layer else base_um
        density = 1.0 if layer > settings.raft_middle_layers else settings.raft_middle_density
        spacing_um = line_um / (density if layer else settings.raft_base_density)
        cells = [area.loops_of(0) if n == layer else [] for n in range(layers)]
        middle = inset(regions_from_loops(cells), np.full(layers, line_um / 2))
        wanted = np.ones(layers, np.bool_)
        walls, inside = wall_beads(middle, line_um, 1, Role.RAFT, wanted)
        angle_deg = settings.raft_angle_deg + 90.0 * layer
        found += [walls, line_beads(inside, wanted, angle_deg, spacing_um, line_um, Role.RAFT)]
    return join_beads(found)
