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
_FINE_PX = 6.0  # height of a bead in pixels of the drawing from which it is lit by its own shape alone
_FINEST_PX = 1.5  # … and up to which it takes the mean around it
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

    def where(self, which: NDArray[np.bool_]) -> "Beads":
        """Return the beads chosen by (n,) bool."""
        return Beads(
            self.start_mm[which],
            self.end_mm[which],
            self.half_width_mm[which],
            self.half_height_mm[which],
            self.move[which],
        )


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


def softened(drawing: Drawing, beads: Beads) -> Drawing:
    """Return a drawing whose beads, where they are finer than its pixels can show, share their normals.

    A wall of beads thinner than a few pixels would flicker between lit tops and dark flanks (moiré); the mean over
    about one bead is how the surface looks from afar. The finer the beads, the more of the mean they take.
    """
    if len(beads.move) == 0:
        return drawing
    pitch_px = 2.0 * float(np.median(beads.half_height_mm)) * drawing.camera.px_per_mm
    own = max(0.0, (pitch_px - _FINEST_PX) / (_FINE_PX - _FINEST_PX))
    if own >= 1.0:
        return drawing
    reach = max(1, round(0.75 * pitch_px))
    rows, columns = (np.flatnonzero((drawing.seen >= 0).any(axis=k)) for k in (1, 0))
    if len(rows) == 0:
        return drawing
    drawn = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    mean = _unit(_box_sum(_box_sum(drawing.normal[drawn], reach, 0), reach, 1))
    normal = drawing.normal.copy()
    normal[drawn] = _unit(np.float32(own) * normal[drawn] + np.float32(1.0 - own) * mean)
    return Drawing(drawing.camera, drawing.depth, drawing.seen, normal)


def flattened(drawing: Drawing, relief: float) -> Drawing:
    """Return a drawing lit as if everything were `relief` times as high."""
    low = drawing.normal * np.array([relief, relief, 1.0], np.float32)
    return Drawing(drawing.camera, drawing.depth, drawing.seen, _unit(low))


def _unit(vectors: NDArray[np.floating]) -> F32:
    length = np.sqrt(vectors[..., 0] ** 2 + vectors[..., 1] ** 2 + vectors[..., 2] ** 2)
    return (vectors / np.maximum(length, np.float32(1e-6))[..., None]).astype(np.float32, copy=False)


def _box_sum(values: F32, reach: int, axis: int) -> F32:
    total = values.copy()
    for k in range(1, reach + 1):
        ahead = [slice(None)] * 3
        behind = [slice(None)] * 3
        ahead[axis], behind[axis] = slice(k, None), slice(None, -k)
        total[tuple(behind)] += values[tuple(ahead)]
        total[tuple(ahead)] += values[tuple(behind)]
    return total


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
