"""Boxes and spheres by their measures."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geometry.solids import passed
from layerworks.errors import Misused
from layerworks.geometry.solids import Box, Sphere, mesh_of, solid_named

lengths = st.floats(-200.0, 200.0).map(lambda v: round(v, 3))


@given(st.lists(lengths, min_size=6, max_size=6))
def test_a_box_is_what_lies_between_its_corners(numbers: list[float]):
    size = np.abs(np.subtract(numbers[3:], numbers[:3]))
    text = "box:" + ",".join(map(str, numbers))
    if size.min() <= 0.0:
        with pytest.raises(Misused):
            solid_named(text)
        return
    solid = solid_named(text)
    assert isinstance(solid, Box)
    vertices, faces = mesh_of(solid)
    assert np.sort(vertices[[0, 7]], axis=0) == pytest.approx(np.sort(np.reshape(numbers, (2, 3)), axis=0))
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    assert (a * np.cross(b, c)).sum() / 6.0 == pytest.approx(size.prod(), rel=1e-6)


def test_meshes_are_closed_and_look_outward():
    for solid, volume in ((Box((0, 0, 0), (3, 4, 5)), 60.0), (Sphere((1, 2, 3), 5.0), 4.0 / 3.0 * math.pi * 125.0)):
        mesh = passed(*mesh_of(solid))
        assert mesh.watertight
        assert mesh.volume_mm3 == pytest.approx(volume, rel=0.01)
        assert "turned_outward" not in [finding.code for finding in mesh.findings]


@pytest.mark.parametrize("solid", [Box((0, 0, 0), (3, 4, 5.25)), Sphere((-1, 2, 3), 0.5)])
def test_what_is_written_is_read_again(solid: Box | Sphere):
    assert solid_named(str(solid)) == solid


@pytest.mark.parametrize("path", ["part.stl", "box", "C:\\parts\\box.stl", "/tmp/box:1/part.stl", "box:a.stl", "./x,y"])
def test_paths_are_no_solids(path: str):
    assert solid_named(path) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("boxx:1,2,3,4,5,6", "Did you mean “box”"),
        ("spere:1,2,3,4", "Did you mean “sphere”"),
        ("box:1,2,3", "6 numbers"),
        ("sphere:1,2,3,", "4 numbers"),
        ("sphere:", "4 numbers"),
        ("box:1,1,1,2,2,1", "no volume"),
        ("sphere:0,0,0,-1", "no volume"),
    ],
)
def test_errors_name_the_remedy(text: str, says: str):
    with pytest.raises(Misused, match=says) as caught:
        solid_named(text)
    assert "box:X,Y,Z,X,Y,Z" in str(caught.value)
