"""The reading kernel against its slow twin."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gcode.programs import PROGRAMS
from layerworks.errors import Rejected
from layerworks.gcode.reading import Moves, ReadingRules, read_program
from layerworks.gcode.reading.lines import text_blocks
from layerworks.gcode.reading.stream import Stream
from reference.gcode_read import Reader, Refused

RULES = ReadingRules(retract_mm=0.8, retract_mm_s=35.0, unretract_extra_mm=0.1, unretract_mm_s=20.5)
OTHER_RULES = (
    ReadingRules(arc_circle_chords=24.0, free_arcs=True, filament_mode="last", planner_lines=True, dwell_s_word=True),
    ReadingRules(
        arc_resolution_mm=2.0,
        arc_least_mm=0.1,
        arc_chords_s=200.0,
        arc_deviation_mm=0.005,
        arc_round_up=0.8,
        free_arcs=True,
        filament_mode="apart",
        planner_lines=True,
        dwell_s_word=True,
    ),
)
KINDS = ("move", "filament", "dwell", "stop")


def slow(text: bytes, rules: ReadingRules = RULES) -> Reader | Refused:
    reader = Reader(rules)
    try:
        return reader.read(text)
    except Refused as refused:
        return refused


def assert_same(moves: Moves, reader: Reader) -> None:
    rows = reader.rows
    assert [KINDS[k] for k in moves.step.tolist()] == [r.kind for r in rows]
    assert moves.line.tolist() == [r.line for r in rows]
    assert moves.offset.tolist() == [r.offset for r in rows]
    assert moves.role.tolist() == [r.role for r in rows]
    np.testing.assert_allclose(moves.points_mm[1:], np.array([r.place for r in rows]).reshape(-1, 3), atol=1e-8)
    np.testing.assert_allclose(moves.e_mm, [r.e for r in rows], atol=1e-8)
    np.testing.assert_allclose(moves.speed_mm_s, [r.speed for r in rows], rtol=1e-12)
    assert moves.dwell_s.tolist() == reader.dwells
    assert [(r, a) for r, a in zip(moves.limit_row.tolist(), moves.limit_change[:, 1].tolist(), strict=True)] == (
        reader.limits
    )
    planner = reader.planner if reader.rules.planner_lines else []
    assert moves.planner_row.tolist() == [row for row, _ in planner]
    lines = zip(moves.planner_line, planner, strict=True)
    assert all(code.encode() in line for line, (_, code) in lines)
    assert {u.name: u.count for u in moves.unknown} == {n.rstrip("."): c for n, c in reader.unknown.items()}
    if reader.layers:
        assert moves.layer_start.tolist()[:-1] == reader.layers


def assert_read_the_same(text: bytes, rules: ReadingRules) -> None:
    reader = slow(text, rules)
    if isinstance(reader, Refused):
        with pytest.raises(Rejected) as caught:
            read_program(text, rules)
        assert dict(caught.value.text.values)["line"] == reader.args[0]
    else:
        assert_same(read_program(text, rules), reader)


@settings(max_examples=300)
@given(PROGRAMS)
def test_twin_reads_the_same(text: bytes):
    assert_read_the_same(text, RULES)


@settings(max_examples=200)
@given(PROGRAMS, st.sampled_from(OTHER_RULES))
def test_twin_reads_the_same_by_the_rules_of_other_firmwares(text: bytes, rules: ReadingRules):
    assert_read_the_same(text, rules)


@given(PROGRAMS, st.integers(1, 200), st.integers(1, 9))
def test_small_blocks_and_little_memory_change_nothing(text: bytes, block_bytes: int, capacity: int):
    try:
        whole = read_program(text, RULES)
    except Rejected:
        return
    stream = Stream(RULES, capacity)
    offsets: list[int] = []
    points: list[list[float]] = []
    for block in text_blocks(text, block_bytes):
        for _ in stream.read(block):
            offsets += stream.rows.offset[: stream.rows.count].tolist()
            points += stream.rows.points_mm[1 : stream.rows.count + 1].tolist()
            stream.rows.drop(stream.rows.count)
    assert offsets == whole.offset.tolist()
    assert points == whole.points_mm[1:].tolist()
    assert stream.lines == whole.lines
    assert list(stream.events.layer_row) == whole.layer_start[:-1].tolist()
