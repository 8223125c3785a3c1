"""A part on its bed, as for a shop window."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from layerworks.geometry import CheckedMesh, Plate
from layerworks.pictures.camera import ISO, View, axes_of, camera_fitting
from layerworks.pictures.colour import linear_of_hex
from layerworks.pictures.drawing import Triangles, draw_triangles
from layerworks.pictures.exposure import OVERSAMPLING, Exposure, expose
from layerworks.pictures.lamps import FEW_SKY_COUNT, SKY_COUNT
from layerworks.pictures.photo import Background, Finish, develop
from layerworks.pictures.png import png_bytes, reduced, small_png_bytes
from layerworks.pictures.theme import THEMES, ThemeName

F32 = NDArray[np.float32]


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
    exposure, finish = _exposed(shape, size_px, view, bed)
    return png_bytes(develop(exposure, _plastic(colour, theme), finish, theme, background))


def part_pictures(
    shape: CheckedMesh | Plate,
    *,
    size_px: tuple[int, int] = (960, 720),
    view: View = ISO,
    colour: str | None = None,
) -> tuple[bytes, bytes]:
    """Return the PNG of a part on its bed by day and by night, for little more than the time of one."""
    exposure, finish = _exposed(shape, size_px, view, bed=True)
    light, dark = (png_bytes(develop(exposure, _plastic(colour, t), finish, t)) for t in THEMES)
    return light, dark


def small_part_pngs(shape: CheckedMesh | Plate, sizes_px: Sequence[tuple[int, int]]) -> tuple[bytes, ...]:
    """Return small PNGs of a part on nothing, in few colours, for little more than the time of the largest."""
    exposure, finish = _exposed(shape, max(sizes_px), ISO, False, FEW_SKY_COUNT)
    largest = develop(exposure, _plastic(None, "light"), finish, "light", "clear")
    return tuple(small_png_bytes(reduced(largest, size_px)) for size_px in sizes_px)


def _exposed(
    shape: CheckedMesh | Plate, size_px: tuple[int, int], view: View, bed: bool, sky_count: int = SKY_COUNT
) -> tuple[Exposure, Finish]:
    triangles = triangles_of(shape)
    axes = axes_of(view.azimuth_deg, view.elevation_deg)
    camera = camera_fitting(triangles.vertices_mm, axes, size_px, margin=0.11 if bed else 0.04)
    drawing = draw_triangles(triangles, camera.enlarged(OVERSAMPLING))
    floor_z_mm = float(triangles.vertices_mm[:, 2].min()) if bed else None
    exposure = expose(drawing, triangles, floor_z_mm, sky_count)
    return exposure, Finish(crease=0.30, outline=0.42, step_mm=6.0 / camera.px_per_mm)


def _plastic(colour: str | None, theme: ThemeName) -> F32:
    return linear_of_hex(colour or THEMES[theme].part).astype(np.float32)[None, :]


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
