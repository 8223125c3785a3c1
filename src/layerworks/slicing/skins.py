"""Skins and the space between them: which part of a layer is solid, and the lines that fill it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.settings import setting
from layerworks.slicing.beads import Beads
from layerworks.slicing.regions import Regions
from layerworks.slicing.role import Role

REACH = 2.5  # pitches that a step from row to row may be long
SHORTEST_KIND_UM = 1500.0  # a bead does not change its role for less


@dataclass(frozen=True, slots=True)
class SkinSettings:
    """Where a part is solid and how its solid layers are laid."""

    top_layers: int = setting(4, low=0, high=10000)
    bottom_layers: int = setting(4, low=0, high=10000)
    skin_angles_deg: tuple[float, ...] = setting((45.0, 135.0), unit="°", low=-360.0, high=360.0)


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """Pieces of parallel lines, ascending by cell, row and end; pieces of a row that touch are one line.

    cell: (p,) i32. row: (p,) i64, row j lies at pitch × (j + ½). ends: (p, 2) f64 µm along the row. kind: (p,) u8, bits
    of `layerworks.kernels.scanline_skins`. crossing: (p, 2) i64. direction: (2,) unit vector of the rows.
    """

    cell: NDArray[np.int32]
    row: NDArray[np.int64]
    ends: NDArray[np.float64]
    kind: NDArray[np.uint8]
    crossing: NDArray[np.int64]
    direction: NDArray[np.float64]
    pitch_um: float


def split(
    area: Regions,
    outlines: Regions,
    parts: int,
    angle_deg: float,
    pitch_um: float,
    wanted: NDArray[np.bool_],
    settings: SkinSettings,
) -> Pieces:
    """Return the lines of one direction over `area` in the wanted cells (c,), each piece told solid or sparse."""
    from layerworks.kernels.scanline_rows import cross_rows
    from layerworks.kernels.scanline_skins import split_rows

    direction = np.array([np.cos(np.deg2rad(angle_deg)), np.sin(np.deg2rad(angle_deg))])
    rows = [
        cross_rows(r.points_um, r.loop_start, r.cell_start, w, direction, pitch_um)
        for r, w in ((area, wanted), (outlines, np.ones(area.cells, np.bool_)))
    ]
    found = split_rows(*rows[0][:4], *rows[1][:4], parts, settings.top_layers, settings.bottom_layers, 2.0 * pitch_um)
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
        points_um=turned(points, pieces.direction),
        width_um=np.full(len(points), pieces.pitch_um),
        start=start,
        closed=np.zeros(len(cell), np.bool_),
        role=role,
        depth=np.zeros(len(cell), np.uint8),
        cell=cell.astype(np.int64),
        group=np.where(seen[area], area, -1).astype(np.int64),
    )


def turned(points: NDArray[np.float64], direction: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return machine x and y (n, 2) of points given along and across lines of a direction."""
    c, s = direction
    return points @ np.array([[c, s], [-s, c]])
