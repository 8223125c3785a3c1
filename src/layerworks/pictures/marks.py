"""Marks on pictures: scale bar, colour bar, dashes, dots; numerals and units, never words."""

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from layerworks.pictures.colour import bytes_of_linear, ramp
from layerworks.pictures.paint import Scale
from layerworks.pictures.round_numbers import round_below
from layerworks.pictures.theme import Theme

F64 = NDArray[np.float64]

_FINE = 3  # marks are drawn with so many pixels across each pixel of the picture, then averaged


def text_px(picture: Image.Image) -> int:
    """Return the size of writing that suits a picture."""
    return max(11, round(0.026 * min(picture.size)))


def write(
    picture: Image.Image, at_px: tuple[float, float], text: str, colour: str, anchor: str, size_px: int | None = None
) -> None:
    """Write numerals and units on a picture. anchor: as in Pillow, such as "rs" for right and baseline."""
    font = _font(size_px or text_px(picture))
    ImageDraw.Draw(picture).text(at_px, text, fill=colour, font=font, anchor=anchor)


def scale_bar(picture: Image.Image, px_per_mm: float, theme: Theme) -> None:
    """Draw a bar of a round length, 1, 2 or 5 times a power of ten, in the lower left corner with its length."""
    width, height = picture.size
    length_mm = round_below(0.24 * width / px_per_mm)
    margin = round(0.035 * min(width, height))
    thick = max(2, round(0.005 * min(width, height)))
    left, base = margin, height - margin
    right = left + length_mm * px_per_mm
    _stamp(picture, theme.ink, [(left, base - thick, right, base)])
    write(picture, (left, base - thick - 5), f"{length_mm:g} mm", theme.ink, "ls")


def colour_bar(picture: Image.Image, scale: Scale, theme: Theme) -> None:
    """Draw a scale in the lower right corner: its colours with the figures at both ends."""
    width, height = picture.size
    margin = round(0.035 * min(width, height))
    long, thick = round(0.26 * width), max(4, round(0.014 * min(width, height)))
    strip = Image.fromarray(np.broadcast_to(bytes_of_linear(ramp(long)), (thick, long, 3)).copy())
    left, top = width - margin - long, height - margin - thick
    picture.paste(strip, (left, top))
    write(picture, (left, top - 5), f"{scale.low:.3g}", theme.ink, "ls")
    write(picture, (width - margin, top - 5), f"{scale.high:.3g} {scale.unit}", theme.ink, "rs")


def dashes(picture: Image.Image, starts_px: F64, ends_px: F64, colour: str, width_px: float) -> None:
    """Draw thin dashed lines. starts_px, ends_px: (n, 2)."""
    dash, gap = 5.0 * width_px, 4.0 * width_px
    ink = Image.new("L", (picture.width * _FINE, picture.height * _FINE), 0)
    draw = ImageDraw.Draw(ink)
    wide = max(1, round(width_px * _FINE))
    for (x0, y0), (x1, y1) in zip(starts_px.tolist(), ends_px.tolist(), strict=True):
        length = math.hypot(x1 - x0, y1 - y0)
        for k in range(math.ceil(length / (dash + gap))):
            a, b = k * (dash + gap) / length, min(1.0, (k * (dash + gap) + dash) / length)
            line = [(x0 + t * (x1 - x0), y0 + t * (y1 - y0)) for t in (a, b)]
            draw.line([(x * _FINE, y * _FINE) for x, y in line], fill=255, width=wide)
    _ink(picture, ink, colour)


def dots(picture: Image.Image, centres_px: F64, radius_px: float, colour: str, ring: str) -> None:
    """Draw round dots with a ring around them. centres_px: (n, 2)."""
    for radius, tone in ((radius_px * 1.5, ring), (radius_px, colour)):
        ink = Image.new("L", (picture.width * _FINE, picture.height * _FINE), 0)
        draw = ImageDraw.Draw(ink)
        for x, y in (centres_px * _FINE).tolist():
            draw.ellipse([x - radius * _FINE, y - radius * _FINE, x + radius * _FINE, y + radius * _FINE], fill=255)
        _ink(picture, ink, tone)


def _stamp(picture: Image.Image, colour: str, boxes_px: list[tuple[float, float, float, float]]) -> None:
    ink = Image.new("L", (picture.width * _FINE, picture.height * _FINE), 0)
    draw = ImageDraw.Draw(ink)
    for left, top, right, bottom in boxes_px:
        draw.rectangle([left * _FINE, top * _FINE, right * _FINE - 1, bottom * _FINE - 1], fill=255)
    _ink(picture, ink, colour)


def _ink(picture: Image.Image, ink: Image.Image, colour: str) -> None:
    picture.paste(colour, (0, 0), ink.reduce(_FINE))


@cache
def _font(size_px: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size_px)
