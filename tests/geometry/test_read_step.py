"""STEP files, in a process of their own."""

import importlib.util

import numpy as np
import pytest

from geometry.refusals import codes, refusal, volume_mm3
from geometry.step_files import step_box, step_cylinder
from layerworks.geometry.reading import ReadLimits, read_model_bytes
from layerworks.geometry.reading.glb import read_glb
from layerworks.words import render

BOX = step_box(10, 20, 30)
needs_cascadio = pytest.mark.skipif(
    importlib.util.find_spec("cascadio") is None, reason="STEP is optional: pip install -e .[step]"
)


@needs_cascadio
@pytest.mark.parametrize(
    ("unit", "factor"), [("SI_UNIT(.MILLI.,.METRE.)", 1), ("SI_UNIT($,.METRE.)", 1000), ("inch", 25.4)]
)
def test_a_box_has_its_size_in_mm_and_stands_as_in_the_file(unit: str, factor: float):
    model = read_model_bytes(step_box(10, 20, 30, unit), "box.step")
    (item,) = model.items
    assert np.allclose(item.vertices_mm.min(axis=0), 0, atol=1e-5)
    assert np.allclose(item.vertices_mm.max(axis=0), np.array([10, 20, 30]) * factor, rtol=1e-6)
    assert (len(item.vertices_mm), len(item.faces)) == (8, 12)
    assert volume_mm3(item.vertices_mm, item.faces) == pytest.approx(6000 * factor**3, rel=1e-6)
    assert (item.name, model.format, model.unit, model.unit_stated) == ("Part", "step", "millimeter", True)
    assert codes(model) == ["tessellated"]
    assert "0.01 mm" in render(model.findings[0].text, "en")


@needs_cascadio
@pytest.mark.parametrize(("unit", "factor"), [("SI_UNIT(.MILLI.,.METRE.)", 1), ("inch", 25.4)])
def test_triangles_keep_within_the_stated_tolerance(unit: str, factor: float):
    model = read_model_bytes(step_cylinder(20, 30, unit), "pin.step")
    (item,) = model.items
    distance = np.hypot(*item.vertices_mm[:, :2].T)
    assert np.allclose(distance[distance > 1], 20 * factor, rtol=1e-6)
    corners = item.vertices_mm[item.faces]
    wall = np.ptp(corners[:, :, 2], axis=1) > 1
    assert wall.sum() > 100
    chord = np.hypot(*corners[wall].mean(axis=1)[:, :2].T)  # a third into a triangle with two corners on one rim
    middle = np.hypot(*((corners[wall] + np.roll(corners[wall], 1, axis=1)) / 2)[:, :, :2].reshape(-1, 2).T)
    assert 20 * factor - min(chord.min(), middle.min()) < model.findings[0].value + 1e-4
    assert volume_mm3(item.vertices_mm, item.faces) == pytest.approx(np.pi * 400 * 30 * factor**3, rel=1e-3)


@needs_cascadio
def test_the_unit_of_a_step_file_is_kept():
    model = read_model_bytes(BOX, "box.stp", unit="inch")
    assert model.unit == "millimeter"
    assert codes(model) == ["tessellated", "unit_kept"]


@needs_cascadio
@pytest.mark.parametrize("data", [BOX[: len(BOX) // 2], BOX[:20], BOX.replace(b"CLOSED_SHELL", b"OPEN_SHELF")])
def test_damage_is_refused(data: bytes):
    assert refusal(data, "box.step") in ("step_failed", "no_faces")


@needs_cascadio
def test_time_and_memory_are_bounded():
    assert refusal(BOX, "box.step", limits=ReadLimits(step_timeout_s=0.001)) == "step_slow"
    assert refusal(BOX, "box.step", limits=ReadLimits(step_memory_bytes=1 << 20)) == "step_failed"


def test_without_the_extra_the_remedy_is_the_command(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(Exception, match=r'pip install "layerworks\[step\]"'):
        read_model_bytes(BOX, "box.step")
    assert refusal(BOX, "box.step") == "step_extra"


def glb(document: bytes, buffer: bytes) -> bytes:
    document += b" " * (-len(document) % 4)
    chunks = len(document).to_bytes(4, "little") + b"JSON" + document
    chunks += len(buffer).to_bytes(4, "little") + b"BIN\0" + buffer
    return b"glTF" + (2).to_bytes(4, "little") + (12 + len(chunks)).to_bytes(4, "little") + chunks


TRIANGLE = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], "<f4").tobytes() + np.array([0, 1, 2, 0], "<u2").tobytes()
SCENE = b"""{"accessors": [{"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3"},
  {"bufferView": 1, "componentType": 5123, "count": 3, "type": "SCALAR"}],
 "bufferViews": [{"byteLength": 36}, {"byteOffset": 36, "byteLength": 6}],
 "meshes": [{"name": "leaf", "primitives": [{"attributes": {"POSITION": 0}, "indices": 1}]}],
 "nodes": [{"children": [1, 2], "translation": [0, 0, 1]}, {"mesh": 0, "rotation": [0, 0, 0.7071067811865476,
 0.7071067811865476], "scale": [2, 2, 2]}, {"mesh": 0, "matrix": [1,0,0,0, 0,1,0,0, 0,0,1,0, 5,6,7,1]}],
 "scene": 0, "scenes": [{"nodes": [0]}]}"""


def test_an_assembly_is_taken_apart_and_placed():
    turned, moved = read_glb(glb(SCENE, TRIANGLE), ReadLimits())
    assert np.allclose(turned.mesh.vertices, [[0, 0, 1000], [0, 2000, 1000], [-2000, 0, 1000]])
    assert np.allclose(moved.mesh.vertices, [[5000, 6000, 8000], [6000, 6000, 8000], [5000, 7000, 8000]])
    assert [turned.name, moved.name] == ["leaf", "leaf"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'"count": 3', b'"count": 4000000'),
        (b'"count": 3', b'"count": -1'),
        (b'"mesh": 0', b'"mesh": 5'),
        (b'"bufferView": 0', b'"bufferView": "x"'),
        (b'"children": [1, 2]', b'"children": [9]'),
        (b'"byteOffset": 36', b'"byteOffset": -36'),
        (b"5123", b"5124"),
        (b'{"accessors"', b"[["),
    ],
)
def test_a_glb_that_makes_no_sense_is_refused(before: bytes, after: bytes):
    with pytest.raises(Exception, match="cannot be turned"):
        read_glb(glb(SCENE.replace(before, after), TRIANGLE), ReadLimits())
