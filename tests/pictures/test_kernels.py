"""Kernels against their slow twins."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerworks.kernels import raster_beads, raster_light, raster_normals, raster_triangles
from layerworks.pictures.camera import axes_of
from reference import raster_beads as slow_beads
from reference import raster_light as slow_light
from reference import raster_normals as slow_normals
from reference import raster_triangles as slow_triangles

seeds = st.integers(0, 2**32 - 1)


def blank(rows: int, columns: int):
    return np.full((rows, columns), np.inf, np.float32), np.full((rows, columns), -1, np.int32)


def unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


@given(seeds)
def test_triangles_as_the_twin_draws_them(seed: int):
    chance = np.random.default_rng(seed)
    points = chance.uniform(-4.0, 16.0, (9, 3))
    faces = chance.integers(0, 9, (7, 3)).astype(np.int32)
    depth, face_of = blank(10, 12)
    slow_depth, slow_face_of = blank(10, 12)
    raster_triangles.draw_triangles(points, faces, depth, face_of)
    slow_triangles.draw_triangles(points, faces, slow_depth, slow_face_of)
    np.testing.assert_array_equal(face_of, slow_face_of)
    np.testing.assert_allclose(depth, slow_depth, rtol=1e-5)


@given(seeds)
def test_neighbours_leave_no_seam(seed: int):
    chance = np.random.default_rng(seed)
    x, y = np.meshgrid(np.arange(6.0), np.arange(6.0))
    shaken = np.stack([x, y], -1).reshape(-1, 2) * 4.0 + chance.uniform(-1.2, 1.2, (36, 2))
    points = np.column_stack([shaken, chance.uniform(0.0, 1.0, 36)])
    corner = np.array([6 * r + c for r in range(5) for c in range(5)])
    faces = np.vstack([np.stack([corner, corner + 1, corner + 7], 1), np.stack([corner, corner + 7, corner + 6], 1)])
    depth, face_of = blank(20, 20)
    raster_triangles.draw_triangles(points, faces.astype(np.int32), depth, face_of)
    assert (face_of[2:18, 2:18] >= 0).all()


@given(seeds, st.sampled_from([3, 256]))
def test_corner_normals_as_the_twin_finds_them(seed: int, crowd: int):
    chance = np.random.default_rng(seed)
    vertices = chance.normal(size=(7, 3))
    faces = np.array([chance.choice(7, 3, replace=False) for _ in range(9)], np.int32)
    fast = raster_normals.corner_normals(vertices, faces, 0.7, crowd)
    np.testing.assert_allclose(fast, slow_normals.corner_normals(vertices, faces, 0.7, crowd), atol=1e-4)


def test_a_face_without_area_has_no_normal():
    vertices = np.array([[0.0, 0, 0], [1, 0, 0], [2, 0, 0]])
    assert (raster_normals.corner_normals(vertices, np.array([[0, 1, 2]], np.int32), 0.7, 256) == 0.0).all()


@given(seeds)
def test_pixel_normals_as_the_twin_finds_them(seed: int):
    chance = np.random.default_rng(seed)
    points = chance.uniform(0.0, 10.0, (6, 3))
    faces = np.array([[0, 1, 2], [3, 4, 5], [5, 1, 0]], np.int32)
    at_corner = unit(chance.normal((0.0, 0.0, 4.0), 1.0, (3, 3, 3))).astype(np.float32)
    depth, face_of = blank(10, 10)
    raster_triangles.draw_triangles(points, faces, depth, face_of)
    fast, slow = np.zeros((10, 10, 3), np.float32), np.zeros((10, 10, 3), np.float32)
    raster_normals.pixel_normals(points, faces, at_corner, face_of, fast)
    slow_normals.pixel_normals(points, faces, at_corner, face_of, slow)
    np.testing.assert_allclose(fast, slow, atol=1e-4)


@pytest.mark.parametrize("view", [(-58.0, 30.0), (-90.0, 90.0), (-90.0, 0.0), (17.0, -25.0)])
def test_beads_as_the_twin_draws_them(view: tuple[float, float]):
    chance = np.random.default_rng(7)
    start = chance.uniform(-2.0, 2.0, (6, 3))
    end = start + chance.uniform(-3.0, 3.0, (6, 3)) * [1.0, 1.0, 0.1]
    end[3] = start[3]  # a blob
    end[4] = start[4] + axes_of(*view)[2]  # along the line of sight
    half_width, half_height = chance.uniform(0.3, 0.6, 6), chance.uniform(0.1, 0.3, 6)
    axes, frame = axes_of(*view), np.array([6.0, 15.0, 14.0])
    depth, bead_of = blank(28, 30)
    normal = np.zeros((28, 30, 3), np.float32)
    raster_beads.draw_beads(start, end, half_width, half_height, axes, frame, depth, bead_of, normal)
    slow_depth, slow_bead_of = blank(28, 30)
    slow_beads.draw_beads(start, end, half_width, half_height, axes, frame, slow_depth, slow_bead_of)
    assert (bead_of == slow_bead_of).mean() > 0.99  # but for pixels that the last of the twin's steps just misses
    both = (bead_of >= 0) & (bead_of == slow_bead_of)
    assert both.sum() > 100
    np.testing.assert_allclose(depth[both], slow_depth[both], atol=0.02)
    assert np.median(np.abs(depth[both] - slow_depth[both])) < 1e-5
    np.testing.assert_allclose(np.linalg.norm(normal[both], axis=-1), 1.0, atol=1e-5)
    assert (normal[both] @ axes[2] > -1e-3).all()  # what is seen faces the eye


@given(seeds)
def test_gathered_samples_as_the_twin_gathers_them(seed: int):
    chance = np.random.default_rng(seed)
    seen = chance.integers(-1, 3, (8, 10)).astype(np.int32)
    depth = chance.integers(0, 3, (8, 10)).astype(np.float32)
    normal = np.eye(3, dtype=np.float32)[chance.integers(0, 2, (8, 10))]
    fast = raster_light.gather_samples(depth, seen, normal, 0.9, 1.5)
    slow = slow_light.gather_samples(depth, seen, normal, 0.9, 1.5)
    for a, b in zip(fast, slow, strict=True):
        np.testing.assert_array_equal(a, b)


@given(seeds)
def test_light_as_the_twin_adds_it(seed: int):
    chance = np.random.default_rng(seed)
    points = chance.uniform(-6.0, 6.0, (40, 3)).astype(np.float32)
    normals = unit(chance.normal(size=(40, 3))).astype(np.float32)
    axes, frame = axes_of(chance.uniform(0, 360), chance.uniform(5, 85)), np.array([1.1, 6.0, 6.0])
    shadow = chance.uniform(-8.0, 8.0, (12, 12)).astype(np.float32)
    colour, half = chance.uniform(0, 1, 3), unit(chance.normal(size=3))
    fast, slow = np.ones((40, 4), np.float32), np.ones((40, 4), np.float32)
    raster_light.add_light(points, normals, axes, frame, shadow, 0.3, colour, half, 0.4, fast)
    slow_light.add_light(points, normals, axes, frame, shadow, 0.3, colour, half, 0.4, slow)
    np.testing.assert_allclose(fast, slow, atol=1e-4)


@given(seeds)
def test_pixels_as_the_twin_resolves_them(seed: int):
    chance = np.random.default_rng(seed)
    point_of = chance.integers(-1, 5, (8, 10)).astype(np.int32)
    colour = chance.uniform(0, 1, (5, 3)).astype(np.float32)
    depth = chance.integers(0, 4, (8, 10)).astype(np.float32)
    normal = np.eye(3, dtype=np.float32)[chance.integers(0, 3, (8, 10))]
    args = (point_of, colour, depth, normal, 0.8, 1.5, 0.3, 0.5)
    np.testing.assert_allclose(raster_light.resolve_pixels(*args), slow_light.resolve_pixels(*args), atol=1e-6)
