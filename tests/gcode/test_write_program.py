"""Programs read back: positions, plastic, marks, objects, fan, temperatures, comments."""

import base64
import json
import math
import re
import struct
import subprocess
import sys
import zlib
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gcode.write_paths import read_back, row, short_print, toolpath_of, toolpaths
from layerworks.digest import digest_bytes
from layerworks.errors import Rejected
from layerworks.gcode.machine_codes import MachineCodes
from layerworks.gcode.writing import (
    GcodeSettings,
    Header,
    Temperatures,
    draft_program,
    entitle,
    write_program,
)
from layerworks.slicing.role import Role
from layerworks.slicing.toolpath import Toolpath

BRIEF = settings(max_examples=40, deadline=None)
WARM = Temperatures(210.0, 215.0, 60.0, 65.0, 40.0)
AREA = math.pi / 4 * 1.75**2
dialects = st.sampled_from(["klipper", "marlin", "reprapfirmware"])


def text_of(path: Toolpath, dialect="klipper", header=None, codes=None, **kind) -> str:
    codes = codes or MachineCodes(dialect, "G28", "M84")
    return write_program(path, codes, WARM, header or Header(), GcodeSettings(**kind)).text.decode()


@BRIEF
@given(toolpaths(), dialects, st.booleans())
def test_a_program_read_back_gives_the_toolpath(path, dialect, relative):
    heard = read_back(text_of(path, dialect, relative_extrusion=relative))
    rows = np.flatnonzero(path.role >= 0)
    if rows.size:
        assert (heard[0].z, heard.pop(0).pushed) == (pytest.approx(path.points_mm[0, 2]), 0.0)
    um = np.rint(path.points_mm * 1000).astype(int)
    said, pushed, place = iter(heard), 0.0, None
    total = 0.0
    for i in rows:
        total += path.volume_mm3[i] / AREA
        moves = place is None or (um[i] != place).any()
        if not moves and round(total * 1e5) == round(pushed * 1e5):
            continue  # changes nothing at the precision written
        move = next(said)
        pushed += move.pushed
        assert (move.x, move.y, move.z) == pytest.approx(tuple(um[i] / 1000.0))
        assert pushed == pytest.approx(total, abs=1.1e-5)
        assert move.speed == pytest.approx(float(path.speed_mm_s[i]), abs=0.01)
        assert (move.name is None) == (path.part[i] < 0)
        if path.width_mm[i] > 0:
            assert move.width == pytest.approx(float(path.width_mm[i]), abs=5.1e-4)
            assert move.kind == {
                Role.OUTER_WALL: "External perimeter", Role.INNER_WALL: "Perimeter", Role.BRIDGE: "Bridge infill",
                Role.SPARSE_FILL: "Internal infill", Role.SUPPORT: "Support material",
            }[Role(path.role[i])]  # fmt: skip
        place = um[i]
    assert next(said, None) is None


@BRIEF
@given(toolpaths(), dialects)
def test_the_same_inputs_give_the_same_bytes(path, dialect):
    codes = MachineCodes(dialect, "G28", "M84")
    first, second = (write_program(path, codes, WARM, Header()) for _ in range(2))
    assert first.text == second.text
    assert first.digest == second.digest == digest_bytes(first.text)


def test_the_example_of_each_dialect():
    rows = [row(0, 0, Role.TRAVEL, speed=150.0, accel=4000.0), row(10, 0, accel=1000.0, part=0)]
    path = toolpath_of(rows, ("cube",))
    lines = {d: text_of(path, d).splitlines() for d in ("klipper", "marlin", "reprapfirmware")}
    place = "CENTER=5.000,0.000 POLYGON=[[0.000,0.000],[10.000,0.000]]"
    assert f"EXCLUDE_OBJECT_DEFINE NAME=cube {place}" in lines["klipper"]
    for line in ("EXCLUDE_OBJECT_START NAME=cube", "EXCLUDE_OBJECT_END NAME=cube", "SET_VELOCITY_LIMIT ACCEL=4000",
                 "SET_VELOCITY_LIMIT ACCEL=1000", "SET_PRINT_STATS_INFO TOTAL_LAYER=1",
                 "SET_PRINT_STATS_INFO CURRENT_LAYER=1"):  # fmt: skip
        assert line in lines["klipper"]
    for line in ("M486 T1", "M486 S0", "M486 S-1", "M204 T4000", "M204 P1000"):
        assert line in lines["marlin"]
        assert line in lines["reprapfirmware"]
    assert 'M486 S0 A"cube"' in lines["reprapfirmware"]
    assert not any("A" in line for line in lines["marlin"] if line.startswith("M486"))


def test_objects_open_and_close_in_turn_and_can_be_left_out():
    for dialect in ("klipper", "marlin", "reprapfirmware"):
        codes = MachineCodes(dialect, "", "")
        program = write_program(short_print(), codes, WARM, Header())
        assert program.parts == ("a", "b")
        names = [h.name for h in read_back(program.text.decode())]
        assert names[1:] == ["a"] * 3 + ["b"] * 5 + ["a"] * 5 + ["b"] * 5
        plain = write_program(short_print(), replace(codes, labels_objects=False), WARM, Header())
        assert plain.parts == ()
        assert b"M486" not in plain.text
        assert b"EXCLUDE_OBJECT" not in plain.text


def test_an_object_is_defined_around_all_its_beads():
    lines = text_of(short_print()).splitlines()
    for part, name in enumerate("ab"):
        line = next(t for t in lines if t.startswith(f"EXCLUDE_OBJECT_DEFINE NAME={name} "))
        polygon = np.array(json.loads(line.split("POLYGON=")[1]))
        low, high = polygon.min(axis=0), polygon.max(axis=0)
        assert (low <= [20.0 * part, 0.0]).all()
        assert (high >= [20.0 * part + 9.0, 9.0]).all()
        assert re.search(r"CENTER=-?\d+\.\d+,-?\d+\.\d+ ", line)


def test_temperatures_change_after_the_first_layer_and_the_fan_with_the_layer_and_over_air():
    lines = [t for t in text_of(short_print()).splitlines() if re.match(r"M104|M140|M106|M107|;LAYER_CHANGE|;TYPE", t)]
    assert lines == [
        ";LAYER_CHANGE", "M107", ";TYPE:External perimeter", "M106 S255", ";TYPE:Bridge infill", "M107",
        ";TYPE:External perimeter", "M106 S255", ";TYPE:Bridge infill",
        ";LAYER_CHANGE", "M104 S210", "M140 S60", ";TYPE:External perimeter", ";TYPE:Bridge infill",
        ";TYPE:External perimeter", ";TYPE:Bridge infill",
    ]  # fmt: skip
    assert "M106 S1.000" in text_of(short_print(), "reprapfirmware").splitlines()


def test_layers_are_marked_as_viewers_expect():
    text = text_of(short_print())
    assert re.findall(r";LAYER_CHANGE\n;Z:(\S+)\n;HEIGHT:(\S+)\n", text) == [("0.2", "0.2"), ("0.4", "0.2")]
    assert re.findall(r";BEFORE_LAYER_CHANGE\n(?:.*\n)?;(\d+\.?\d*)", text) == ["0.2", "0.4"]


def test_progress_is_told_where_the_time_is_known():
    header = Header(print_time_s=600.0, layer_end_s=(150.0, 600.0))
    assert re.findall(r"M73 (.*)\n", text_of(short_print(), header=header)) == ["P0 R10", "P25 R8"]
    assert "M73" not in text_of(short_print())


def png(width: int, height: int, size: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    ihdr = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", ihdr) + chunk(b"tEXt", bytes(range(256)) * size) + chunk(b"IEND", b"")


def test_hosts_find_pictures_and_figures():
    """The patterns are those by which print hosts look for them."""
    pictures = (png(32, 32, 1), png(300, 200, 20))
    header = Header(
        version="1.2.3", machine="Bench", material="PLA, black", material_kind="PLA", density_g_cm3=1.24,
        print_time_s=93_784.0, thumbnails=pictures, nozzle_mm=0.6, settings=(("wall_count", "2"),),
    )  # fmt: skip
    text = text_of(short_print(), header=header)
    match = re.search(r"; generated by (.+?) on \d{4}-\d{2}-\d{2} at \d{2}:\d{2}:\d{2}", text)
    assert match is not None
    assert match.group(1) == "layerworks 1.2.3"
    found = re.findall(r"thumbnail begin (\d+)x(\d+) (\d+)\n([;/+=\w\s]+?); thumbnail end", text)
    assert [(int(w), int(h)) for w, h, _, _ in found] == [(32, 32), (300, 200)]
    for (_, _, length, block), picture in zip(found, pictures, strict=True):
        data = "".join(block.replace("; ", "").split())
        assert len(data) == int(length)
        assert base64.b64decode(data) == picture
    facts = dict(re.findall(r"^; (\S.*?) = (.*)$", text, re.MULTILINE))
    pushed = sum(h.pushed for h in read_back(text))
    assert float(facts["filament used [mm]"]) == pytest.approx(pushed, abs=0.01)
    assert float(facts["filament used [cm3]"]) == pytest.approx(pushed * AREA / 1000, abs=0.01)
    assert float(facts["total filament used [g]"]) == pytest.approx(pushed * AREA / 1000 * 1.24, abs=0.01)
    assert facts["estimated printing time (normal mode)"] == "1d 2h 3m 4s"
    assert facts["filament_settings_id"] == '"PLA, black"'
    expected = {
        "total layers count": "2", "layer_height": "0.2", "first_layer_height": "0.2", "nozzle_diameter": "0.6",
        "filament_type": "PLA", "printer_model": "Bench", "first_layer_temperature": "215", "temperature": "210",
        "first_layer_bed_temperature": "65", "chamber_temperature": "40", "wall_count": "2",
    }  # fmt: skip
    assert {k: facts[k] for k in expected} == expected
    assert text.index("; thumbnail begin") < text.index("G28")


def test_the_start_sequence_is_filled_in():
    start = "M104 S{first_nozzle_c}\nG1 X{first_x_mm} Y{first_y_mm}\nM141 S{chamber_c} ; {{kept}}\n; {max_z_mm} {bed_c}"
    codes = MachineCodes("marlin", start, "M84\n; {nozzle_c} {first_bed_c}\n")
    text = text_of(short_print(), codes=codes)
    assert "M104 S215\nG1 X0 Y0\nM141 S40 ; {kept}\n; 0.4 60\n" in text
    assert "M84\n; 210 65\n" in text


@pytest.mark.parametrize("start", ["{time}", "M104 S{nozzle_c", "}", "{nozzle_c:.1f}", "{nozzle_c!r}", "{}", "{0}"])
def test_a_sequence_that_asks_for_something_else_is_rejected(start):
    with pytest.raises(Rejected):
        text_of(short_print(), codes=MachineCodes("klipper", start, ""))


def test_an_empty_toolpath_is_a_program_all_the_same():
    text = text_of(toolpath_of([], parts=()))
    assert "G28" in text
    assert "M84" in text
    assert "; total layers count = 0" in text


def test_a_wipe_is_marked():
    rows = [row(0, 0, Role.TRAVEL), row(9, 0), row(8, 0, Role.WIPE, pull=-0.5), row(7, 0, Role.WIPE, pull=-0.5)]
    text = text_of(toolpath_of(rows))
    assert re.search(r";WIPE_START\nG1 X8 E-\S+\nG1 X7 E-\S+\n;WIPE_END\n", text)


def test_a_thumbnail_must_be_a_png():
    with pytest.raises(ValueError, match="PNG"):
        text_of(short_print(), header=Header(thumbnails=(b"GIF89a",)))


def test_importing_the_writer_does_not_load_the_compiler():
    code = "import sys, layerworks.gcode.writing, layerworks.slicing.ordering; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_draft_keeps_its_moves_whatever_the_header():
    draft = draft_program(short_print(), MachineCodes("klipper", "G28", "M84"), WARM)
    header = Header(print_time_s=600.0, layer_end_s=(150.0, 600.0), material="PLA")
    moves = [
        [line for line in entitle(draft, h).text.decode().splitlines() if line.startswith("G1")]
        for h in (Header(), header)
    ]
    assert moves[0] == moves[1]
    assert entitle(draft, header).text == text_of(short_print(), header=header).encode()
