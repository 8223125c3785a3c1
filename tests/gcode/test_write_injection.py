"""Names from strangers end up as harmless text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gcode.write_paths import short_print
from layerworks.gcode.machine_codes import MachineCodes
from layerworks.gcode.writing import Header, Temperatures, write_program
from layerworks.gcode.writing.objects import object_names

EVIL = [
    "x\nM112",
    "x\r\nG1 Z-5",
    "x\u2028M112",
    "x\u0085M112",
    "x\x0bM112",
    "x\x00M112",
    "; M112",
    "{nozzle_c}",
    "\ud800",
]
anything = st.text(max_size=30) | st.sampled_from(EVIL)


def commands(text: bytes) -> list[bytes]:
    """What a firmware takes for commands, whichever byte it takes for the end of a line."""
    lines = text.replace(b"\r", b"\n").replace(b"\x0b", b"\n").replace(b"\x0c", b"\n").replace(b"\x00", b"\n")
    return [line for line in lines.split(b"\n") if line.strip() and not line.lstrip().startswith(b";")]


@given(anything, anything, st.lists(st.tuples(anything, anything), max_size=3))
@settings(max_examples=60, deadline=None)
def test_no_text_of_a_header_becomes_a_command(name, material, facts):
    codes = MachineCodes("klipper", "G28", "M84")
    plain = write_program(short_print(), codes, Temperatures(200, 200), Header())
    header = Header(
        generator=name, version=name, machine=name, material=material, material_kind=material, settings=tuple(facts)
    )
    program = write_program(short_print(), codes, Temperatures(200, 200), header)
    assert commands(program.text) == commands(plain.text)
    assert "\u2028" not in program.text.decode()


@given(st.lists(anything, max_size=6))
@settings(max_examples=60, deadline=None)
def test_object_names_are_plain_and_distinct_whatever_the_parts_are_called(parts):
    names = object_names(tuple(parts))
    assert len(names) == len(parts)
    assert len({n.upper() for n in names}) == len(names)
    for name in names:
        assert name.isascii()
        assert name
        assert all(c.isalnum() or c in "_.-" for c in name)


@pytest.mark.parametrize("name", ["bracket", "Bracket-2", "gear_3.1"])
def test_plain_names_stay(name):
    assert object_names((name,)) == (name,)
