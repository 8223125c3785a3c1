"""The difference as a picture: one layer from above, and a strip of all layers under it.

Grey is the model, darker where a bead lies; orange is missed by walls and skins, blue lies outside, red is doubled, the
stronger the more. A lane of the strip has a column a layer in the same colour, full at the figure written beside it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from layerworks.fidelity.difference import Difference, LayerMap
from layerworks.pictures.colour import bytes_of_linear, linear_of_hex
from layerworks.pictures.marks import scale_bar, text_px, write
from layerworks.pictures.png import png_bytes
from layerworks.pictures.theme import THEMES, ThemeName

F64 = NDArray[np.float64]
COLOURS = {"missed": "#f97a0f", "outside": "#2a70b5", "doubled": "#b3123f"}
_LEAST_PERCENT = 0.5  # at which a lane is full at least: what is less is no trouble
_STRONG = 0.5  # of a layer's height above full, at which red is full


@dataclass(frozen=True, slots=True)
class _Tones:
    """section, bead: linear colours of the model and of what lies on it."""

    section: F64
    bead: F64


_TONES = {
    "light": _Tones(linear_of_hex("#e6eaee"), linear_of_hex("#c3ccd5")),
    "dark": _Tones(linear_of_hex("#27313c"), linear_of_hex("#3e4b59")),
}


def difference_picture(
    difference: Difference,
    seen: LayerMap,
    layer: int,
    *,
    size_px: tuple[int, int] = (960, 900),
    theme: ThemeName = "light",
) -> bytes:
    """Return a PNG of a layer's map over a strip of all layers. layer: 0 … k − 1, of which `seen` is the map."""
    colours = THEMES[theme]
    picture = Image.new("RGB", size_px, colours.surface)
    letters = text_px(picture)
    strip = round(7.2 * letters)
    px_per_mm = _paste_map(
        picture, _painted(seen, theme), float(seen.frame[2]), size_px[1] - strip - round(2.4 * letters)
    )
    margin = letters
    upper = Image.new("RGB", (size_px[0], size_px[1] - strip), colours.surface)
    upper.paste(picture.crop((0, 0, *upper.size)))
    scale_bar(upper, px_per_mm, colours)
    label = f"{layer + 1} / {len(difference.z_mm)}    z {difference.z_mm[layer]:.2f} mm"
    write(upper, (size_px[0] - margin, margin), label, colours.faint, "rt", letters)
    picture.paste(upper, (0, 0))
    _draw_strip(picture, difference, layer, size_px[1] - strip, theme)
    return png_bytes(picture)


def _painted(seen: LayerMap, theme: ThemeName) -> NDArray[np.uint8]:
    tones = _TONES[theme]
    linear = np.empty((*seen.section.shape, 3))
    linear[:] = linear_of_hex(THEMES[theme].surface)
    linear[seen.section] = tones.section
    linear[seen.covered] = tones.bead
    strength = np.clip(seen.excess / _STRONG, 0.0, 1.0)[..., None] ** 0.5
    linear += strength * (linear_of_hex(COLOURS["doubled"]) - linear)
    linear[seen.missed] = linear_of_hex(COLOURS["missed"])
    linear[seen.outside] = linear_of_hex(COLOURS["outside"])
    return bytes_of_linear(linear[::-1])


def _paste_map(picture: Image.Image, painted: NDArray[np.uint8], px_mm: float, below: int) -> float:
    """Put a map into the upper part of a picture, as large as it fits; return pixels of the picture per mm."""
    rows, columns = painted.shape[:2]
    margin = 2 * text_px(picture)
    factor = min((picture.width - 2 * margin) / columns, (below - 2 * margin) / rows)
    size = (max(1, round(columns * factor)), max(1, round(rows * factor)))
    how = Image.Resampling.BOX if factor < 1.0 else Image.Resampling.NEAREST
    shown = Image.fromarray(painted).resize(size, how)
    picture.paste(shown, ((picture.width - size[0]) // 2, margin + (below - 2 * margin - size[1]) // 2))
    return factor / px_mm


def _draw_strip(picture: Image.Image, difference: Difference, layer: int, top: int, theme: ThemeName) -> None:
    colours, letters = THEMES[theme], text_px(picture)
    left, right = letters, picture.width - 5 * letters
    high, width = round(1.5 * letters), right - left
    count = len(difference.z_mm)
    of_column = np.arange(width) * count // width
    for lane, (name, share) in enumerate(difference.shares().items()):
        percent = 100.0 * share
        full = max(_LEAST_PERCENT, float(percent.max(initial=0.0)))
        value = np.clip(np.maximum.reduceat(percent, of_column) / full, 0.0, 1.0)
        column = high - 1 - np.arange(high)
        shown = column[:, None] < np.ceil(value * high)[None, :]
        tones = np.empty((high, width, 3))
        tones[:] = _TONES[theme].section
        tones[shown] = linear_of_hex(COLOURS[name])
        y = top + lane * round(1.9 * letters)
        picture.paste(Image.fromarray(bytes_of_linear(tones)), (left, y))
        write(picture, (right + letters // 2, y + high // 2), f"{full:.2g} %", colours.ink, "lm", letters)
    mark = left + round((layer + 0.5) / count * width)
    base = top + 3 * round(1.9 * letters)
    write(picture, (mark, base), f"{layer + 1}", colours.ink, "mt", letters)
