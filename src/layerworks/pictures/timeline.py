"""Time by layer, stacked by what it is spent on."""

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from layerworks.motion.profile import MotionProfile
from layerworks.pictures.colour import bytes_of_linear, linear_of_hex
from layerworks.pictures.marks import text_px, write
from layerworks.pictures.palette import role_albedo
from layerworks.pictures.png import png_bytes
from layerworks.pictures.round_numbers import round_above
from layerworks.pictures.theme import THEMES, Theme, ThemeName
from layerworks.slicing.role import Role

F64 = NDArray[np.float64]

_FINE = 4  # rows drawn for each row of the picture, then averaged


def time_by_layer(profile: MotionProfile) -> F64:
    """Return (k, r) f64 seconds of each layer by role; what comes before the first layer counts to it."""
    moves = profile.moves
    layer = np.maximum(moves.layer, 0).astype(np.int64)
    count, roles = int(layer.max(initial=0)) + 1, max(Role) + 1
    role = np.minimum(moves.role, max(Role)).astype(np.int64)
    spent = np.bincount(layer * roles + role, weights=np.diff(profile.t_s), minlength=count * roles)
    return spent.astype(np.float64, copy=False).reshape(count, roles)


def peak_of(time_s: F64) -> float:
    """Return the seconds of the longest layer, one for a program that takes none."""
    peak_s = float(time_s.sum(axis=1).max(initial=0.0))
    return peak_s if peak_s > 1e-6 else 1.0


def timeline_picture(time_s: F64, *, size_px: tuple[int, int] = (960, 300), theme: ThemeName = "light") -> bytes:
    """Return a PNG of seconds by layer, the first on the left, each column stacked by role in the colours of a layer.

    time_s: (k, r) as `time_by_layer` gives it. Both axes carry numerals only: layer number, seconds.
    """
    colours = THEMES[theme]
    picture = Image.new("RGB", size_px, colours.surface)
    size = text_px(picture)
    left, right, top, bottom = round(4.2 * size), size_px[0] - size, size, size_px[1] - round(2.2 * size)
    peak_s = peak_of(time_s)
    step_s = round_above(peak_s / 3.0)
    full_s = step_s * math.ceil(peak_s / step_s)
    picture.paste(_columns(time_s, full_s, (right - left, bottom - top), colours), (left, top))
    draw = ImageDraw.Draw(picture)
    for k in range(round(full_s / step_s) + 1):
        y = bottom - round(k * step_s / full_s * (bottom - top))
        draw.line([(left - 4, y), (left - 1, y)], fill=colours.faint)
        write(picture, (left - 8, y), f"{k * step_s:g}" + (" s" if k else ""), colours.faint, "rm")
    draw.line([(left, bottom), (right, bottom)], fill=colours.faint)
    layers = len(time_s)
    step = math.ceil(round_above(layers / 4.0))
    for layer in (1, *range(max(step, 2), layers + 1, step)):
        write(picture, (left + (layer - 0.5) / layers * (right - left), bottom + 6), f"{layer}", colours.faint, "mt")
    return png_bytes(picture)


def _columns(time_s: F64, full_s: float, size_px: tuple[int, int], colours: Theme) -> Image.Image:
    width, height = size_px
    layer = (np.arange(width) * len(time_s)) // width
    tops = np.cumsum(time_s, axis=1)[layer] / full_s  # (width, r)
    share = 1.0 - (np.arange(height * _FINE) + 0.5) / (height * _FINE)
    role = (share[:, None, None] >= tops[None, :, :]).sum(axis=2)
    tones = np.concatenate([role_albedo().astype(np.float64), linear_of_hex(colours.surface)[None, :]])
    fine = tones[role].reshape(height, _FINE, width, 3)
    return Image.fromarray(bytes_of_linear(fine.mean(axis=1)))
