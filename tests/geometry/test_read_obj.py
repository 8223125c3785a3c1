"""OBJ files as programs write them."""

import math

import numpy as np
import pytest
from hypothesis import given

from geometry.model_files import CUBE, CUBE_FACES, meshes, obj
from geometry.refusals import codes, refusal, volume_mm3
from layerworks.geometry.reading import ReadLimits, read_model_bytes


@given(meshes())
def test_vertices_and_faces_come_back(mesh: tuple[np.ndarray, np.ndarray]):
    vertices, faces = mesh
    (item,) = read_model_bytes(obj(vertices, faces), "part.obj").items
    assert np.array_equal(item.vertices_mm[item.faces], vertices[faces])
    assert len(item.vertices_mm) == len(np.unique(faces))


QUADS = b"""# Exported by hand
mtllib cube.mtl
o W\xfcrfel
v 0 0 0 0.1 0.2 0.3
v 3e1 0 0 1 1 1
v 0 2E+1 0
v 30.0 20 0
v 0 0 10
v 30 0 10.
v 0 20 1.000000000000000000e1
v 30 20 10
vn 0 0 1
vt 0.5 0.5
g \xd6\xa7\xbc\xdc
usemtl steel
s off
f 1 3 4 2
f -4/1/1 -3//1 -1/1 -2
f 1 2 6 5 # front
f 3 7 \\
  8 4
g other
f 1 5 7 3
l 1 2
f 2 4 8 6
"""


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_polygons_colours_groups_and_names(end: bytes):
    model = read_model_bytes(QUADS.replace(b"\n", end), "cube.obj")
    (item,) = model.items
    assert item.name == "cube"
    assert np.array_equal(item.vertices_mm, CUBE)
    assert len(item.faces) == 12
    assert volume_mm3(item.vertices_mm, item.faces) == pytest.approx(6000)
    assert codes(model) == []


def test_a_face_of_many_corners_becomes_a_fan():
    angles = np.linspace(0, 2 * np.pi, 1000, endpoint=False)
    ring = "".join(f"v {50 * math.cos(a)!r} {50 * math.sin(a)!r} 0\n" for a in angles.tolist())
    face = "f " + " ".join(str(k + 1) for k in range(1000))
    (item,) = read_model_bytes((ring + face).encode(), "disc.obj").items
    assert len(item.faces) == 998
    a, b, c = (item.vertices_mm[item.faces[:, k]] for k in range(3))
    assert np.cross(b - a, c - a)[:, 2].min() > 0
    assert np.cross(b - a, c - a)[:, 2].sum() / 2 == pytest.approx(500 * 2500 * np.sin(2 * np.pi / 1000))


def test_more_than_one_block_is_joined():
    count = 40_000
    grid = np.column_stack([np.arange(3 * count) % 301, np.arange(3 * count) // 301, np.zeros(3 * count)]).astype(float)
    faces = np.arange(3 * count).reshape(-1, 3)
    model = read_model_bytes(obj(grid, faces), "many.obj")
    assert np.array_equal(model.items[0].vertices_mm[model.items[0].faces], grid[faces])


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (b"v 30 20 10", b"v 30 20", "bad_line"),
        (b"v 30 20 10", b"v 30 20 1O", "bad_number"),
        (b"v 30 20 10", b"v 30 20 nan", "not_finite"),
        (b"v 30 20 10", b"v 30 20 1e999", "not_finite"),
        (b"f 2 4 8 6", b"f 2 4 9 6", "bad_index"),
        (b"f 2 4 8 6", b"f 2 4 0 6", "bad_index"),
        (b"f 2 4 8 6", b"f 2 4 -9 6", "bad_index"),
        (b"f 2 4 8 6", b"f 2 4 99999999999999999999 6", "bad_index"),
        (b"f 2 4 8 6", b"f 2 4 two 6", "bad_line"),
        (b"f 2 4 8 6", b"f" + b" 1" * 70_000, "long_face"),
    ],
)
def test_lines_without_sense_are_refused(before: bytes, after: bytes, code: str):
    assert before in QUADS
    assert refusal(QUADS.replace(before, after), "cube.obj") == code


def test_the_bad_line_is_named():
    with pytest.raises(Exception, match="Line 25 makes no sense"):
        read_model_bytes(QUADS.replace(b"f 2 4 8 6", b"f x"), "cube.obj")


def test_points_alone_are_no_part():
    assert refusal(b"v 0 0 0\nv 1 0 0\nv 0 1 0\n", "points.obj") == "no_faces"
    assert refusal(b"v 0 0 0\nv 1 0 0\nf 1 2\n", "line.obj") == "no_faces"


def test_more_triangles_than_allowed_are_refused():
    assert refusal(obj(CUBE, CUBE_FACES), "cube.obj", limits=ReadLimits(max_triangles=11)) == "too_many_triangles"
    assert refusal(b"v 0 0 0\n" * 60, "cube.obj", limits=ReadLimits(max_triangles=11)) == "too_many_triangles"
