"""What the eye sees at each pixel, before any light: which thing, how deep, facing where."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.pictures.camera import Camera

F64 = NDArray[np.float64]
F32 = NDArray[np.float32]
I32 = NDArray[np.int32]

CREASE_COS = math.cos(math.radians(38.0))  # two faces that turn by less look like one curved surface
_CROWD = 256  # faces at one vertex beyond which it is shaded flat


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """camera: with the size of the arrays. depth: (h, w) f32 mm, smaller is nearer. seen: (h, w) i32 index of the face
    or bead, −1 for nothing. normal: (h, w, 3) f32."""

    camera: Camera
    depth: F32
    seen: I32
    normal: F32


@dataclass(frozen=True, slots=True, eq=False)
class Triangles:
    """vertices_mm: (v, 3) f64. faces: (n, 3) i32."""

    vertices_mm: F64
    faces: I32


@dataclass(frozen=True, slots=True, eq=False)
class Beads:
    """Straight beads. start_mm, end_mm: (n, 3) f64, centre lines. half_width_mm, half_height_mm: (n,) f64.
    move: (n,) i32 index of each bead's move in its toolpath."""

    start_mm: F64
    end_mm: F64
    half_width_mm: F64
    half_height_mm: F64
    move: I32


def draw_triangles(triangles: Triangles, camera: Camera) -> Drawing:
    """Return what is seen of triangles, smooth within the crease angle."""
    from layerworks.kernels import raster_normals, raster_triangles

    drawing = _blank(camera)
    points = camera.project(triangles.vertices_mm)
    raster_triangles.draw_triangles(points, triangles.faces, drawing.depth, drawing.seen)
    at_corner = raster_normals.corner_normals(triangles.vertices_mm, triangles.faces, CREASE_COS, _CROWD)
    raster_normals.pixel_normals(points, triangles.faces, at_corner, drawing.seen, drawing.normal)
    return drawing


def draw_beads(beads: Beads, camera: Camera) -> Drawing:
    """Return what is seen of beads; `seen` counts beads, not moves."""
    from layerworks.kernels import raster_beads

    drawing = _blank(camera)
    raster_beads.draw_beads(
        beads.start_mm,
        beads.end_mm,
        beads.half_width_mm,
        beads.half_height_mm,
        camera.axes,
        camera.frame,
        drawing.depth,
        drawing.seen,
        drawing.normal,
    )
    return drawing


def depth_map(triangles: Triangles, camera: Camera) -> F32:
    """Return (h, w) f32 depth of triangles in mm, infinite where there is nothing."""
    from layerworks.kernels import raster_triangles

    width, height = camera.size_px
    depth = np.full((height, width), np.inf, np.float32)
    seen = np.empty((height, width), np.int32)
    raster_triangles.draw_triangles(camera.project(triangles.vertices_mm), triangles.faces, depth, seen)
    return depth


def _blank(camera: Camera) -> Drawing:
    width, height = camera.size_px
    return Drawing(
        camera,
        np.full((height, width), np.inf, np.float32),
        np.full((height, width), -1, np.int32),
        np.zeros((height, width, 3), np.float32),
    )
