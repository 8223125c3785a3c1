"""Negative volumes are cut out: exactly where all is solid, layer by layer where a surface is open."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from manifold3d import Manifold

from geometry.model_files import CUBE, CUBE_FACES, XML, mesh_3mf, model_3mf, package
from geometry.solids import arrays, ball, box, codes, finding, item
from layerworks.geometry import CheckedMesh, MeshRefusal
from layerworks.geometry.checking import CheckSettings, check
from layerworks.geometry.model import ModifierMesh
from layerworks.geometry.placing import PlaceSettings, place
from layerworks.geometry.reading import read_model_bytes
from layerworks.geometry.reading.threemf_pieces import COMPONENTS
from layerworks.slicing.cutting import LayerSettings, cut
from layerworks.slicing.regions import loop_areas_um2, regions_of
from layerworks.words import render
from slicing.polygons import BED


def less(solid, *tools) -> CheckedMesh | MeshRefusal:
    """Check a shape with negative volumes."""
    volumes = tuple(ModifierMesh("negative", *tool) for tool in tools)
    return check(replace(item(*solid), modifiers=volumes), CheckSettings())


def opened(mesh: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Take a face away from the top."""
    vertices, faces = mesh
    top = np.argmax(vertices[faces][:, :, 2].min(axis=1))
    return vertices, np.delete(faces, top, axis=0)


def layer_areas_mm2(mesh: CheckedMesh) -> np.ndarray:
    outlines = regions_of(cut(place([mesh], BED, PlaceSettings()), LayerSettings()))
    return np.bincount(outlines.loop_cell, loop_areas_um2(outlines), outlines.cells) / 1e6


def test_solids_are_cut_from_solids_exactly():
    mesh = less(box(30, 20, 10), box(10, 10, 20, (5, 5, -5)), box(4, 4, 4, (22, 2, 8)))
    assert isinstance(mesh, CheckedMesh)
    assert mesh.watertight
    assert mesh.modifiers == ()
    assert mesh.volume_mm3 == pytest.approx(6000.0 - 1000.0 - 32.0)
    assert finding(mesh, "carved").value == pytest.approx(1032.0)
    assert render(finding(mesh, "carved").text, "zh").startswith("已切除 2 个")


@settings(max_examples=40, deadline=None)
@given(st.tuples(*[st.integers(-8000, 30_000).map(lambda um: um / 1000.0)] * 3), st.floats(2, 12), st.booleans())
def test_what_is_cut_out_and_what_is_left_add_up(at, size, round_tool):
    tool = ball(size, 16) if round_tool else box(size, size, size)
    tool = tool[0] + np.array(at), tool[1]
    mesh = less(box(30, 20, 10), tool)
    cube = Manifold.cube([30, 20, 10])
    solid = Manifold.sphere(size, 16) if round_tool else Manifold.cube([size] * 3)
    rest = cube - solid.translate(list(at))
    assert isinstance(mesh, CheckedMesh)
    assert mesh.volume_mm3 == pytest.approx(rest.volume(), rel=1e-6)


@pytest.mark.parametrize("which", ["shape", "tool"])
def test_open_surfaces_are_cut_layer_by_layer(which: str):
    # holes wider than repair closes
    solid, tool = box(30, 20, 10), box(12, 14, 9.96, (9, 3, 0))
    limited = CheckSettings(max_hole_mm=0.0)
    shape = opened(solid) if which == "shape" else solid
    volume = ModifierMesh("negative", *(opened(tool) if which == "tool" else tool))
    mesh = check(replace(item(*shape), modifiers=(volume,)), limited)
    assert isinstance(mesh, CheckedMesh)
    assert [m.kind for m in mesh.modifiers] == ["negative"]
    assert "carved_by_layer" in codes(mesh)
    areas = layer_areas_mm2(mesh)
    assert areas == pytest.approx(np.full(50, 600.0 - 168.0), rel=1e-3)


def test_a_shape_that_is_cut_away_altogether_is_refused():
    refusal = less(box(5, 5, 5, (1, 1, 1)), box(10, 10, 10))
    assert isinstance(refusal, MeshRefusal)
    assert refusal.findings[0].code == "nothing_left"


def test_other_volumes_are_kept():
    blocker = ModifierMesh("support_blocker", *box(2, 2, 2))
    volumes = (ModifierMesh("negative", *box(4, 4, 40, (3, 3, -5))), blocker)
    mesh = check(replace(item(*box(20, 20, 10)), modifiers=volumes), CheckSettings())
    assert isinstance(mesh, CheckedMesh)
    assert mesh.modifiers == (blocker,)
    assert layer_areas_mm2(mesh) == pytest.approx(np.full(50, 400.0 - 16.0), rel=1e-6)


def test_a_bore_turned_with_its_part_is_where_it_was():
    bore = arrays(Manifold.cylinder(40, 3, 3, 96, True))
    cube = box(20, 20, 10, (-10, -10, 0))
    turn = math.radians(30.0)
    rotation = np.array([[math.cos(turn), -math.sin(turn), 0], [math.sin(turn), math.cos(turn), 0], [0, 0, 1]])
    straight, turned = less(cube, bore), less((cube[0] @ rotation.T, cube[1]), (bore[0] @ rotation.T, bore[1]))
    assert isinstance(straight, CheckedMesh)
    assert isinstance(turned, CheckedMesh)
    assert turned.volume_mm3 == pytest.approx(straight.volume_mm3, rel=1e-9)


def test_a_file_of_orca_slicer_has_its_negative_part_cut_out():
    small = CUBE * 0.5 + np.array([2.0, 2.0, 2.0])
    objects = (
        f'<object id="1">{mesh_3mf(CUBE, CUBE_FACES)}</object><object id="2">{mesh_3mf(small, CUBE_FACES)}</object>'
    )
    whole = '<object id="9"><components><component objectid="1"/><component objectid="2"/></components></object>'
    told = '<part id="1" subtype="normal_part"/><part id="2" subtype="negative_part"/>'
    config = {COMPONENTS: f'{XML}<config><object id="9">{told}</object></config>'}
    model = read_model_bytes(package(model_3mf(objects + whole, '<item objectid="9"/>'), config), "a.3mf")
    mesh = check(model.items[0], CheckSettings())
    assert isinstance(mesh, CheckedMesh)
    assert mesh.volume_mm3 == pytest.approx(6000.0 * (1.0 - 0.125))
