"""One layer from above: every bead in its true width."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from layerworks.pictures.beads import beads_of, ends_mm
from layerworks.pictures.camera import TOP, Camera, axes_of, camera_fitting
from layerworks.pictures.colour import linear_of_hex
from layerworks.pictures.drawing import Beads, draw_beads, flattened
from layerworks.pictures.exposure import OVERSAMPLING, Exposure, expose
from layerworks.pictures.lamps import FEW_SKY_COUNT
from layerworks.pictures.marks import colour_bar, dashes, dots, scale_bar, write
from layerworks.pictures.paint import Scale, albedo_of
from layerworks.pictures.photo import Finish, develop
from layerworks.pictures.png import png_bytes
from layerworks.pictures.theme import THEMES, Theme, ThemeName
from layerworks.slicing.role import Role
from layerworks.slicing.toolpath import Toolpath

F64 = NDArray[np.float64]

_WALLS = (Role.OUTER_WALL, Role.OVERHANG_WALL)
_RELIEF = 0.45  # of a bead's own height: colours matter more than shape here


def layer_picture(
    toolpath: Toolpath,
    layer: int,
    *,
    size_px: tuple[int, int] = (960, 720),
    theme: ThemeName = "light",
    scale: Scale | None = None,
    travels: bool = True,
    seams: bool = True,
    camera: Camera | None = None,
) -> bytes:
    """Return a PNG of one layer, the layer below showing faintly under it.

    layer: 0 … k − 1. scale: None colours by role, else by the figure of each move. travels: thin dashed lines.
    seams: a dot where each outer wall begins. camera: to show several layers alike; None fits this one.
    Raises IndexError when there is no such layer.
    """
    count = len(toolpath.layer_z_mm)
    if not 0 <= layer < count:
        raise IndexError(f"layer {layer} of {count}")
    film = expose_layer(toolpath, layer, size_px, camera)
    picture, camera, colours = develop_layer(film, toolpath, theme, scale), film.exposure.camera, THEMES[theme]
    first, last = int(toolpath.layer_start[layer]), int(toolpath.layer_start[layer + 1])
    if travels:
        _draw_travels(picture, toolpath, first, last, camera, colours)
    if seams:
        at = camera.project(toolpath.points_mm[seam_moves(toolpath.role, first, last) - 1])[:, :2]
        dots(picture, at, 0.0045 * min(size_px), colours.ink, colours.surface)
    scale_bar(picture, camera.px_per_mm, colours)
    if scale is not None:
        colour_bar(picture, scale, colours)
    margin = round(0.035 * min(size_px))
    write(picture, (size_px[0] - margin, margin), layer_label(toolpath, layer), colours.faint, "rt")
    return png_bytes(picture)


@dataclass(frozen=True, slots=True, eq=False)
class LayerFilm:
    """Beads of a layer and of the one below in their light, not yet coloured. move: (n,) i32. own: (n,) bool whether
    a bead is of the layer itself."""

    exposure: Exposure
    move: NDArray[np.int32]
    own: NDArray[np.bool_]


def expose_layer(toolpath: Toolpath, layer: int, size_px: tuple[int, int], camera: Camera | None = None) -> LayerFilm:
    """Return the light on a layer seen from above, without any marks. camera: None fits this layer."""
    first, last = int(toolpath.layer_start[layer]), int(toolpath.layer_start[layer + 1])
    beads = beads_of(toolpath, int(toolpath.layer_start[max(layer - 1, 0)]), last)
    camera = camera or layer_camera(beads, size_px)
    drawing = flattened(draw_beads(beads, camera.enlarged(OVERSAMPLING)), _RELIEF)
    return LayerFilm(expose(drawing, None, sky_count=FEW_SKY_COUNT), beads.move, beads.move >= first)


def develop_layer(film: LayerFilm, toolpath: Toolpath, theme: ThemeName, scale: Scale | None = None) -> Image.Image:
    """Return the picture of a layer by role, or by the figure of each move."""
    albedo = albedo_of(toolpath, film.move, scale)
    paper = linear_of_hex(THEMES[theme].surface).astype(np.float32)
    albedo[~film.own] = paper + THEMES[theme].below * (albedo[~film.own] - paper)
    return develop(film.exposure, albedo, Finish(crease=0.0, outline=0.25, step_mm=np.inf), theme)


def layer_label(toolpath: Toolpath, layer: int) -> str:
    """Return number and height of a layer, in numerals and units only."""
    return f"{layer + 1} / {len(toolpath.layer_z_mm)}    z {toolpath.layer_z_mm[layer]:.2f} mm"


def layer_camera(beads: Beads, size_px: tuple[int, int]) -> Camera:
    """Return the camera that shows all of some beads from above."""
    axes = axes_of(TOP.azimuth_deg, TOP.elevation_deg)
    reach_mm = float(beads.half_width_mm.max()) if len(beads.move) else 0.0
    return camera_fitting(ends_mm(beads), axes, size_px, margin=0.09, reach_mm=reach_mm)


def seam_moves(role: NDArray[np.uint8], first: int, last: int) -> NDArray[np.intp]:
    """Return the moves among first … last − 1 that begin an outer wall: those that follow a move of another kind."""
    wall = np.isin(role[first:last], _WALLS)
    begins = wall & ~np.concatenate([[False], wall[:-1]])
    moves = np.flatnonzero(begins) + first
    return moves[moves > 0]


def _draw_travels(
    picture: Image.Image, toolpath: Toolpath, first: int, last: int, camera: Camera, colours: Theme
) -> None:
    moves = np.flatnonzero(toolpath.role[first:last] == Role.TRAVEL) + first
    moves = moves[moves > 0]
    starts, ends = (camera.project(toolpath.points_mm[m])[:, :2] for m in (moves - 1, moves))
    long = np.hypot(*(ends - starts).T) > 1.0
    dashes(picture, starts[long], ends[long], colours.faint, 0.0016 * min(picture.size))
