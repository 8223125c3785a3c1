"""A photographer's studio: a bright soft sky all around and one larger lamp over the left shoulder."""

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from layerworks.pictures.camera import Camera, axes_of, camera_fitting
from layerworks.pictures.drawing import Triangles, depth_map

F64 = NDArray[np.float64]
F32 = NDArray[np.float32]

_GOLDEN_DEG = 137.50776405003785  # turn between neighbours on a spiral that covers a sphere evenly
SKY_COUNT = 22  # for smooth plastic; busy surfaces hide the steps of fewer
FEW_SKY_COUNT = 14
_SHADOW_TEXELS = 320
_LIFT_TEXELS = 2.0  # along the normal, more than half the width of a shadow's edge: no surface shades itself
_THREADS = 2


@dataclass(frozen=True, slots=True)
class Lamp:
    """A distant lamp. azimuth_deg, elevation_deg: where it stands, as of a view. colour: linear light by channel.
    shine: strength of its highlight."""

    azimuth_deg: float
    elevation_deg: float
    colour: tuple[float, float, float]
    shine: float = 0.0


def studio(azimuth_deg: float, sky_count: int = SKY_COUNT, key_count: int = 5) -> tuple[Lamp, ...]:
    """Return the lamps for an eye at an azimuth.

    Many lamps of the sky in place of one: what a hollow or a corner sees of the sky is what it gets, so bores darken
    and the part stands on the bed with a soft shadow.
    """
    lamps: list[Lamp] = []
    for k in range(sky_count):
        height = 0.22 + 0.76 * (k + 0.5) / sky_count
        share = 1.40 / sky_count
        lamps.append(
            Lamp(
                azimuth_deg + 40.0 + k * _GOLDEN_DEG,
                math.degrees(math.asin(height)),
                (0.94 * share, 1.0 * share, 1.08 * share),
            )
        )
    for k in range(key_count):
        turn = math.radians(72.0 * k)
        lamps.append(
            Lamp(
                azimuth_deg - 52.0 + 6.0 * math.cos(turn),
                48.0 + 4.5 * math.sin(turn),
                (0.86 / key_count, 0.82 / key_count, 0.76 / key_count),
                0.16 / key_count,
            )
        )
    return tuple(lamps)


def light_on(points_mm: F32, normals: F32, casters: Triangles | None, lamps: tuple[Lamp, ...], eye: F64) -> F32:
    """Return (n, 4) f32 light at points: diffuse by channel, and highlight.

    points_mm, normals: (n, 3) f32. casters: what throws shadows, or None. eye: (3,) unit vector towards the eye.
    """
    light = np.zeros((len(points_mm), 4), np.float32)
    casters = casters or Triangles(np.zeros((1, 3)), np.empty((0, 3), np.int32))
    cameras = [_lamp_camera(casters.vertices_mm, lamp) for lamp in lamps]
    shares = [slice(k * len(light) // _THREADS, (k + 1) * len(light) // _THREADS) for k in range(_THREADS)]
    with ThreadPoolExecutor(
        _THREADS
    ) as pool:  # each map and each share is one thread's: no sum depends on their number
        shadows = list(pool.map(partial(depth_map, casters), cameras))

        def light_up(share: slice) -> None:
            for lamp, camera, shadow in zip(lamps, cameras, shadows, strict=True):
                _add_lamp(points_mm[share], normals[share], lamp, camera, shadow, eye, light[share])

        list(pool.map(light_up, shares))
    return light


def _add_lamp(points_mm: F32, normals: F32, lamp: Lamp, camera: Camera, shadow: F32, eye: F64, light: F32) -> None:
    from layerworks.kernels import raster_light

    between = camera.axes[2] + eye
    raster_light.add_light(
        points_mm,
        normals,
        camera.axes,
        camera.frame,
        shadow,
        _LIFT_TEXELS / camera.px_per_mm,
        np.array(lamp.colour),
        between / math.sqrt(float(between[0] ** 2 + between[1] ** 2 + between[2] ** 2)),
        lamp.shine,
        light,
    )


def _lamp_camera(points_mm: F64, lamp: Lamp) -> Camera:
    axes = axes_of(lamp.azimuth_deg, lamp.elevation_deg)
    return camera_fitting(points_mm, axes, (_SHADOW_TEXELS, _SHADOW_TEXELS), margin=0.02)
