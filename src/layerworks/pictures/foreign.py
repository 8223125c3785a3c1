"""Any G-code, as a toolpath to look at."""

import math

import numpy as np

from layerworks.gcode.reading import Moves
from layerworks.slicing.toolpath import Toolpath

_WIDEST = 8.0  # times its height: plastic pushed out on a short way is a blob, no wide bead
_THICKEST_MM = 2.0  # a first bead higher than this is not a layer's thickness


def toolpath_of_moves(moves: Moves, filament_diameter_mm: float = 1.75) -> Toolpath:
    """Return moves read from G-code as a toolpath for pictures: bead heights from the layers, widths from the plastic.

    Accelerations and fan shares, which no picture shows, are 0.
    """
    z_mm = moves.layer_z_mm
    height = np.diff(z_mm, prepend=0.0)
    usual = float(np.median(height[height > 0.0])) if (height > 0.0).any() else 0.2
    height = np.where((height > 0.0) & (height <= max(_THICKEST_MM, 2.0 * usual)), height, usual)
    length = np.sqrt(np.sum(np.diff(moves.points_mm, axis=0) ** 2, axis=1))
    volume = moves.e_mm * (math.pi / 4.0 * filament_diameter_mm**2)
    lays = (volume > 0.0) & (length > 0.0) & (moves.layer >= 0)
    high, wide = np.zeros_like(volume), np.zeros_like(volume)
    high[lays] = height[moves.layer[lays]]
    wide[lays] = volume[lays] / (length[lays] * high[lays])
    wide = np.minimum(wide, _WIDEST * high)
    return Toolpath(
        points_mm=moves.points_mm[1:],
        width_mm=wide.astype(np.float32),
        height_mm=high.astype(np.float32),
        volume_mm3=np.where(lays, volume, np.minimum(volume, 0.0)),
        speed_mm_s=moves.speed_mm_s.astype(np.float32),
        accel_mm_s2=np.zeros(len(moves), np.float32),
        role=moves.role,
        layer=moves.layer,
        part=moves.part,
        fan=np.zeros(len(moves), np.float32),
        layer_z_mm=z_mm,
        layer_height_mm=height,
        layer_start=moves.layer_start.astype(np.int32),
        parts=moves.parts,
    )
