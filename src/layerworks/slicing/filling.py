"""What goes inside the walls: bridges, skins and sparse infill."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from manifold3d import JoinType
from numpy.typing import NDArray

from layerworks.distinct import distinct
from layerworks.kernels.scanline_kinds import HIDDEN
from layerworks.slicing.beads import Beads, open_beads
from layerworks.slicing.bridges import Bridges, find_bridges
from layerworks.slicing.clipping import Loops
from layerworks.slicing.infill.carrying import carrying_beads
from layerworks.slicing.infill.graded import Density, graded_beads
from layerworks.slicing.infill.settings import InfillSettings
from layerworks.slicing.infill.sparse import sparse_beads
from layerworks.slicing.raster import Turns, each_turn
from layerworks.slicing.regions import no_regions, replace_cells, take_cells
from layerworks.slicing.role import Role
from layerworks.slicing.rows import OVERLAP, FillArea, Neighbours, Pieces, split, split_turned
from layerworks.slicing.skins import SkinSettings, solid_beads, zigzags
from layerworks.slicing.zoned_rows import clipped, merged
from layerworks.slicing.zones import Zone, section_of

LEAST_POCKET, MOST_POCKET = 2.0, 5.0  # widths of a bead that a sparse stretch between solid ones is long at least


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """How the inside is filled in a zone. around: what is solid by the layers about it. turns: which way the lines of
    each cell run. density: share to fill at x, y, z (n,) in mm of the machine, in place of an even one.
    """

    zone: Zone
    around: Neighbours
    infill: InfillSettings
    turns: Turns
    density: Density | None = None


def fill(
    area: FillArea, z_um: NDArray[np.float64], width_um: float, skins: SkinSettings, ways: Sequence[Way]
) -> list[Beads]:
    """Return the beads inside the walls.

    area: what the walls leave, by cell. z_um: (c,) height of each cell's middle. width_um: pitch of a bead. skins: how
    bridges are laid. ways: how each zone is filled.
    """
    everywhere = np.ones(area.room.cells, np.bool_)
    solid = solid_pieces(area, width_um, ways, everywhere)
    beads: list[Beads] = []
    bridges, rest = find_bridges(area, ways[0].around, solid, width_um, skins)
    if len(bridges.cell):
        beads.append(bridge_beads(bridges, width_um))
        cells = distinct(bridges.cell)
        area = FillArea(replace_cells(area.centrelines, cells, [rest[c] for c in cells.tolist()]), area.room)
        again = np.isin(np.arange(area.room.cells), cells)
        solid = [without(pieces, again) for pieces in solid] + solid_pieces(area, width_um, ways, again)
    beads += [solid_beads(pieces) for pieces in solid]
    for way in ways:
        own = sparse_room(area, way.zone, width_um)
        if way.density is not None:
            beads += graded_beads(own, way.around, z_um, width_um, way.infill, way.turns.sparse_deg, way.density)
        elif way.infill.infill_density < 1.0:
            beads += sparse_beads(own, way.around, z_um, width_um, way.infill, way.turns.sparse_deg)
            beads += carrying_beads(own, way.around, width_um, way.infill, way.turns.sparse_deg)
    return beads


def pocket_of(infill: InfillSettings, turns: Turns, width_um: float) -> float:
    """Return below which length along a line what is sparse between solid places becomes solid, too.

    Breaking off a bead and beginning it anew takes longer than laying it on over two widths. A pocket smaller than the
    distance of sparse lines would mostly hold none and stay hollow; but only where solid and sparse lines run the same
    way do both see the same pockets.
    """
    spacing = 1.0 / infill.infill_density if infill.infill_density > 0.0 else 0.0
    alike = infill.infill_pattern == "rectilinear" and np.array_equal(turns.solid_deg % 180.0, turns.sparse_deg % 180.0)
    return width_um * (min(max(spacing, LEAST_POCKET), MOST_POCKET) if alike else LEAST_POCKET)


def solid_pieces(area: FillArea, width_um: float, ways: Sequence[Way], wanted: NDArray[np.bool_]) -> list[Pieces]:
    """Return the lines of every direction in the wanted cells (c,), told solid or sparse as their zone has it.

    Lines go on from one zone into the next, but where their directions differ the zones are filled each for itself.
    """
    present = np.stack([way.zone.present for way in ways])
    turns = np.stack([way.turns.solid_deg for way in ways])
    first = turns[np.argmax(present, axis=0), np.arange(turns.shape[1])]
    apart = (present & (turns != first)).any(axis=0)
    found: dict[float, list[Pieces]] = {}
    for way in ways:
        own_area = solid_room(area, way.zone, apart, width_um) if apart.any() else area
        for angle, its in each_turn(way.turns.solid_deg):
            here = its & wanted & way.zone.present
            if not here.any():
                continue
            pieces = split(own_area, way.around, angle, width_um, here, True)
            if way.density is None and way.infill.infill_density >= 1.0:
                pieces = solid_throughout(pieces)
            pieces = clipped(pieces, way.zone.region, way.zone.shared & ~apart)
            found.setdefault(angle, []).append(pieces)
    return [merged(lists) for lists in found.values()]


def solid_room(area: FillArea, zone: Zone, cells: NDArray[np.bool_], width_um: float) -> FillArea:
    """Return an area of which, in some cells (c,), only a zone is left, filled up to its border."""
    divided = np.flatnonzero(cells & zone.shared)
    lines: list[Loops] = []
    rooms: list[Loops] = []
    for cell in divided.tolist():
        own = section_of(zone.region.loops_of(cell))
        within = own.offset(-(0.5 - OVERLAP) * width_um, JoinType.Miter)
        lines.append((section_of(area.centrelines.loops_of(cell)) ^ within).to_polygons())
        rooms.append((section_of(area.room.loops_of(cell)) ^ own).to_polygons())
    return FillArea(replace_cells(area.centrelines, divided, lines), replace_cells(area.room, divided, rooms))


def sparse_room(area: FillArea, zone: Zone, width_um: float) -> FillArea:
    """Return where sparse lines of a zone may lie: half a bead inside it, so that its neighbours' lie beside them."""
    if zone.whole.all():
        return area
    cells = np.flatnonzero(zone.shared)
    lines: list[Loops] = []
    for cell in cells.tolist():
        within = section_of(zone.region.loops_of(cell)).offset(-width_um / 2.0, JoinType.Miter)
        lines.append((section_of(area.centrelines.loops_of(cell)) ^ within).to_polygons())
    return FillArea(replace_cells(take_cells(area.centrelines, zone.present), cells, lines), area.room)


def bridge_beads(bridges: Bridges, width_um: float) -> Beads:
    """Return the lines of bridges, each area in its own direction and order."""
    everywhere = np.ones(len(bridges.cell), np.bool_)
    nothing = Neighbours(no_regions(len(bridges.cell)), 1, 0, 1)  # so that every piece is solid
    beads, _, area = zigzags(split_turned(bridges.area, nothing, bridges.directions, width_um, everywhere, True))
    return open_beads(
        beads.points_um,
        beads.width_um,
        beads.start,
        np.full(len(beads.cell), Role.BRIDGE),
        bridges.cell[beads.cell],
        area,
    )


def solid_throughout(pieces: Pieces) -> Pieces:
    """Return pieces with the sparse ones made solid."""
    return replace(pieces, kind=pieces.kind | HIDDEN)


def without(pieces: Pieces, cells: NDArray[np.bool_]) -> Pieces:
    """Return pieces outside some cells (c,)."""
    keep = ~cells[pieces.cell]
    return replace(
        pieces,
        cell=pieces.cell[keep],
        row=pieces.row[keep],
        ends=pieces.ends[keep],
        lift=pieces.lift[keep],
        kind=pieces.kind[keep],
        crossing=pieces.crossing[keep],
    )
