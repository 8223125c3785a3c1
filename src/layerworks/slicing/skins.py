"""Skins: the lines that make a part solid where it meets the air."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.scanline_kinds import BOTTOM, SPARSE, TOP
from layerworks.settings import setting
from layerworks.slicing.beads import Beads, open_beads
from layerworks.slicing.role import Role
from layerworks.slicing.rows import TURN, Pieces, turned

CRUMB = 0.5  # pitches of line that an area must take to be worth a start and a stop
REACH = 2.5  # pitches that a step from row to row may be long
SHORTEST_KIND_UM = 1500.0  # a bead does not change its role for less


@dataclass(frozen=True, slots=True)
class SkinSettings:
    """Where a part is solid and how its solid layers are laid."""

    top_layers: int = setting(4, low=0, high=10000)
    bottom_layers: int = setting(4, low=0, high=10000)
    skin_angles_deg: tuple[float, ...] = setting((45.0, 135.0), unit="°", low=-360.0, high=360.0)
    bridge_min_area_mm2: float = setting(2.0, unit="mm²", low=0.0, high=1e6)
    bridge_anchor_mm: float = setting(1.0, unit="mm", low=0.0, high=100.0)


def solid_beads(pieces: Pieces) -> Beads:
    """Return the solid pieces joined to zig-zags; areas with a skin that can be seen keep the order of their lines."""
    beads, kind, area = zigzags(pieces)
    role = np.where(kind & BOTTOM, Role.BOTTOM_SKIN, np.where(kind & TOP, Role.TOP_SKIN, Role.SOLID_FILL))
    seen = np.zeros(int(area.max(initial=-1)) + 1, np.bool_)
    seen[area[role != Role.SOLID_FILL]] = True
    return open_beads(beads.points_um, beads.width_um, beads.start, role, beads.cell, np.where(seen[area], area, -1))


def zigzags(pieces: Pieces) -> tuple[Beads, NDArray[np.uint8], NDArray[np.int64]]:
    """Return the solid pieces joined to zig-zags, as solid fill in a fixed order, with kind (s,) and area (s,) of
    each.
    """
    from layerworks.kernels.scanline_link import link_rows

    solid = pieces.kind != SPARSE
    points, start, cell, kind, area = link_rows(
        pieces.cell[solid],
        pieces.row[solid],
        pieces.ends[solid],
        pieces.lift[solid],
        pieces.kind[solid],
        pieces.crossing[solid],
        pieces.pitch_um,
        REACH * pieces.pitch_um,
        SHORTEST_KIND_UM,
        CRUMB * pieces.pitch_um,
        TURN * pieces.pitch_um,
    )
    directions = np.repeat(pieces.directions[cell], np.diff(start), axis=0)
    width_um = pieces.pitch_um - 2.0 * np.abs(points[:, 2])
    role = np.full(len(cell), Role.SOLID_FILL)
    return open_beads(turned(points[:, :2], directions), width_um, start, role, cell, area), kind, area
