"""Everything the head does, in order."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Toolpath:
    """Moves in the order in which they are made. Move i goes from points_mm[i − 1] to points_mm[i]; the first starts
    wherever the start sequence left the head.

    points_mm: (m, 3) f64 end of each move. width_mm, height_mm: (m,) f32 bead pitch and height, 0 for moves that lay
    nothing. volume_mm3: (m,) f64 plastic laid; for RETRACT and UNRETRACT the filament volume pulled (negative) or
    pushed back. speed_mm_s: (m,) f32 commanded. accel_mm_s2: (m,) f32 commanded, 0 for "machine's own".
    role: (m,) u8 of `Role`. layer, part: (m,) i32 (part −1: shared, such as a skirt).
    fan: (m,) f32 share of the fan's power, 0…1, while the move is made.
    layer_z_mm, layer_height_mm: (k,) top and thickness of each layer. layer_start: (k + 1,) i32 first move of each
    layer.
    parts: names of the plate's parts.
    """

    points_mm: NDArray[np.float64]
    width_mm: NDArray[np.float32]
    height_mm: NDArray[np.float32]
    volume_mm3: NDArray[np.float64]
    speed_mm_s: NDArray[np.float32]
    accel_mm_s2: NDArray[np.float32]
    role: NDArray[np.uint8]
    layer: NDArray[np.int32]
    part: NDArray[np.int32]
    fan: NDArray[np.float32]
    layer_z_mm: NDArray[np.float64]
    layer_height_mm: NDArray[np.float64]
    layer_start: NDArray[np.int32]
    parts: tuple[str, ...]
