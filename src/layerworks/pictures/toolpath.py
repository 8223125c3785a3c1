"""The whole part as the machine lays it: every bead, lit and in its colour."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from layerworks.pictures.beads import beads_of, casters_of, ends_mm
from layerworks.pictures.camera import ISO, View, axes_of, camera_fitting
from layerworks.pictures.drawing import draw_beads, softened
from layerworks.pictures.exposure import OVERSAMPLING, Exposure, expose
from layerworks.pictures.lamps import FEW_SKY_COUNT
from layerworks.pictures.marks import colour_bar
from layerworks.pictures.paint import Scale, albedo_of
from layerworks.pictures.photo import Background, Finish, develop
from layerworks.pictures.png import png_bytes
from layerworks.pictures.theme import THEMES, ThemeName
from layerworks.slicing.role import Role
from layerworks.slicing.toolpath import Toolpath


def toolpath_picture(
    toolpath: Toolpath,
    *,
    size_px: tuple[int, int] = (960, 720),
    theme: ThemeName = "light",
    view: View = ISO,
    background: Background = "paper",
    scale: Scale | None = None,
    layers: int | None = None,
) -> bytes:
    """Return a PNG of all beads on the bed.

    scale: None colours by role, else by the figure of each move, with a colour bar. layers: only so many from below,
    to look inside.
    """
    film = expose_toolpath(toolpath, size_px, view, layers)
    return png_bytes(develop_toolpath(film, toolpath, theme, background, scale))


@dataclass(frozen=True, slots=True, eq=False)
class ToolpathFilm:
    """Beads in their light, not yet coloured. move: (n,) i32 of each bead seen."""

    exposure: Exposure
    move: NDArray[np.int32]


def expose_toolpath(
    toolpath: Toolpath, size_px: tuple[int, int], view: View = ISO, layers: int | None = None
) -> ToolpathFilm:
    """Return the light on all beads, or on those of so many layers."""
    last = None if layers is None else int(toolpath.layer_start[min(layers, len(toolpath.layer_z_mm))])
    beads = beads_of(toolpath, 0, last)
    role = toolpath.role[beads.move]
    casters = casters_of(beads, role) if len(role) else None
    apart = np.isin(role, (Role.SKIRT, Role.PRIME))  # drawn, but the picture is of the part
    framed = beads if apart.all() else beads.where(~apart)
    axes = axes_of(view.azimuth_deg, view.elevation_deg)
    camera = camera_fitting(ends_mm(framed), axes, size_px, margin=0.11)
    drawing = softened(draw_beads(beads, camera.enlarged(OVERSAMPLING)), beads)
    floor_z_mm = float(np.min(beads.start_mm[:, 2] - beads.half_height_mm)) if len(role) else None
    return ToolpathFilm(expose(drawing, casters, floor_z_mm, FEW_SKY_COUNT), beads.move)


def develop_toolpath(
    film: ToolpathFilm,
    toolpath: Toolpath,
    theme: ThemeName,
    background: Background = "paper",
    scale: Scale | None = None,
) -> Image.Image:
    """Return the picture of beads by role, or by the figure of each move with a colour bar."""
    step_mm = max(1.0, 6.0 / film.exposure.camera.px_per_mm)
    finish = Finish(crease=0.0, outline=0.30, step_mm=step_mm)
    picture = develop(film.exposure, albedo_of(toolpath, film.move, scale), finish, theme, background)
    if scale is not None:
        colour_bar(picture, scale, THEMES[theme])
    return picture
