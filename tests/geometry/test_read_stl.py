"""STL files of both forms, as they are met."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geometry.model_files import CUBE, CUBE_FACES, meshes, stl_binary, stl_text
from geometry.refusals import codes, refusal
from layerworks.geometry.reading import ReadLimits, read_model_bytes


@given(meshes(), st.booleans())
def test_triangles_come_back_welded(mesh: tuple[np.ndarray, np.ndarray], binary: bool):
    vertices, faces = mesh
    data = (stl_binary if binary else stl_text)(vertices, faces)
    model = read_model_bytes(data, "part.stl")
    (item,) = model.items
    assert np.array_equal(item.vertices_mm[item.faces], vertices[faces])
    assert len(np.unique(item.vertices_mm, axis=0)) == len(item.vertices_mm) == len(np.unique(faces))
    assert (item.vertices_mm.dtype, item.faces.dtype) == (np.float64, np.int32)
    assert (model.format, model.unit, model.unit_stated) == ("stl", "millimeter", False)


def test_a_binary_file_may_begin_with_solid():
    model = read_model_bytes(stl_binary(CUBE, CUBE_FACES, b"solid facet normal 0 0 1 endsolid"), "part.stl")
    assert len(model.items[0].faces) == 12
    assert codes(model) == []


def test_bytes_after_the_last_triangle_are_passed_over_and_said():
    model = read_model_bytes(stl_binary(CUBE, CUBE_FACES) + bytes(7), "part.stl")
    assert len(model.items[0].faces) == 12
    assert codes(model) == ["trailing_bytes"]
    fewer = read_model_bytes(stl_binary(CUBE, CUBE_FACES, count=10), "part.stl")
    assert len(fewer.items[0].faces) == 10
    assert codes(fewer) == ["trailing_bytes"]


@pytest.mark.parametrize("count", [0, 0xFFFFFFFF])
def test_a_count_left_open_is_taken_from_the_length(count: int):
    model = read_model_bytes(stl_binary(CUBE, CUBE_FACES, count=count), "part.stl")
    assert len(model.items[0].faces) == 12
    assert codes(model) == ["stl_count"]


@pytest.mark.parametrize("length", [5, 80, 83, 90, 84 + 50 * 11, 84 + 50 * 12 - 1])
def test_a_cut_off_binary_file_is_refused(length: int):
    code = refusal(stl_binary(CUBE, CUBE_FACES, b"\0exported")[:length], "part.stl")
    assert code == "stl_cut_off"


def test_a_promise_of_four_milliard_triangles_costs_nothing():
    assert refusal(stl_binary(CUBE, CUBE_FACES, count=0xFFFFFFFE), "part.stl") == "stl_cut_off"


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("write", [stl_binary, stl_text])
def test_coordinates_that_are_not_finite_are_counted_and_refused(value: float, write):
    vertices = CUBE.copy()
    vertices[7, 1] = value
    assert refusal(write(vertices, CUBE_FACES), "part.stl") == "not_finite"


def test_a_signalling_nan_raises_no_warning():
    data = bytearray(stl_binary(CUBE, CUBE_FACES))
    data[96:100] = (0x7F800001).to_bytes(4, "little")
    assert refusal(bytes(data), "part.stl") == "not_finite"


TEXT = stl_text(CUBE, CUBE_FACES, "cube")
SPELLINGS = {
    "crlf": TEXT.replace(b"\n", b"\r\n"),
    "old mac": TEXT.replace(b"\n", b"\r"),
    "capitals": TEXT.upper(),
    "one line": b" ".join(TEXT.split()),
    "tabs": TEXT.replace(b" ", b"\t \t"),
    "no indent": b"\n".join(line.strip() for line in TEXT.splitlines()),
    "blank lines": TEXT.replace(b"\n", b"\n\n\n"),
    "byte order mark": b"\xef\xbb\xbf" + TEXT,
    "leading blanks": b"\n  " + TEXT,
    "no name": TEXT.replace(b" cube", b""),
    "latin-1 name": TEXT.replace(b"cube", "Würfel".encode("latin-1")),
    "gbk name": TEXT.replace(b"cube", "支架 facet".encode("gbk")),
    "exponents": TEXT.replace(b"10.0", b"+1.000000E+001"),
    "no normals known": TEXT.replace(b"normal 0 0 0", b"normal -nan(ind) 1.#QNAN nan"),
    "end solid apart": TEXT.replace(b"endsolid", b"end solid"),
    "zeros at the end": TEXT + b"\0\0\x1a",
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_text_is_read_however_it_is_spelt(spelling: str):
    model = read_model_bytes(SPELLINGS[spelling], "part.stl")
    assert codes(model) == []
    assert np.array_equal(model.items[0].vertices_mm[model.items[0].faces], CUBE[CUBE_FACES])


def test_several_solids_make_one_item():
    halves = stl_text(CUBE, CUBE_FACES[:6], "facet normal") + stl_text(CUBE, CUBE_FACES[6:], "solid two")
    model = read_model_bytes(halves, "part.stl")
    (item,) = model.items
    assert np.array_equal(item.vertices_mm[item.faces], CUBE[CUBE_FACES])
    assert item.name == "part"


def test_text_without_its_end_is_read_with_a_warning():
    model = read_model_bytes(TEXT[: TEXT.rindex(b"endsolid")], "part.stl")
    assert len(model.items[0].faces) == 12
    assert codes(model) == ["stl_no_end"]


def test_text_cut_off_within_a_triangle_is_refused():
    assert refusal(TEXT[: TEXT.rindex(b"vertex")], "part.stl") == "text_cut_off"


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (b"vertex 30.0", b"vertex 30,0", "bad_number"),
        (b"vertex 30.0", b"vertex 3_0", "bad_number"),
        (b"vertex 30.0", b"vertex " + b"3" * 2000, "bad_number"),
        (b"vertex 30.0", b"vertex 1e39", "not_finite"),
        (b"vertex 30.0", b"vertex 1e30", "too_far"),
        (b"outer loop", b"outer loop\n vertex 1 2 3", "bad_line"),
        (b"endloop", b"", "bad_line"),
    ],
)
def test_text_without_sense_is_refused(before: bytes, after: bytes, code: str):
    assert refusal(TEXT.replace(before, after, 1), "part.stl") == code


def test_the_bad_line_is_named():
    with pytest.raises(Exception, match="Line 9 makes no sense"):
        read_model_bytes(TEXT.replace(b" facet", b" facett", 2).replace(b" facett", b" facet", 1), "part.stl")


def test_nothing_but_frames_is_refused():
    assert refusal(b"solid x\nendsolid x\n", "part.stl") == "no_faces"
    assert refusal(b"solid\n" * 300, "part.stl", limits=ReadLimits(max_items=100)) == "too_many_items"


def test_triangles_without_area_are_left_out():
    faces = np.concatenate([CUBE_FACES, np.full((5, 3), 2), [[0, 1, 1]]])
    model = read_model_bytes(stl_binary(CUBE, faces), "part.stl")
    assert len(model.items[0].faces) == 12
    assert codes(model) == ["repeated_corners"]
    assert model.findings[0].value == 6
    assert refusal(stl_binary(CUBE, np.full((100_000, 3), 2)), "part.stl") == "no_faces"


@pytest.mark.parametrize("write", [stl_binary, stl_text])
def test_more_triangles_than_allowed_are_refused(write):
    assert refusal(write(CUBE, CUBE_FACES), "part.stl", limits=ReadLimits(max_triangles=11)) == "too_many_triangles"
