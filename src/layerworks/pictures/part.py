"""A part on its bed, as for a shop window."""

from collections.abc import Sequence

import numpy as np
from PIL import Image

from layerworks.geometry import CheckedMesh, Plate
from layerworks.pictures.camera import ISO, View, axes_of, camera_fitting
from layerworks.pictures.colour import linear_of_hex
from layerworks.pictures.drawing import Triangles, draw_triangles
from layerworks.pictures.photo import OVERSAMPLING, Background, Finish, photograph
from layerworks.pictures.png import png_bytes
from layerworks.pictures.theme import THEMES, ThemeName


def part_picture(
    shape: CheckedMesh | Plate,
    *,
    size_px: tuple[int, int] = (960, 720),
    theme: ThemeName = "light",
    view: View = ISO,
    background: Background = "paper",
    bed: bool = True,
    colour: str | None = None,
) -> bytes:
    """Return a PNG of a part, or of a plate of parts, standing on a millimetre grid.

    background: "paper" fills the theme's surface, "clear" leaves it transparent but for the shadow.
    bed: with floor, grid and shadow. colour: `#rrggbb` of the plastic, the theme's own when None.
    """
    return png_bytes(part_image(shape, size_px, theme, view, background, bed, colour))


def part_image(
    shape: CheckedMesh | Plate,
    size_px: tuple[int, int],
    theme: ThemeName,
    view: View = ISO,
    background: Background = "paper",
    bed: bool = True,
    colour: str | None = None,
) -> Image.Image:
    """Return what `part_picture` returns, before it is a file."""
    triangles = triangles_of(shape)
    camera = camera_fitting(
        triangles.vertices_mm, axes_of(view.azimuth_deg, view.elevation_deg), size_px, margin=0.11 if bed else 0.04
    )
    drawing = draw_triangles(triangles, camera.enlarged(OVERSAMPLING))
    finish = Finish(crease=0.30, outline=0.42, step_mm=6.0 / camera.px_per_mm)
    albedo = linear_of_hex(colour or THEMES[theme].part).astype(np.float32)[None, :]
    floor_z_mm = float(triangles.vertices_mm[:, 2].min()) if bed else None
    return photograph(drawing, triangles, albedo, finish, theme, background, floor_z_mm)


def triangles_of(shape: CheckedMesh | Plate) -> Triangles:
    """Return all triangles of a mesh, or of a plate's parts where they stand."""
    if isinstance(shape, CheckedMesh):
        return Triangles(np.array(shape.vertices_mm, np.float64, order="C"), _faces([shape.faces], [0]))
    vertices = [part.vertices_mm for part in shape.parts]
    firsts = np.cumsum([0] + [len(v) for v in vertices[:-1]])
    faces = _faces([part.mesh.faces for part in shape.parts], firsts.tolist())
    return Triangles(np.ascontiguousarray(np.concatenate(vertices), np.float64), faces)


def _faces(faces: Sequence[np.ndarray[tuple[int, ...], np.dtype[np.int32]]], firsts: Sequence[int]):
    return np.ascontiguousarray(np.concatenate([f + first for f, first in zip(faces, firsts, strict=True)]), np.int32)
