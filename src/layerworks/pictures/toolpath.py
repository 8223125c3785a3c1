"""The whole part as the machine lays it: every bead, lit and in its colour."""

import numpy as np
from PIL import Image

from layerworks.pictures.beads import beads_of, casters_of, ends_mm
from layerworks.pictures.camera import ISO, View, axes_of, camera_fitting
from layerworks.pictures.drawing import draw_beads, softened
from layerworks.pictures.marks import colour_bar
from layerworks.pictures.paint import Scale, albedo_of
from layerworks.pictures.photo import OVERSAMPLING, Background, Finish, photograph
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
    return png_bytes(toolpath_image(toolpath, size_px, theme, view, background, scale, layers))


def toolpath_image(
    toolpath: Toolpath,
    size_px: tuple[int, int],
    theme: ThemeName,
    view: View = ISO,
    background: Background = "paper",
    scale: Scale | None = None,
    layers: int | None = None,
) -> Image.Image:
    """Return what `toolpath_picture` returns, before it is a file."""
    last = None if layers is None else int(toolpath.layer_start[min(layers, len(toolpath.layer_z_mm))])
    beads = beads_of(toolpath, 0, last)
    role = toolpath.role[beads.move]
    axes = axes_of(view.azimuth_deg, view.elevation_deg)
    casters = casters_of(beads, role) if len(role) else None
    apart = np.isin(role, (Role.SKIRT, Role.PRIME))  # drawn, but the picture is of the part
    framed = beads if apart.all() else beads.where(~apart)
    camera = camera_fitting(ends_mm(framed), axes, size_px, margin=0.11)
    drawing = softened(draw_beads(beads, camera.enlarged(OVERSAMPLING)), beads)
    finish = Finish(crease=0.0, outline=0.30, step_mm=max(1.0, 6.0 / camera.px_per_mm))
    floor_z_mm = float(np.min(beads.start_mm[:, 2] - beads.half_height_mm)) if len(beads.move) else 0.0
    albedo = albedo_of(toolpath, beads.move, scale)
    picture = photograph(drawing, casters, albedo, finish, theme, background, floor_z_mm)
    if scale is not None:
        colour_bar(picture, scale, THEMES[theme])
    return picture
