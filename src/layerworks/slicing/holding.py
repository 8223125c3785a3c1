"""What holds the parts of a plate, in the air and on the bed: laid for all of them together, since it may meet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.adhesion import AdhesionSettings
from layerworks.slicing.adhesion.brims import Standing, brims, united
from layerworks.slicing.adhesion.skirts import skirt
from layerworks.slicing.beads import Beads, gather, join_beads
from layerworks.slicing.blocks import outlines_between
from layerworks.slicing.joining import join_strokes
from layerworks.slicing.layers import Layers
from layerworks.slicing.offsetting import grown
from layerworks.slicing.raft import RaftSettings
from layerworks.slicing.raft.laying import raft_area, raft_beads
from layerworks.slicing.raft.lifting import lifted
from layerworks.slicing.raft.settings import raft_heights_mm
from layerworks.slicing.regions import Regions, in_one_cell, no_regions, parts_of, regions_of, take_cells
from layerworks.slicing.strokes import Strokes
from layerworks.slicing.supports.marks import NO_MARKS, SupportMarks
from layerworks.slicing.supports.settings import SupportSettings

if TYPE_CHECKING:
    from layerworks.slicing.supports.standing import Supports

_CORNERS = ((1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0))


@dataclass(frozen=True, slots=True)
class Holding:
    """How a part is held. width_um: of its lines."""

    width_um: float
    supports: SupportSettings
    adhesion: AdhesionSettings
    raft: RaftSettings


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """Beads of supports, each of the part that it holds, by cell as the outlines; and beads that belong to no part, by
    layer, those of the raft counted. raft: what it covers, in one cell.
    """

    supports: list[Beads]
    shared: Beads
    raft: Regions
    raft_settings: RaftSettings


def hold(layers: Layers, holdings: Sequence[Holding], marks: SupportMarks = NO_MARKS) -> Held:
    """Return what holds parts.

    holdings: one a part; the skirt, which goes
    about everything, and the raft follow the first one. Supports and brims of a later kind keep off those of the
    earlier ones. With a raft there is no brim. marks: where overhangs are, or are not, supported.
    """
    parts, low = parts_of(layers), max(1, holdings[0].adhesion.skirt_layers)
    in_the_air = any(kind.supports.supports != "none" for kind in holdings)
    outlines = regions_of(layers) if in_the_air else outlines_between(layers, 0, min(low, len(layers.z_mm)))
    height_um = np.repeat(layers.height_mm * 1000.0, parts)
    held: list[Supports] = []
    standing: list[Standing] = []
    for kind in dict.fromkeys(holdings):
        alike = np.array([own == kind for own in holdings])
        own: list[Supports] = []
        if kind.supports.supports != "none":
            from layerworks.slicing.supports.standing import supports

            around = (height_um, kind.width_um, kind.supports, marks.blockers, marks.enforcers)
            own.append(supports(outlines, parts, *around, of_parts=alike, earlier=held))
        held += own
        feet = united([supported.on_bed for supported in own])
        standing.append(Standing(_on_bed(outlines, alike), feet, kind.width_um, kind.adhesion))
    beads = [beads for own in held for beads in own.beads]
    return Held(beads, *_on_raft(outlines, parts, standing, beads, holdings[0]))


def settled(layers: Layers, beads: Sequence[Beads], held: Held) -> Strokes:
    """Return beads of parts, cell by cell, with all that holds them: on the bed, or lifted onto the raft."""
    if not held.raft_settings.raft:
        return gather(layers, [*held.supports, *beads], held.shared)
    return with_shared(gather(layers, [*held.supports, *beads], join_beads([])), held)


def with_held(laid: Strokes, held: Held) -> Strokes:
    """Return strokes of parts with all that holds them, supports before the part they hold."""
    if held.supports:
        laid = join_strokes(laid.layers, [gather(laid.layers, held.supports, join_beads([])), laid])
    return with_shared(laid, held)


def with_shared(laid: Strokes, held: Held) -> Strokes:
    """Return strokes of parts with what belongs to no part."""
    on_top = lifted(laid, held.raft, held.raft_settings) if held.raft_settings.raft else laid
    if len(held.shared.cell) == 0:
        return on_top
    return join_strokes(on_top.layers, [gather(on_top.layers, [], held.shared), on_top])


def _on_raft(
    outlines: Regions, parts: int, standing: list[Standing], supports: list[Beads], first: Holding
) -> tuple[Beads, Regions, RaftSettings]:
    """Return brims or a raft, and the skirt about them, by layer; with what the raft covers."""
    low = [_low_points(outlines, supports, parts, first.adhesion.skirt_layers)]
    under = len(raft_heights_mm(first.raft))
    if under:
        area = raft_area(united([own.solid for own in standing]), first.raft)
        rims = raft_beads(area, first.width_um, first.raft)
        low.append(area.points_um)
    else:
        area, rims = no_regions(1), brims(standing)
        low += [grown(own.solid, own.reach_um).points_um for own in standing]
    rounds = skirt(np.concatenate(low), under + outlines.cells // parts, first.width_um, first.adhesion)
    return join_beads([rims, rounds]), area, first.raft


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
