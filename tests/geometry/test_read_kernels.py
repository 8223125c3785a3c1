"""Fast loops over text and corners give what their slow twins give."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from layerworks.geometry.reading.welding import weld_by_sorting, weld_exact
from layerworks.kernels import obj_lines, stl_weld, text_decimal, text_rows
from reference import obj_lines as slow_obj
from reference import stl_weld as slow_weld
from reference import text_rows as slow_rows

decimals = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.decimals(-9999, 9999, places=4).map(str),
    st.integers().map(str),
    st.from_regex(r"[-+]?[0-9]{0,20}\.?[0-9]{0,20}([eE][-+]?[0-9]{1,3})?", fullmatch=True),
)


def _letters(text: bytes) -> np.ndarray:
    return np.frombuffer(text, np.uint8)


@given(decimals, st.sampled_from(["", " ", '"', "<", "\n", "'"]))
@example("-0.0", "")
@example("9007199254740993", " ")
@example("00000000000000000000000001.5e0", "")
@example("0.1000000000000000055511151231257827", "")
@example("1e-5000", "")
def test_a_plain_decimal_is_what_python_reads(word: str, after: str):
    value, end, plain = text_decimal.read_decimal(_letters((word + after).encode()), 0)
    assert end == len(word)
    if plain:
        assert np.float64(value).tobytes() == np.float64(float(word)).tobytes()


@given(st.decimals(-100000, 100000, places=6).map(str))
def test_ordinary_coordinates_take_the_fast_way(word: str):
    assert text_decimal.read_decimal(_letters(word.encode()), 0)[2]


@pytest.mark.parametrize("word", ["", "-", ".", "e5", "1e", "1e+", "1,5", "nan", "inf", "1.2.3", "0x10", "1_0"])
def test_what_is_no_decimal_is_left_to_the_caller(word: str):
    assert text_decimal.read_decimal(_letters(word.encode()), 0) == (0.0, len(word), False)


PATTERNS = [
    (b' <vertex~x="#"~y="#"*/>', False),
    (b" facet ? vertex # # end", True),
    (b" <v1> # </v1>", False),
]
pieces = st.sampled_from(
    b"""<vertex| x="| y="|"|/>| |\n|facet|FACET| vertex |end|<v1>|</v1>|1|2.5|-3e2|x|&|<|/"""
    b"""|<vertex x="1" y="2" p="3/"/>|facet n vertex 1 2 end""".split(b"|")
)


@example(b'<vertex x="1" y="2" p="3/"/>', (b' <vertex~x="#"~y="#"*/>', False))
@given(st.lists(pieces, max_size=24).map(b"".join), st.sampled_from(PATTERNS))
def test_rows_match_as_a_regular_expression_does(text: bytes, pattern: tuple[bytes, bool]):
    signs, fold = pattern
    values = np.empty((64, signs.count(b"#")))
    odd = np.empty((values.size, 4), np.int64)
    rows, end, odds = text_rows.match_rows(_letters(text), 0, _letters(signs), fold, values, odd)
    words, expected_end = slow_rows.match_rows(text, 0, signs, fold)
    assert (rows, end) == (len(words), expected_end)
    left_out = {(row, column): text[a:b] for row, column, a, b in odd[:odds].tolist()}
    for row, line in enumerate(words):
        for column, word in enumerate(line):
            if (row, column) in left_out:
                assert left_out[row, column] == word
            else:
                assert values[row, column] == float(word)


def test_rows_stop_where_room_ends():
    values, odd = np.empty((2, 1)), np.empty((2, 4), np.int64)
    text = b"<v1>1</v1><v1>2</v1><v1>3</v1>"
    assert text_rows.match_rows(_letters(text), 0, _letters(b"<v1>#</v1>"), False, values, odd) == (2, 20, 0)


lines = st.sampled_from(
    b"v 1 2 3|v -1.5e3 .5 +2 0.1 0.2 0.3|v\t1  2\t3 1.0|f 1 2 3|f 1/1 2/2/2 3//3 -1|f -3 -2 -1|f|f 1 2|vn 1 2 3"
    b"|# v 1 2 3||g all|f 1 2 \\\n3 4|  v 4 5 6 # seven|usemtl f 1|f +1 9 0".split(b"|")
)


@given(st.lists(st.tuples(lines, st.sampled_from([b"\n", b"\r\n", b"\r"])), max_size=20), st.integers(1, 5))
def test_obj_lines_are_read_as_by_splitting(parts: list[tuple[bytes, bytes]], room: int):
    text = b"".join(line + end for line, end in parts)
    letters = _letters(text)
    vertices, triangles = np.empty((room, 3)), np.empty((room, 3), np.int64)
    corners, odd = np.empty(room + 2, np.int64), np.empty((3 * room, 4), np.int64)
    points: list[list[float]] = []
    faces: list[tuple[int, ...]] = []
    state, at = -1, 0
    while state != obj_lines.END:
        state, at, found, made, odds = obj_lines.read_lines(letters, at, len(points), vertices, triangles, corners, odd)
        if state == obj_lines.LONG_FACE:
            assert room < 3  # a face of four or five corners is in the lines above
            return
        assert state in (obj_lines.END, obj_lines.FULL)
        assert odds == 0
        points += vertices[:found].tolist()
        faces += [tuple(face) for face in triangles[:made].tolist()]
    assert (points, faces) == slow_obj.read_lines(text)


@pytest.mark.parametrize("line", [b"v 1 2", b"f 1 2 x", b"f 1.5 2 3", b"v", b"f a b c", b"f 1,2 3 4"])
def test_an_obj_line_without_sense_is_named(line: bytes):
    text = b"v 1 2 3\n" + line + b"\nv 1 2 3\n"
    room = np.empty((9, 3)), np.empty((9, 3), np.int64), np.empty(9, np.int64), np.empty((27, 4), np.int64)
    assert obj_lines.read_lines(_letters(text), 0, 0, *room)[:2] == (obj_lines.BAD_LINE, 8)


few = st.sampled_from([0.0, -0.0, 1.0, -1.0, 1e-45, 3.4e38])


@given(st.lists(st.tuples(few, few, few), max_size=40))
def test_equal_points_get_one_number(points: list[tuple[float, float, float]]):
    array = np.array(points, np.float32).reshape(-1, 3)
    vertices, index = weld_exact(array)
    expected_index, first = slow_weld.weld_bits((array + np.float32(0)).view(np.uint32))
    assert index.tolist() == expected_index
    assert np.array_equal(vertices, array[first])
    assert not np.signbit(vertices[vertices == 0]).any()
    by_sorting = weld_by_sorting(array + np.float32(0))
    assert by_sorting[1].tolist() == expected_index
    assert np.array_equal(by_sorting[0], vertices)


def test_points_made_to_collide_are_given_up_and_sorted_instead(monkeypatch: pytest.MonkeyPatch):
    points = np.random.default_rng(1).random((3000, 3)).astype(np.float32)
    usual = weld_exact(points)
    # a table that is almost full needs as many steps as one whose places were all chosen to collide
    bits, scratch = points.view(np.uint32), np.full(2048, -1, np.int32)
    first = np.empty(3000, np.int32)
    assert stl_weld.weld_bits(bits, np.empty(3000, np.int32), first, scratch) == -1
    monkeypatch.setattr(stl_weld, "weld_bits", lambda *_: -1)
    vertices, index = weld_exact(points)
    assert np.array_equal(vertices, usual[0])
    assert np.array_equal(index, usual[1])
