"""Drawing → how much light falls where, before any colour: it serves every theme and every palette."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.pictures.camera import Camera
from layerworks.pictures.drawing import Drawing, Triangles
from layerworks.pictures.floor import Floor, coarse_points, floor_of, is_seen
from layerworks.pictures.lamps import SKY_COUNT, light_on, studio

F32 = NDArray[np.float32]
I32 = NDArray[np.int32]

OVERSAMPLING = 2  # drawings are made with so many pixels across each pixel of the picture
_LIKE_COS = math.cos(math.radians(12.0))
_STEP_PX = 3.0  # depth, in pixels, that two shades of one block may differ by


@dataclass(frozen=True, slots=True, eq=False)
class Exposure:
    """Light on a drawing.

    camera: of the picture, half the size of the drawing. point_of: (2h, 2w) i32 shaded point of each drawn pixel, −1
    for nothing. seen: (n,) i32 face or bead of each point. normals: (n, 3) f32. light: (n, 4) f32 diffuse by channel,
    highlight. floor: None when there is none, or it is seen edge-on.
    """

    drawing: Drawing
    camera: Camera
    point_of: I32
    seen: I32
    normals: F32
    light: F32
    floor: Floor | None


def expose(
    drawing: Drawing, casters: Triangles | None, floor_z_mm: float | None = None, sky_count: int = SKY_COUNT
) -> Exposure:
    """Return the light on a drawing.

    casters: what throws shadows, None for light without shadow and no floor. floor_z_mm: None for no floor.
    sky_count: lamps that make up the sky; the more, the softer the shadows and the longer it takes.
    """
    from layerworks.kernels.raster_light import gather_samples

    large = drawing.camera
    camera = large.enlarged(1.0 / OVERSAMPLING)
    row, column, point_of = gather_samples(
        drawing.depth, drawing.seen, drawing.normal, _LIKE_COS, _STEP_PX / large.px_per_mm
    )
    points = large.at(column + 0.5, row + 0.5, drawing.depth[row, column]).astype(np.float32)
    normals = drawing.normal[row, column]
    on_floor = np.empty((0, 3), np.float32)
    if casters is not None and floor_z_mm is not None and is_seen(camera):
        on_floor = coarse_points(camera, floor_z_mm)
    upright = np.zeros_like(on_floor)
    upright[:, 2] = 1.0
    azimuth_deg = math.degrees(math.atan2(-large.axes[0, 0], large.axes[0, 1]))
    light = light_on(
        np.concatenate([points, on_floor]),
        np.concatenate([normals, upright]),
        casters,
        studio(azimuth_deg, sky_count),
        large.axes[2],
    )
    floor = None
    if casters is not None and floor_z_mm is not None and len(on_floor) > 0:
        low, high = casters.vertices_mm.min(axis=0), casters.vertices_mm.max(axis=0)
        floor = floor_of(low, high, floor_z_mm, camera, light[len(points) :, 1])
    return Exposure(drawing, camera, point_of, drawing.seen[row, column], normals, light[: len(points)], floor)
