"""A contact sheet: the whole toolpath, and some layers from the first to the last."""

from dataclasses import dataclass

from PIL import Image

from layerworks.pictures.beads import beads_of
from layerworks.pictures.layer import LayerFilm, develop_layer, expose_layer, layer_camera
from layerworks.pictures.marks import write
from layerworks.pictures.paint import Scale
from layerworks.pictures.png import png_bytes
from layerworks.pictures.theme import THEMES, ThemeName
from layerworks.pictures.toolpath import ToolpathFilm, develop_toolpath, expose_toolpath
from layerworks.slicing.toolpath import Toolpath

_COLUMNS, _ROWS = 3, 2


def layers_sheet(
    toolpath: Toolpath,
    *,
    size_px: tuple[int, int] = (1680, 720),
    theme: ThemeName = "light",
    scale: Scale | None = None,
) -> bytes:
    """Return a PNG with the whole toolpath on the left and up to six layers, evenly chosen, all to one scale.

    size_px: wider than high; the toolpath takes a square. scale: None colours by role, else by each move's figure.
    """
    return png_bytes(_developed(_exposed(toolpath, size_px), toolpath, theme, scale))


def layers_sheets(toolpath: Toolpath, *, size_px: tuple[int, int] = (1680, 720)) -> tuple[bytes, bytes]:
    """Return the sheet by role, by day and by night, for little more than the time of one."""
    film = _exposed(toolpath, size_px)
    light, dark = (png_bytes(_developed(film, toolpath, theme, None)) for theme in THEMES)
    return light, dark


@dataclass(frozen=True, slots=True, eq=False)
class _SheetFilm:
    size_px: tuple[int, int]
    whole: ToolpathFilm
    layers: tuple[tuple[int, LayerFilm], ...]


def _exposed(toolpath: Toolpath, size_px: tuple[int, int]) -> _SheetFilm:
    width, height = size_px
    cell = ((width - height) // _COLUMNS, height // _ROWS - 2 * _letters_px(height))
    camera = layer_camera(beads_of(toolpath), cell)
    layers = tuple((k, expose_layer(toolpath, k, cell, camera)) for k in chosen_layers(len(toolpath.layer_z_mm)))
    return _SheetFilm(size_px, expose_toolpath(toolpath, (height, height)), layers)


def _developed(film: _SheetFilm, toolpath: Toolpath, theme: ThemeName, scale: Scale | None) -> Image.Image:
    height = film.size_px[1]
    letters, faint = _letters_px(height), THEMES[theme].faint
    sheet = Image.new("RGB", film.size_px, THEMES[theme].surface)
    sheet.paste(develop_toolpath(film.whole, toolpath, theme, scale=scale), (0, 0))
    for k, (layer, layer_film) in enumerate(film.layers):
        picture = develop_layer(layer_film, toolpath, theme, scale)
        left, top = height + k % _COLUMNS * picture.width, k // _COLUMNS * (picture.height + 2 * letters)
        sheet.paste(picture, (left, top))
        label = f"z {toolpath.layer_z_mm[layer]:.2f} mm"
        write(sheet, (left + picture.width // 2, top + picture.height + letters), label, faint, "ms", letters)
    return sheet


def _letters_px(height_px: int) -> int:
    return max(11, round(0.034 * height_px))


def chosen_layers(count: int) -> tuple[int, ...]:
    """Return the layers shown of `count`: the first, the last, and some evenly between, each once."""
    shown = min(count, _COLUMNS * _ROWS)
    return tuple(round(k * (count - 1) / max(shown - 1, 1)) for k in range(shown))
