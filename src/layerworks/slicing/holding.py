"""What holds the parts of a plate, in the air and on the bed: laid for all of them together, since it may meet."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.adhesion import AdhesionSettings
from layerworks.slicing.adhesion.brims import Standing, brims, united
from layerworks.slicing.adhesion.skirts import skirt
from layerworks.slicing.beads import Beads, join_beads
from layerworks.slicing.offsetting import grown
from layerworks.slicing.regions import Regions, in_one_cell, take_cells
from layerworks.slicing.supports.settings import SupportSettings
from layerworks.slicing.supports.standing import Supports, supports

_CORNERS = ((1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0))


@dataclass(frozen=True, slots=True)
class Holding:
    """How a part is held. width_um: of its lines."""

    width_um: float
    supports: SupportSettings
    adhesion: AdhesionSettings


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """Beads of supports, each of the part that it holds, and beads that belong to no part, by layer."""

    supports: list[Beads]
    shared: Beads


def hold(outlines: Regions, parts: int, height_um: NDArray[np.float64], holdings: Sequence[Holding]) -> Held:
    """Return what holds parts.

    outlines: cell = layer × parts + part. height_um: (c,) of each cell. holdings: one a part; the skirt, which goes
    about everything, follows the first one. Supports and brims of a later kind keep off those of the earlier ones.
    """
    held: list[Supports] = []
    standing: list[Standing] = []
    for kind in dict.fromkeys(holdings):
        alike = np.array([own == kind for own in holdings])
        own = supports(outlines, parts, height_um, kind.width_um, kind.supports, of_parts=alike, earlier=held)
        held.append(own)
        feet = united([own.on_bed])
        standing.append(Standing(_on_bed(outlines, alike), feet, kind.width_um, kind.adhesion))
    beads = [beads for own in held for beads in own.beads]
    first = holdings[0]
    low = [_low_points(outlines, beads, parts, first.adhesion.skirt_layers)]
    low += [grown(own.solid, own.reach_um).points_um for own in standing]
    rounds = skirt(np.concatenate(low), outlines.cells // parts, first.width_um, first.adhesion)
    return Held(beads, join_beads([brims(standing), rounds]))


def _on_bed(outlines: Regions, of_parts: NDArray[np.bool_]) -> Regions:
    """Return the outlines on the bed of some parts (p,) in one cell."""
    wanted = np.zeros(outlines.cells, np.bool_)
    wanted[: len(of_parts)] = of_parts[: outlines.cells]
    return in_one_cell(take_cells(outlines, wanted))


def _low_points(outlines: Regions, supports: list[Beads], parts: int, layers: int) -> NDArray[np.float64]:
    """Return points (n, 2) about all that is printed beside a skirt of more than one layer."""
    if layers < 2:
        return np.empty((0, 2))
    last = min(layers * parts, outlines.cells)
    found = [outlines.points_um[: outlines.loop_start[outlines.cell_start[last]]]]
    for beads in supports:
        points = np.repeat(beads.cell < last, np.diff(beads.start))
        half_um = beads.width_um[points, None] / 2
        found += [beads.points_um[points] + half_um * np.array(corner) for corner in _CORNERS]
    return np.concatenate(found)
