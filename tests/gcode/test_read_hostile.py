"""Broken, strange and hostile programs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerworks.errors import Rejected
from layerworks.gcode.reading import ReadingRules, read_program
from layerworks.words import render


def refused(text: bytes) -> tuple[str, int]:
    with pytest.raises(Rejected) as caught:
        read_program(text)
    for language in ("en", "zh"):
        assert render(caught.value.text, language)
        assert caught.value.remedy is not None
        assert render(caught.value.remedy, language)
    return caught.value.text.code.removeprefix("reading_gcode."), int(dict(caught.value.text.values)["line"])  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"G1 X1.2.3", "bad_character"),
        (b"G1 X--1", "bad_number"),
        (b"G1 X+", "bad_number"),
        (b"G1 X.", "bad_number"),
        (b"G1 XNaN", "bad_number"),
        (b"G1 Xinf Y1", "bad_number"),
        (b"G1 X Y1", "bad_number"),
        (b"G1 X1 0", "bad_character"),
        (b"G1 X{x_mm}", "bad_character"),
        (b"G1 X1 \xd7 Y2", "bad_character"),
        (b"G1 X1\x00Y2", "bad_character"),
        (b"G1 X" + b"9" * 30, "too_large"),
        (b"G1 X" + b"9" * 400, "too_large"),
        (b"G1 E1e", "bad_number"),
        (b"G1 X1 F0", "bad_speed"),
        (b"G1 X1 F-600", "bad_speed"),
        (b"G2 X1 Y1", "no_centre"),
        (b"G2 X1 Y1 I0 J0", "no_centre"),
        (b"G3 X1 Y1 R5", "arc_by_radius"),
        (b"G91\nG3 X1 Y1 I5", "arc_relative"),
        (b"G3 X1 Y1 I99999999", "arc_too_fine"),
        (b"M220 S0", "bad_factor"),
        (b"M221 S-5", "bad_factor"),
        (b"\x00\x00\x00\x00", "bad_start"),
        (b"\x89PNG\r", "bad_start"),
        (b"{if layer}", "bad_start"),
        (b"#include", "bad_start"),
        (b"\xff\xfe", "bad_start"),
    ],
)
def test_a_broken_line_is_named(line: bytes, code: str):
    first = b"G28\r\n; fine\r\nG1 X5\r\n"
    wanted = 4 + line.count(b"\n")
    assert refused(first + line + b"\nG1 X2\n") == (code, wanted)
    assert refused(first + line) == (code, wanted)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(text: bytes):
    try:
        moves = read_program(text)
    except Rejected:
        refused(text)
    else:
        assert np.isfinite(moves.points_mm).all()
        assert moves.lines == text.count(b"\n") + (not text.endswith(b"\n") and len(text) > 0)


@given(
    st.lists(st.sampled_from([b"G1 X1", b"X", b"Y1", b"E", b".", b"-", b"9" * 25, b" ", b"\n", b";", b"(", b"*", b"N"]))
)
def test_pieces_of_lines_are_read_or_refused(pieces: list[bytes]):
    try:
        moves = read_program(b"".join(pieces))
    except Rejected:
        return
    assert np.isfinite(moves.points_mm).all()


def test_lines_of_a_megabyte():
    long = b"x" * (1 << 20)
    moves = read_program(b";" + long + b"\nG1 X1 ;" + long + b"\nM117 " + long + b"\n" + b" " * (1 << 20) + b"G1 X2")
    assert moves.points_mm[:, 0].tolist() == [0.0, 1.0, 2.0]
    assert moves.line.tolist() == [2, 4]
    assert refused(b"G1 X" + b"1" * (1 << 20)) == ("too_large", 1)
    assert [u.name for u in read_program(b"word" + long).unknown] == ["WORD" + "X" * 996]


def test_long_numbers_lose_nothing_that_matters():
    text = b"G1 X0.1000000000000000000000000001 Y123456.000000000000000000000 Z0.00000000000000000000000001"
    assert read_program(text).points_mm[-1].tolist() == pytest.approx([0.1, 123456.0, 0.0], rel=1e-15, abs=1e-20)


@given(st.floats(-1e6, 1e6, allow_nan=False), st.integers(0, 12))
def test_numbers_are_pythons_floats(value: float, digits: int):
    text = f"{value:.{digits}f}"
    if len(text.replace("-", "").replace(".", "").lstrip("0")) <= 15:
        assert read_program(f"G1 X{text} Z500".encode()).points_mm[-1, 0] == float(text)


def test_an_exponent_is_a_second_word():
    """So Klipper reads it, whatever the writer meant."""
    moves = read_program(b"G1 X1e30")
    assert (moves.points_mm[-1, 0], moves.e_mm[0]) == (1.0, 30.0)


def test_a_mark_of_the_byte_order_and_old_line_ends():
    moves = read_program(b"\xef\xbb\xbf;FLAVOR\r\nG1 X1\r\n\r\nG1 X2\r\n")
    assert moves.points_mm[:, 0].tolist() == [0.0, 1.0, 2.0]


def test_a_very_fine_arc_needs_more_memory_than_a_block():
    moves = read_program(b"G3 X0 Y0 I20 J0 E5", ReadingRules(arc_resolution_mm=0.001))
    assert len(moves) == int(2 * np.pi * 20 / 0.001)
    assert moves.e_mm.sum() == pytest.approx(5.0)


def test_many_unknown_commands_are_counted_not_kept():
    moves = read_program(b"FOO A=1\nG1 X1\n" * 20_000 + b"m9990\nG555\n_BAR\nT5.5\n")
    assert [(u.name, u.count, u.line) for u in moves.unknown] == [
        ("FOO", 20_000, 1),
        ("G555", 1, 40_002),
        ("M9990", 1, 40_001),
        ("_BAR", 1, 40_003),
    ]
