"""The bed below a part: a plain that fades into the paper, a millimetre grid, and the part's soft shadow."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from layerworks.pictures.camera import Camera
from layerworks.pictures.colour import linear_of_hex
from layerworks.pictures.theme import Theme

F64 = NDArray[np.float64]
F32 = NDArray[np.float32]

COARSE = 3  # the floor's light changes slowly: one shaded point for so many pixels across
_GRID_STRENGTH = 0.5
_FADE = 0.14  # of the picture's width and height
_LINE_PX = 0.9  # from the middle of a grid line to where it has faded


@dataclass(frozen=True, slots=True, eq=False)
class Floor:
    """What lies under the part, (h, w) f32 each. shadow: share of light lost. grid: share of line colour.
    near: 1 under the part, falling to 0 where the floor becomes paper."""

    shadow: F32
    grid: F32
    near: F32


def is_seen(camera: Camera) -> bool:
    """Return whether a camera looks down on the floor, not along it."""
    return bool(camera.axes[2, 2] > 0.05)


def coarse_points(camera: Camera, z_mm: float) -> F32:
    """Return (n, 3) f32 points of the floor to shade, row by row of a picture COARSE times smaller."""
    x_mm, y_mm = _floor_points(camera.enlarged(1.0 / COARSE), z_mm)
    return np.stack([x_mm.ravel(), y_mm.ravel(), np.full(x_mm.size, z_mm)], axis=1).astype(np.float32)


def floor_of(low_mm: F64, high_mm: F64, z_mm: float, camera: Camera, light: F32) -> Floor:
    """Return the floor at z under a box of corners low and high (3,). light: (n,) f32 at the coarse points."""
    x_mm, y_mm = _floor_points(camera, z_mm)
    reach = 0.5 * float(np.hypot(high_mm[0] - low_mm[0], high_mm[1] - low_mm[1])) + 0.35 * float(high_mm[2] - z_mm)
    from_x = x_mm - np.float32(0.5 * (low_mm[0] + high_mm[0]))
    from_y = y_mm - np.float32(0.5 * (low_mm[1] + high_mm[1]))
    away = np.sqrt(from_x * from_x + from_y * from_y) * np.float32(1.0 / max(reach, 1e-6))
    near = np.clip(1.0 - (away - 0.35) / 1.25, 0.0, 1.0)
    near = _eased(near) * _border(camera.size_px)
    grid = _grid((x_mm, y_mm), _mm_per_px(camera), camera.px_per_mm) * near
    width, height = camera.enlarged(1.0 / COARSE).size_px
    lost = Image.fromarray(_softened((1.0 - light / max(float(light.max()), 1e-6)).reshape(height, width)))
    shadow = np.asarray(lost.resize(camera.size_px, Image.Resampling.BICUBIC)).clip(0.0, 1.0)
    shadow = shadow * _border(camera.size_px)
    return Floor(shadow, grid.astype(np.float32, copy=False), near.astype(np.float32, copy=False))


def floor_colour(floor: Floor, theme: Theme) -> F32:
    """Return (h, w, 3) f32 linear light of a floor on the theme's paper."""
    paper, plain, line = (linear_of_hex(c).astype(np.float32) for c in (theme.surface, theme.floor, theme.grid))
    colour = paper + floor.near[..., None] * (plain - paper)
    colour += (_GRID_STRENGTH * floor.grid)[..., None] * (line - colour)
    return (colour * (1.0 - theme.shadow * floor.shadow)[..., None]).astype(np.float32, copy=False)


def _eased(share: NDArray[np.floating]) -> NDArray[np.floating]:
    return share * share * (3.0 - 2.0 * share)


def _border(size_px: tuple[int, int]) -> F32:
    """Return (h, w) shares that fall from 1 to 0 towards the edges of the picture: the floor has no visible end."""
    across, down = (
        np.clip((0.5 + np.minimum(np.arange(n), np.arange(n)[::-1])) / (_FADE * n), 0.0, 1.0) for n in size_px
    )
    return (_eased(across)[None, :] * _eased(down)[:, None]).astype(np.float32)


def _softened(picture: F32) -> F32:
    """Return a picture blurred by a bell of five pixels each way, edges repeated."""
    for axis in (0, 1):
        wide = np.pad(picture, [(2, 2) if k == axis else (0, 0) for k in (0, 1)], mode="edge")
        rows = [np.roll(wide, -k, axis=axis) for k in range(5)]
        soft = (rows[0] + rows[4] + 4.0 * (rows[1] + rows[3]) + 6.0 * rows[2]) / np.float32(16.0)
        picture = (soft[:-4] if axis == 0 else soft[:, :-4]).astype(np.float32, copy=False)
    return picture


def _floor_points(camera: Camera, z_mm: float) -> tuple[F32, F32]:
    """Return x and y of the floor in mm at every pixel's centre, (h, w) f32 each."""
    width, height = camera.size_px
    scale, origin_x, origin_y = camera.frame
    right = ((np.arange(width) + 0.5 - origin_x) / scale)[None, :]
    up = ((origin_y - np.arange(height) - 0.5) / scale)[:, None]
    (rx, ry, _), (ux, uy, uz), (tx, ty, tz) = camera.axes
    # rz is 0 in every view: x and y are sums of one term by column and one by row
    lift = (z_mm - up * uz) / tz
    x_mm = (right * rx).astype(np.float32) + (up * ux + lift * tx).astype(np.float32)
    return x_mm, (right * ry).astype(np.float32) + (up * uy + lift * ty).astype(np.float32)


def _mm_per_px(camera: Camera) -> tuple[float, float]:
    """Return how fast x and y of the floor change across the picture: the length of each gradient."""
    (rx, ry, _), (ux, uy, uz), (tx, ty, tz) = camera.axes
    along_x, along_y = math.hypot(rx, ux - uz * tx / tz), math.hypot(ry, uy - uz * ty / tz)
    return along_x / camera.px_per_mm, along_y / camera.px_per_mm


def _grid(floor_mm: tuple[F32, F32], mm_per_px: tuple[float, float], px_per_mm: float) -> F32:
    """Return how much of each pixel lies under a line: every 10 mm, every 1 mm fainter where there is room for it."""
    covered = np.zeros_like(floor_mm[0])
    for pitch_mm, strength in ((100.0, 1.0), (10.0, 0.8), (1.0, 0.25)):
        visible = min(1.0, max(0.0, (pitch_mm * px_per_mm - 10.0) / 30.0))
        for across_mm, step_mm in zip(floor_mm, mm_per_px, strict=True) if visible > 0.0 else ():
            turns = across_mm * np.float32(1.0 / pitch_mm)
            away = np.abs(turns - np.rint(turns)) * np.float32(pitch_mm / (step_mm * _LINE_PX))
            np.maximum(covered, np.float32(strength * visible) * (1.0 - away), out=covered)
    return covered
