"""Macros written down are read where they are called; others are counted."""

from dataclasses import replace

import numpy as np
import pytest

from layerworks.errors import Rejected
from layerworks.gcode.reading import Call, Moves, ReadingRules, read_program
from layerworks.gcode.reading.lines import text_blocks
from layerworks.gcode.reading.stream import Stream

START = """
    {% set bed = params.BED|default(60)|float %}
    G28
    M190 S{bed}
    {% if params.EXTRUDER is defined %}
      M109 S{params.EXTRUDER}
    {% endif %}
    G90
    G1 X{10 * 2} Y5 F6000
"""


def read(text: str, **macros: str) -> Moves:
    return read_program(text.encode(), ReadingRules(macros=macros))


def test_a_body_is_read_where_it_is_called():
    inline = read("G1 X5 F3000\nG28\nG1 X1\nM83\nG1 X9 E1\n")
    called = read("G1 X5 F3000\nPRIME\nG1 X9 E1\n", PRIME="G28\nG1 X1\nM83")
    np.testing.assert_array_equal(called.points_mm, inline.points_mm)
    np.testing.assert_array_equal(called.step, inline.step)
    np.testing.assert_array_equal(called.e_mm, inline.e_mm)
    assert called.line.tolist() == [1, 2, 2, 3]
    assert called.offset.tolist() == [0, 12, 12, 18]
    assert called.calls == called.unknown == ()


def test_a_template_sees_the_call():
    moves = read("START_PRINT BED=85 EXTRUDER=240 ; go\nG1 X30\n", START_PRINT=START)
    assert [(h.heater, h.target_c, h.line) for h in moves.heats] == [("bed", 85.0, 1), ("nozzle", 240.0, 1)]
    assert moves.points_mm[-2:, 0].tolist() == [20.0, 30.0]
    assert [h.target_c for h in read("start_print\nG1 X1\n", START_PRINT=START).heats] == [60.0]


def test_what_only_the_printer_knows_is_not_guessed():
    text = "{% if printer.toolhead.position.z + 5 > 3 %}G28{% endif %}"
    moves = read("G1 X1 F600\nPARK\nPARK\nG1 X2\n", PARK=text)
    assert moves.calls == (Call(1, 2, "PARK"), Call(1, 3, "PARK"))
    assert [(u.name, u.count, u.line) for u in moves.unknown] == [("PARK", 2, 2)]
    assert read("A\nG1 X1 F600\n", A="{% for i in range(10 ** 9) %}G1 X1\n{% endfor %}").calls == (Call(0, 1, "A"),)
    assert read("A\nG1 X1 F600\n", A="{% nonsense").calls == (Call(0, 1, "A"),)


def test_macros_call_macros_but_not_themselves():
    moves = read("OUTER\nG1 X3\n", OUTER="G1 X1 F600\nINNER\nG1 X2", INNER="G1 Y7\nOUTER\nINNER\nG4 P500")
    assert moves.points_mm[1:, :2].tolist() == [[1, 0], [1, 7], [1, 7], [2, 7], [3, 7]]
    assert moves.line.tolist() == [1, 1, 1, 1, 2]


def test_numbered_commands_can_be_macros():
    moves = read("M600 X7\nG1 X9 F600\n", M600="G1 X{params.X} F600\nG4 P1000\n")
    assert moves.stops == ()
    assert moves.points_mm[1:, 0].tolist() == [7, 7, 9]
    assert moves.dwell_s.tolist() == [1.0]


def test_memory_running_full_within_a_body_changes_nothing():
    body = "\n".join(f"G1 X{k % 50} Y{k % 7}" for k in range(1, 300))
    text = ("G1 X1 F600\nWALK\n" * 20 + "G1 X3\n").encode()
    whole = read_program(text, ReadingRules(macros={"WALK": body}))
    stream = Stream(ReadingRules(macros={"WALK": body}), 16)
    lines: list[int] = []
    offsets: list[int] = []
    for block in text_blocks(text, 64):
        for _ in stream.read(block):
            lines += stream.rows.line[: stream.rows.count].tolist()
            offsets += stream.rows.offset[: stream.rows.count].tolist()
            stream.rows.drop(stream.rows.count)
    assert lines == whole.line.tolist()
    assert offsets == whole.offset.tolist()
    assert (np.diff(offsets) >= 0).all()
    assert stream.lines == 41


def test_a_broken_body_names_the_line_of_the_call():
    with pytest.raises(Rejected) as caught:
        read("G1 X1 F600\nBAD\n", BAD="G1 X1\nG1 X1..2\n")
    assert dict(caught.value.text.values)["line"] == 2
    assert "X1..2" in str(dict(caught.value.text.values)["text"])


def test_events_of_a_body_carry_the_line_of_the_call():
    moves = read("G1 X1 F600\nSTART\nG1 X2\n", START="M104 S200\nG28\nUNHEARD_OF\n;LAYER_CHANGE\n")
    assert [h.line for h in moves.heats] == [2]
    assert [(s.cause, s.line) for s in moves.stops] == [("home", 2)]
    assert moves.calls == (Call(2, 2, "UNHEARD_OF"),)


def test_calls_of_one_unknown_command_are_kept_up_to_a_bound():
    text = "G1 X1 F600\n" + "SOME_MACRO A=1\n" * 5000 + "G1 X2\n"
    moves = read(text)
    assert len(moves.calls) == 2000
    assert moves.unknown[0].count == 5000
    assert replace(moves.calls[0], line=0) == Call(1, 0, "SOME_MACRO")
