"""A contact sheet: the whole toolpath, and some layers from the first to the last."""

from PIL import Image

from layerworks.pictures.beads import beads_of
from layerworks.pictures.layer import layer_camera, layer_image
from layerworks.pictures.marks import write
from layerworks.pictures.paint import Scale
from layerworks.pictures.png import png_bytes
from layerworks.pictures.theme import THEMES, ThemeName
from layerworks.pictures.toolpath import toolpath_image
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
    width, height = size_px
    colours = THEMES[theme]
    sheet = Image.new("RGB", size_px, colours.surface)
    sheet.paste(toolpath_image(toolpath, (height, height), theme, scale=scale), (0, 0))
    letters = round(0.034 * height)
    line = 2 * letters
    cell = ((width - height) // _COLUMNS, height // _ROWS - line)
    camera = layer_camera(beads_of(toolpath), cell)
    for k, layer in enumerate(chosen_layers(len(toolpath.layer_z_mm))):
        picture, _ = layer_image(toolpath, layer, cell, theme, scale, camera)
        corner = (height + (k % _COLUMNS) * cell[0], (k // _COLUMNS) * (cell[1] + line))
        sheet.paste(picture, corner)
        label = f"z {toolpath.layer_z_mm[layer]:.2f} mm"
        write(sheet, (corner[0] + cell[0] // 2, corner[1] + cell[1] + line // 2), label, colours.faint, "ms", letters)
    return png_bytes(sheet)


def chosen_layers(count: int) -> tuple[int, ...]:
    """Return the layers shown of `count`: the first, the last, and some evenly between, each once."""
    shown = min(count, _COLUMNS * _ROWS)
    return tuple(round(k * (count - 1) / max(shown - 1, 1)) for k in range(shown))
