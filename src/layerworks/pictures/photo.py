"""Exposure → picture: colour, thin edges, paper or nothing behind."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from layerworks.pictures.colour import bytes_of_linear, linear_of_hex
from layerworks.pictures.drawing import CREASE_COS
from layerworks.pictures.exposure import Exposure
from layerworks.pictures.floor import floor_colour
from layerworks.pictures.theme import THEMES, ThemeName

F32 = NDArray[np.float32]

Background = Literal["paper", "clear"]

_BOUNCE = 0.16  # light that the floor and the part itself throw back everywhere
_RIM = 0.10  # of light on surfaces that turn away from the eye
_SHOULDER = 0.18  # how softly bright colours run into white


@dataclass(frozen=True, slots=True)
class Finish:
    """How lines are drawn. crease, outline: share of darkening, 0…1. step_mm: depth that counts as a gap."""

    crease: float
    outline: float
    step_mm: float


def develop(
    exposure: Exposure, albedo: F32, finish: Finish, theme_name: ThemeName, background: Background = "paper"
) -> Image.Image:
    """Return a finished picture.

    albedo: (k, 3) f32 linear colour by what is seen; one row serves for all. background: the theme's paper, or nothing
    but the shadow. Mode RGB on paper, RGBA on nothing.
    """
    from layerworks.kernels.raster_light import resolve_pixels

    theme, drawing, floor = THEMES[theme_name], exposure.drawing, exposure.floor
    picture = resolve_pixels(
        exposure.point_of,
        _lit(exposure, albedo[np.minimum(exposure.seen, len(albedo) - 1)]),
        drawing.depth,
        drawing.normal,
        CREASE_COS,
        finish.step_mm,
        finish.crease,
        finish.outline,
    )
    if background == "clear":
        return _on_nothing(picture, None if floor is None else theme.shadow * floor.shadow)
    behind = linear_of_hex(theme.surface).astype(np.float32) if floor is None else floor_colour(floor, theme)
    return Image.fromarray(bytes_of_linear(picture[..., :3] + (1.0 - picture[..., 3:]) * behind))


def _lit(exposure: Exposure, albedo: F32) -> F32:
    """Return (n, 3) f32 linear colour of the shaded points."""
    normals, toward = exposure.normals, exposure.drawing.camera.axes[2]
    facing = normals[:, 0] * toward[0] + normals[:, 1] * toward[1] + normals[:, 2] * toward[2]
    rim = _RIM * np.clip(1.0 - facing, 0.0, 1.0) ** 4
    diffuse = exposure.light[:, :3] + _BOUNCE * (1.0 - 0.35 * normals[:, 2:3])
    colour = albedo * diffuse + (exposure.light[:, 3] + rim)[:, None]
    return (colour / (1.0 + _SHOULDER * colour * colour)).astype(np.float32)


def _on_nothing(picture: F32, shadow: F32 | None) -> Image.Image:
    cover = picture[..., 3] if shadow is None else picture[..., 3] + (1.0 - picture[..., 3]) * shadow
    colour = picture[..., :3] / np.maximum(cover, 1e-6)[..., None]
    alpha = (cover * 255.0 + 0.5).astype(np.uint8)
    return Image.fromarray(np.concatenate([bytes_of_linear(colour), alpha[..., None]], axis=2))
