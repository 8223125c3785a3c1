"""What the browser is sent says the same as what it was made from."""

import gzip

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from layerworks.geometry import CheckedMesh, Finding
from layerworks.pictures import mesh_stream, toolpath_stream
from layerworks.pictures.byte_planes import delta_planes, steps_within
from layerworks.pictures.mesh_stream import HEAD as MESH_HEAD
from layerworks.pictures.toolpath_stream import HEAD
from layerworks.slicing.role import Role
from layerworks.slicing.toolpath import Toolpath
from layerworks.words import say


class Reader:
    """Reads planes one after the other."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data, self.at = data, at

    def take(self, dtype: str, count: int) -> np.ndarray:
        out = np.frombuffer(self.data, dtype, count, self.at)
        self.at += out.nbytes
        return out

    def deltas(self, count: int) -> list[int]:
        low, high = self.take("u1", count), self.take("u1", count)
        value, values = 0, []
        for a, b in zip(low.tolist(), high.tolist(), strict=True):
            folded = a | b << 8
            value = (value + ((folded >> 1) ^ -(folded & 1))) & 0xFFFF
            values.append(value)
        return values


@given(st.lists(st.integers(0, 65535)))
def test_planes_of_differences_are_read_back(values):
    planes = delta_planes(np.array(values, np.uint16))
    assert Reader(planes, 0).deltas(len(values)) == values


@given(st.floats(0.001, 5000.0), st.integers(0, 2**32 - 1))
def test_a_step_is_fine_and_reaches_everywhere(size_mm, seed):
    points = np.random.default_rng(seed).uniform(-size_mm, size_mm, (20, 3))
    steps, low, step_mm = steps_within(points, 0.01)
    assert step_mm <= max(0.01, 2 * size_mm / 65535 * 1.0001)
    assert_allclose(low + steps * step_mm, points, atol=step_mm * 0.5001)


def some_toolpath(count: int, seed: int) -> Toolpath:
    rng = np.random.default_rng(seed)
    role = rng.choice([Role.TRAVEL, Role.RETRACT, Role.UNRETRACT, Role.OUTER_WALL, Role.BRIDGE], count).astype(np.uint8)
    lays = role >= Role.OUTER_WALL
    start = np.array([0, count // 3, count // 2, count], np.int32)
    return Toolpath(
        points_mm=rng.uniform(0, 300, (count, 3)),
        width_mm=np.where(lays, 0.45, 0).astype(np.float32),
        height_mm=np.where(lays, 0.2, 0).astype(np.float32),
        volume_mm3=np.where(lays, 2.0, 0.0),
        speed_mm_s=rng.uniform(10, 200, count).astype(np.float32),
        accel_mm_s2=np.zeros(count, np.float32),
        role=role,
        layer=np.repeat([0, 1, 2], np.diff(start)).astype(np.int32),
        part=np.zeros(count, np.int32),
        fan=np.zeros(count, np.float32),
        layer_z_mm=np.array([0.2, 0.4, 0.6]),
        layer_height_mm=np.full(3, 0.2),
        layer_start=start,
        parts=("one",),
    )


@pytest.mark.parametrize("count", [0, 1, 500])
def test_a_toolpath_is_read_back(count):
    toolpath = some_toolpath(count, 1)
    data = gzip.decompress(toolpath_stream(toolpath))
    magic, version, _, n, k, *rest = HEAD.unpack_from(data)
    low, step_mm, top_speed, top_flow, width_step = np.array(rest[:3]), *rest[3:]
    kept = ~np.isin(toolpath.role, [Role.RETRACT, Role.UNRETRACT])
    assert (magic, version, n, k) == (b"LWTP", 1, int(kept.sum()), 3)
    reader = Reader(data, HEAD.size)
    starts = reader.take("<u4", k + 1)
    assert starts.tolist() == [int(kept[:first].sum()) for first in toolpath.layer_start]
    assert_allclose(reader.take("<f4", k), toolpath.layer_z_mm, rtol=1e-6)
    assert_allclose(reader.take("<f4", k), toolpath.layer_height_mm, rtol=1e-6)
    points = np.array([reader.deltas(n) for _ in range(3)]).T.reshape(-1, 3) * step_mm + low
    assert_allclose(points, toolpath.points_mm[kept], atol=0.0051)
    assert_array_equal(reader.take("u1", n), toolpath.role[kept])
    assert_allclose(reader.take("u1", n) * width_step, toolpath.width_mm[kept], atol=width_step / 2)
    assert_allclose(reader.take("u1", n) / 255 * top_speed, toolpath.speed_mm_s[kept], atol=top_speed / 500)
    flows = reader.take("u1", n) / 255 * top_flow
    for i, move in list(enumerate(np.flatnonzero(kept)))[1:]:
        way = np.linalg.norm(toolpath.points_mm[move] - toolpath.points_mm[move - 1])
        expected = toolpath.volume_mm3[move] / way * toolpath.speed_mm_s[move]
        assert flows[i] == pytest.approx(expected, abs=top_flow / 500)
    assert reader.at == len(data)


def test_a_shape_is_read_back_with_what_was_found():
    rng = np.random.default_rng(3)
    vertices = rng.uniform(-40, 90, (60, 3))
    faces = rng.integers(0, 60, (200, 3)).astype(np.int32)
    mesh = CheckedMesh("some", vertices, faces, False, 1.0, 1.0, 1, (), "digest")
    whole = Finding("whole", "warn", say("settings.remedy"))
    thin, steep = (
        Finding(code, "warn", say("settings.remedy"), faces=np.array(at, np.int32))
        for code, at in (("thin", [3, 4]), ("steep", [4, 9]))
    )
    packed = mesh_stream(mesh, (whole, thin, steep))
    assert packed == mesh_stream(mesh, (whole, thin, steep))
    data = gzip.decompress(packed)
    magic, version, _, v, n, *rest = MESH_HEAD.unpack_from(data)
    assert (magic, version, n) == (b"LWMS", 1, 200)
    reader = Reader(data, MESH_HEAD.size)
    points = np.array([reader.deltas(v) for _ in range(3)]).T * rest[3] + np.array(rest[:3])
    codes = sum(reader.take("u1", 3 * n).astype(int) << (8 * place) for place in range(4))
    named, corners = 0, []
    for code in codes.tolist():
        corners.append(named - code)
        named += code == 0
    assert named == v
    assert_allclose(points[corners], vertices[faces.ravel()], atol=rest[3] * 0.51)
    marks = reader.take("u1", n)
    assert {int(f): int(marks[f]) for f in np.flatnonzero(marks)} == {3: 2, 4: 2, 9: 3}
    assert reader.at == len(data)
