"""Spiral vase: over a solid floor one outline, laid as a single bead that rises without a break."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from layerworks.errors import Rejected
from layerworks.settings import setting
from layerworks.slicing.beads import gather, join_beads, loops_as_beads
from layerworks.slicing.joining import join_strokes
from layerworks.slicing.layers import Layers
from layerworks.slicing.offsetting import inset
from layerworks.slicing.regions import outer_loops, parts_of, regions_of, take_cells
from layerworks.slicing.role import Role
from layerworks.slicing.strokes import Strokes
from layerworks.slicing.walls import STADIUM
from layerworks.words import say


@dataclass(frozen=True, slots=True)
class VaseSettings:
    """Whether the part is a vase: a floor of `bottom_layers`, one at least, and a wall of one rising bead."""

    spiral_vase: bool = setting(False)


def floor_of(layers: Layers, bottom_layers: int) -> Layers:
    """Return the layers that are laid flat: `bottom_layers`, one at least."""
    count = min(max(1, bottom_layers), len(layers.z_mm))
    loops = int(np.searchsorted(layers.loop_layer, count))
    return Layers(
        z_mm=layers.z_mm[:count],
        height_mm=layers.height_mm[:count],
        points_um=layers.points_um[: layers.loop_start[loops]],
        loop_start=layers.loop_start[: loops + 1],
        loop_layer=layers.loop_layer[:loops],
        loop_part=layers.loop_part[:loops],
    )


def with_spiral(floor: Strokes, layers: Layers, width_um: float) -> Strokes:
    """Return the strokes of a floor and over it one closed wall a layer, to be laid as one rising bead.

    width_um: pitch of the bead; it touches the outline from inside. Holes are left out. Raises Rejected, naming the
    layer, where the outline is not one.
    """
    first = len(floor.layers.z_mm)
    if first == len(layers.z_mm):
        return floor
    if parts_of(layers) > 1:
        raise not_alone(parts_of(layers))
    outlines = regions_of(layers)
    outer = take_cells(outer_loops(outlines), np.arange(outlines.cells) >= first)
    _one_each(np.diff(outer.cell_start), layers, first)
    wider_um = layers.height_mm * 1000.0 * STADIUM
    lines = inset(outer, (wider_um + width_um) / 2.0)
    _one_each(np.diff(lines.cell_start), layers, first)
    width = width_um + np.repeat(wider_um[lines.loop_cell], np.diff(lines.loop_start))
    wall = gather(layers, [loops_as_beads(lines, width, Role.OUTER_WALL)], join_beads([]))
    return replace(join_strokes(layers, [floor, wall]), spiral_from=first)


def not_alone(parts: int) -> Rejected:
    """Return why a vase cannot be printed with other parts: its bead does not end before the top."""
    return Rejected(say("slicing.vase_parts", count=parts), say("slicing.vase_parts_remedy"))


def _one_each(loops: NDArray[np.int64], layers: Layers, first: int) -> None:
    wrong = np.flatnonzero(loops[first:] != 1)
    if len(wrong):
        layer = first + int(wrong[0])
        where = {"layer": layer + 1, "z_mm": float(layers.z_mm[layer])}
        if loops[layer] == 0:
            raise Rejected(say("slicing.vase_too_thin", **where), say("slicing.vase_remedy"))
        raise Rejected(say("slicing.vase_islands", count=int(loops[layer]), **where), say("slicing.vase_remedy"))
