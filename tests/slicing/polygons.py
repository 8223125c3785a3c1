"""Polygons, plates and regions for the tests of cutting and laying."""

import math

import numpy as np
from hypothesis import strategies as st
from manifold3d import Manifold

from layerworks.geometry import Bed, CheckedMesh, Plate, PlatePart
from layerworks.slicing.regions import Regions, regions_from_loops

BED = Bed(400.0, 400.0, 400.0)


CORNERS = st.integers(3, 14)


@st.composite
def stars(draw, least=2000.0, most=12_000.0, corners=CORNERS):
    """Simple polygons around the origin, counter-clockwise, in micrometres; often spiky, narrow and concave."""
    count = draw(corners)
    turn = draw(st.floats(0.0, 6.0))
    radii = draw(st.lists(st.floats(least * 0.1, most), min_size=count, max_size=count))
    shift = draw(st.lists(st.floats(-0.4, 0.4), min_size=count, max_size=count))
    angles = turn + (np.arange(count) + shift) * (2.0 * math.pi / count)
    loop = np.rint(np.stack([np.cos(angles), np.sin(angles)], 1) * np.array(radii)[:, None])
    return loop if loop_area(loop) >= 0.0 else hole(loop)


def rectangle(width, height, x=0.0, y=0.0):
    """A rectangle about a middle, counter-clockwise."""
    w, h = width / 2.0, height / 2.0
    return np.array([[x - w, y - h], [x + w, y - h], [x + w, y + h], [x - w, y + h]], np.float64)


def hole(loop):
    """The same loop as a hole."""
    return np.ascontiguousarray(loop[::-1])


def turned(loop, degrees):
    """A loop turned about the origin."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return loop @ np.array([[c, s], [-s, c]])


def regions(*cells) -> Regions:
    """Regions of the loops given cell by cell."""
    return regions_from_loops([[np.asarray(loop, np.float64) for loop in cell] for cell in cells])


def areas(region: Regions) -> np.ndarray:
    """Area of each cell, holes taken away."""
    return np.array([sum(loop_area(loop) for loop in region.loops_of(c)) for c in range(region.cells)])


def loop_area(loop) -> float:
    x, y = (loop - loop[0]).T
    return float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)) / 2.0


def inside(loops, points) -> np.ndarray:
    """Which points (n, 2) the loops wind around."""
    winding = np.zeros(len(points), np.int64)
    for loop in loops:
        for a, b in zip(loop, np.roll(loop, -1, axis=0), strict=True):
            crosses = (a[1] <= points[:, 1]) != (b[1] <= points[:, 1])
            with np.errstate(divide="ignore", invalid="ignore"):
                x = a[0] + (points[:, 1] - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
            winding += np.where(crosses & (x > points[:, 0]), 1 if b[1] > a[1] else -1, 0)
    return winding > 0


def border_distance(loops, points) -> np.ndarray:
    """Distance of points (n, 2) from the nearest edge of the loops."""
    nearest = np.full(len(points), np.inf)
    for loop in loops:
        for a, b in zip(loop, np.roll(loop, -1, axis=0), strict=True):
            e, v = b - a, points - a
            t = np.clip(v @ e / max(float(e @ e), 1e-12), 0.0, 1.0)
            nearest = np.minimum(nearest, np.hypot(*(v - t[:, None] * e).T))
    return nearest


def mesh_of(solid: Manifold, name="part") -> CheckedMesh:
    """A watertight mesh of a solid."""
    mesh = solid.to_mesh64()
    vertices, faces = np.array(mesh.vert_properties)[:, :3], np.array(mesh.tri_verts).astype(np.int32)
    return CheckedMesh(name, vertices, faces, True, solid.volume(), solid.surface_area(), 1, (), name)


def plate_of(*solids: Manifold, at=((200.0, 200.0),)) -> Plate:
    """Solids where they stand on a bed of 400 mm; `at` shifts them in x and y."""
    parts = []
    for i, solid in enumerate(solids):
        pose = np.eye(4)
        pose[:2, 3] = at[i % len(at)]
        parts.append(PlatePart(f"part-{i}", mesh_of(solid, f"part-{i}"), pose))
    return Plate(tuple(parts), BED, "plate")


def block(width, depth, height) -> Manifold:
    """A block about the origin, standing on z = 0."""
    return Manifold.cube((width, depth, height)).translate((-width / 2, -depth / 2, 0.0))
