"""Drawing → picture: light, shadow, thin edges, paper or nothing behind."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from layerworks.pictures.camera import Camera
from layerworks.pictures.colour import bytes_of_linear, linear_of_hex
from layerworks.pictures.drawing import CREASE_COS, Drawing, Triangles
from layerworks.pictures.floor import coarse_points, floor_colour, floor_of, is_seen
from layerworks.pictures.lamps import light_on, studio
from layerworks.pictures.theme import THEMES, Theme, ThemeName

F32 = NDArray[np.float32]

Background = Literal["paper", "clear"]

OVERSAMPLING = 2  # drawings are made with so many pixels across each pixel of the picture
_LIKE_COS = math.cos(math.radians(12.0))
_BOUNCE = 0.16  # light that the floor and the part itself throw back everywhere


@dataclass(frozen=True, slots=True)
class Finish:
    """How lines are drawn. crease, outline: share of darkening, 0…1. step_mm: depth that counts as a gap."""

    crease: float
    outline: float
    step_mm: float


def photograph(
    drawing: Drawing,
    casters: Triangles | None,
    albedo: F32,
    finish: Finish,
    theme_name: ThemeName,
    background: Background = "paper",
    floor_z_mm: float | None = None,
) -> Image.Image:
    """Return a finished picture, half the size of its drawing.

    casters: what throws shadows, None for light without shadow and no floor. albedo: (k, 3) f32 linear colour by
    `drawing.seen`; one row serves for all. background: the theme's paper, or nothing but the shadow. floor_z_mm: None
    for no floor.
    Mode RGB on paper, RGBA on nothing.
    """
    from layerworks.kernels import raster_light

    theme = THEMES[theme_name]
    large = drawing.camera
    camera = large.enlarged(1.0 / OVERSAMPLING)
    step = 3.0 / large.px_per_mm
    row, column, point_of = raster_light.gather_samples(drawing.depth, drawing.seen, drawing.normal, _LIKE_COS, step)
    points = large.at(column + 0.5, row + 0.5, drawing.depth[row, column]).astype(np.float32)
    normals = drawing.normal[row, column]
    floor_points = np.empty((0, 3), np.float32)
    if casters is not None and floor_z_mm is not None and is_seen(camera):
        floor_points = coarse_points(camera, floor_z_mm)
    upright = np.zeros_like(floor_points)
    upright[:, 2] = 1.0
    azimuth_deg = math.degrees(math.atan2(-large.axes[0, 0], large.axes[0, 1]))
    light = light_on(
        np.concatenate([points, floor_points]),
        np.concatenate([normals, upright]),
        casters,
        studio(azimuth_deg),
        large.axes[2],
    )
    own = albedo[np.minimum(drawing.seen[row, column], len(albedo) - 1)]
    colour = _lit(light[: len(points)], normals, own, large)
    picture = raster_light.resolve_pixels(
        point_of, colour, drawing.depth, drawing.normal, CREASE_COS, finish.step_mm, finish.crease, finish.outline
    )
    if casters is None or floor_z_mm is None or len(floor_points) == 0:
        return _on_paper(picture, theme) if background == "paper" else _on_nothing(picture, None)
    low, high = casters.vertices_mm.min(axis=0), casters.vertices_mm.max(axis=0)
    floor = floor_of(low, high, floor_z_mm, camera, light[len(points) :, 1])
    if background == "clear":
        return _on_nothing(picture, theme.shadow * floor.shadow)
    return _blend(picture, floor_colour(floor, theme))


def _lit(light: F32, normals: F32, albedo: F32, camera: Camera) -> F32:
    """Return (n, 3) f32 linear colour of shaded points."""
    toward = camera.axes[2]
    facing = normals[:, 0] * toward[0] + normals[:, 1] * toward[1] + normals[:, 2] * toward[2]
    rim = 0.10 * np.clip(1.0 - facing, 0.0, 1.0) ** 4
    diffuse = light[:, :3] + _BOUNCE * (1.0 - 0.35 * normals[:, 2:3])
    colour = albedo * diffuse + (light[:, 3] + rim)[:, None]
    return (colour / (1.0 + 0.18 * colour * colour)).astype(np.float32)  # a soft shoulder instead of burnt highlights


def _on_paper(picture: F32, theme: Theme) -> Image.Image:
    paper = np.broadcast_to(linear_of_hex(theme.surface).astype(np.float32), (*picture.shape[:2], 3))
    return _blend(picture, paper)


def _blend(picture: F32, behind: F32) -> Image.Image:
    return Image.fromarray(bytes_of_linear(picture[..., :3] + (1.0 - picture[..., 3:]) * behind))


def _on_nothing(picture: F32, shadow: F32 | None) -> Image.Image:
    cover = picture[..., 3] if shadow is None else picture[..., 3] + (1.0 - picture[..., 3]) * shadow
    colour = picture[..., :3] / np.maximum(cover, 1e-6)[..., None]
    alpha = (cover * 255.0 + 0.5).astype(np.uint8)
    return Image.fromarray(np.concatenate([bytes_of_linear(colour), alpha[..., None]], axis=2))
