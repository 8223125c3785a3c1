"""Sparse infill: what holds the inside up."""

from dataclasses import dataclass

import numpy as np

from layerworks.settings import setting
from layerworks.slicing.beads import Beads
from layerworks.slicing.role import Role
from layerworks.slicing.skins import Pieces, turned


@dataclass(frozen=True, slots=True)
class InfillSettings:
    """How the inside is filled where it is not solid."""

    infill_density: float = setting(0.2, low=0.0, high=1.0)
    infill_angles_deg: tuple[float, ...] = setting((45.0, 135.0), unit="°", low=-360.0, high=360.0)


def sparse_beads(pieces: Pieces, width_um: float) -> Beads:
    """Return the sparse pieces as lines of a bead's pitch."""
    from layerworks.kernels.scanline_skins import SPARSE

    sparse = (pieces.kind == SPARSE) & (pieces.ends[:, 1] - pieces.ends[:, 0] > 2 * width_um)
    count = int(sparse.sum())
    across = (pieces.row[sparse] + 0.5) * pieces.pitch_um
    points = np.stack([pieces.ends[sparse], np.stack([across, across], 1)], 2).reshape(-1, 2)
    return Beads(
        points_um=turned(points, pieces.direction),
        width_um=np.full(2 * count, width_um),
        start=2 * np.arange(count + 1, dtype=np.int64),
        closed=np.zeros(count, np.bool_),
        role=np.full(count, Role.SPARSE_FILL, np.uint8),
        depth=np.zeros(count, np.uint8),
        cell=pieces.cell[sparse],
        group=np.full(count, -1, np.int64),
    )
