"""A planned program as compact arrays for a viewer in a browser. The format is told in docs/guides/estimate.md."""

import io
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layerworks.motion.figures import flow_mm3_s, mean_accel_mm_s2, mean_speed_mm_s
from layerworks.motion.profile import MotionProfile
from layerworks.pictures.foreign import toolpath_of_moves

VERSION = 1


def viewer_arrays(profile: MotionProfile, filament_mm: float = 1.75) -> Mapping[str, NDArray[Any]]:
    """Return the arrays of a program of m rows in k layers, about 31 bytes a row.

    version: (1,) u8. points_mm: (m + 1, 3) f32. t_ms: (m + 1,) u32. step, role: (m,) u8. line: (m,) u32.
    width_um, height_um: (m,) u16, 0 where nothing is laid. speed: (m,) u16 of 0.1 mm/s; flow: (m,) u16 of 0.1 mm³/s;
    accel: (m,) u16 of 10 mm/s²; all three means over the row. layer_start: (k + 1,) u32. layer_z_mm: (k,) f32.
    """
    moves = profile.moves
    toolpath = toolpath_of_moves(moves, filament_mm)
    flow = flow_mm3_s(profile, math.pi * (0.5 * filament_mm) ** 2)
    return {
        "version": np.array([VERSION], np.uint8),
        "points_mm": moves.points_mm.astype(np.float32),
        "t_ms": np.round(1000.0 * profile.t_s).astype(np.uint32),
        "step": moves.step,
        "role": moves.role,
        "line": moves.line.astype(np.uint32),
        "width_um": _u16(1000.0 * toolpath.width_mm),
        "height_um": _u16(1000.0 * toolpath.height_mm),
        "speed": _u16(10.0 * mean_speed_mm_s(profile)),
        "flow": _u16(10.0 * flow),
        "accel": _u16(0.1 * mean_accel_mm_s2(profile)),
        "layer_start": moves.layer_start.astype(np.uint32),
        "layer_z_mm": moves.layer_z_mm.astype(np.float32),
    }


def viewer_file(profile: MotionProfile, filament_mm: float = 1.75) -> bytes:
    """Return the arrays as one NPZ file, deflated."""
    file = io.BytesIO()
    arrays: dict[str, Any] = dict(viewer_arrays(profile, filament_mm))
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def _u16(values: NDArray[np.floating]) -> NDArray[np.uint16]:
    return np.clip(np.round(values), 0.0, 65535.0).astype(np.uint16)
