"""Skins and the space between them: which part of a layer is solid, and the lines that fill it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.settings import setting
from layerworks.slicing.beads import Beads
from layerworks.slicing.regions import Regions
from layerworks.slicing.role import Role

REACH = 2.5  # pitches that a step from row to row may be long
LEAST_SLIVER = 0.35  # of a pitch that a bead along a border is wide at least
SHORTEST_KIND_UM = 1500.0  # a bead does not change its role for less


@dataclass(frozen=True, slots=True)
class SkinSettings:
    """Where a part is solid and how its solid layers are laid."""

    top_layers: int = setting(4, low=0, high=10000)
    bottom_layers: int = setting(4, low=0, high=10000)
    skin_angles_deg: tuple[float, ...] = setting((45.0, 135.0), unit="°", low=-360.0, high=360.0)


@dataclass(frozen=True, slots=True, eq=False)
class FillArea:
    """Where fill goes. centrelines: where the middle of a bead may lie; room: what the beads should cover."""

    centrelines: Regions
    room: Regions


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """Pieces of parallel lines, ascending by cell, row and end; pieces of a row that touch are one line.

    cell, row: (p,) i64, row j lies at pitch × (j + ½). ends: (p, 2) f64 µm along the row. lift: (p, 2) f64 µm that a
    piece's middle lies off its row at both ends; its width there is pitch − 2 |lift|. kind: (p,) u8, bits of
    `layerworks.kernels.scanline_skins`. crossing: (p, 2) i64. direction: (2,) unit vector of the rows.
    """

    cell: NDArray[np.int64]
    row: NDArray[np.int64]
    ends: NDArray[np.float64]
    lift: NDArray[np.float64]
    kind: NDArray[np.uint8]
    crossing: NDArray[np.int64]
    direction: NDArray[np.float64]
    pitch_um: float


def split(
    area: FillArea,
    outlines: Regions,
    parts: int,
    angle_deg: float,
    pitch_um: float,
    wanted: NDArray[np.bool_],
    settings: SkinSettings,
    dense: bool,
) -> Pieces:
    """Return the lines of one direction over an area in the wanted cells (c,), each piece told solid or sparse.

    dense: the lines lie side by side, so that what they leave along borders is filled too.
    """
    from layerworks.kernels.scanline_rows import cross_rows
    from layerworks.kernels.scanline_skins import split_rows
    from layerworks.kernels.scanline_slivers import find_slivers

    direction = np.array([np.cos(np.deg2rad(angle_deg)), np.sin(np.deg2rad(angle_deg))])
    lines, room = area.centrelines, area.room
    fill = cross_rows(lines.points_um, lines.loop_start, lines.cell_start, wanted, direction, pitch_um, int(dense))[:4]
    if dense:
        least_um = LEAST_SLIVER * pitch_um
        slivers = find_slivers(
            room.points_um, room.loop_start, room.cell_start, direction, pitch_um, least_um, fill[0], fill[1]
        )
    else:
        slivers = np.zeros(len(fill[2]), np.int64), np.empty((0, 2)), np.empty((0, 2))
    # a skin that lies between two lines is seen at the quarters of their strips
    levels = 2 if dense else 1
    every = np.ones(outlines.cells, np.bool_)
    around = cross_rows(
        outlines.points_um, outlines.loop_start, outlines.cell_start, every, direction, pitch_um / levels, 0
    )[:4]
    found = split_rows(
        *fill, *slivers, *around, levels, parts, settings.top_layers, settings.bottom_layers, 2.0 * pitch_um
    )
    return Pieces(*found, direction, pitch_um)


def solid_beads(pieces: Pieces, bottom_cells: int) -> Beads:
    """Return the solid pieces joined to zig-zags. bottom_cells: the cells below this one lie on the bed."""
    from layerworks.kernels.scanline_link import link_rows
    from layerworks.kernels.scanline_skins import BOTTOM, SPARSE, TOP

    solid = pieces.kind != SPARSE
    points, start, cell, kind, area = link_rows(
        pieces.cell[solid],
        pieces.row[solid],
        pieces.ends[solid],
        pieces.lift[solid],
        pieces.kind[solid],
        pieces.pitch_um,
        REACH * pieces.pitch_um,
        SHORTEST_KIND_UM,
    )
    below = np.where(cell < bottom_cells, Role.BOTTOM_SKIN, Role.BRIDGE)
    role = np.where(kind & BOTTOM, below, np.where(kind & TOP, Role.TOP_SKIN, Role.SOLID_FILL)).astype(np.uint8)
    seen = np.zeros(int(area.max(initial=-1)) + 1, np.bool_)
    seen[area[role != Role.SOLID_FILL]] = True
    return Beads(
        points_um=turned(points[:, :2], pieces.direction),
        width_um=pieces.pitch_um - 2.0 * np.abs(points[:, 2]),
        start=start,
        closed=np.zeros(len(cell), np.bool_),
        role=role,
        depth=np.zeros(len(cell), np.uint8),
        cell=cell,
        group=np.where(seen[area], area, -1),
    )


def turned(points: NDArray[np.float64], direction: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return machine x and y (n, 2) of points given along and across lines of a direction."""
    c, s = direction
    return points @ np.array([[c, s], [-s, c]])
