"""Infill of straight lines: rectilinear, grid, triangles."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.scanline_kinds import SPARSE
from layerworks.slicing.beads import Beads, open_beads
from layerworks.slicing.infill.settings import InfillSettings, first_angle_deg
from layerworks.slicing.role import Role
from layerworks.slicing.rows import FillArea, Neighbours, Pieces, split


@dataclass(frozen=True, slots=True)
class Sweep:
    """One family of parallel lines: its angle, and which layers it is laid in."""

    angle_deg: float
    every: int
    phase: int


def sweeps_of(settings: InfillSettings) -> tuple[list[Sweep], int]:
    """Return the families of lines of a pattern, and how many of them a layer holds."""
    angles = settings.infill_angles_deg or (45.0,)
    first = first_angle_deg(settings)
    if settings.infill_pattern == "grid":
        return [Sweep(first, 1, 0), Sweep(first + 90.0, 1, 0)], 2
    if settings.infill_pattern == "triangles":
        return [Sweep(first + turn, 1, 0) for turn in (0.0, 60.0, 120.0)], 3
    return [Sweep(angle, len(angles), i) for i, angle in enumerate(angles)], 1


def line_beads(area: FillArea, around: Neighbours, width_um: float, settings: InfillSettings) -> list[Beads]:
    """Return the lines of a straight pattern in the sparse part of an area, joined where that takes little way."""
    sweeps, together = sweeps_of(settings)
    pitch_um = width_um * together / settings.infill_density
    layer = np.arange(area.room.cells) // around.parts
    return [
        sparse_lines(
            split(area, around, sweep.angle_deg, pitch_um, layer % sweep.every == sweep.phase, False),
            area,
            width_um,
            settings,
        )
        for sweep in sweeps
    ]


def sparse_lines(pieces: Pieces, area: FillArea, width_um: float, settings: InfillSettings) -> Beads:
    """Return the sparse pieces of rows as beads."""
    from layerworks.kernels.scanline_borders import link_along_border

    wanted: NDArray[np.bool_] = pieces.kind == SPARSE
    wanted &= pieces.ends[:, 1] - pieces.ends[:, 0] >= settings.infill_min_line_mm * 1000.0
    points, start, cell = link_along_border(
        area.centrelines.points_um,
        area.centrelines.loop_start,
        pieces.directions,
        pieces.pitch_um,
        pieces.edge,
        pieces.cell,
        pieces.row,
        pieces.ends,
        pieces.crossing,
        wanted,
        settings.infill_link_mm * 1000.0,
    )
    return open_beads(points, np.full(len(points), width_um), start, np.full(len(cell), Role.SPARSE_FILL), cell)
