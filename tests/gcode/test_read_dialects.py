"""What slicers write beside moves: roles, layers, parts, temperatures, fans, limits."""

import numpy as np
import pytest

from layerworks.gcode.reading import Step, read_program
from layerworks.gcode.reading._tables import name_key, names
from layerworks.gcode.reading.commands import M_ACTIONS, WORD_ACTIONS
from layerworks.gcode.reading.marks import ROLE_OF_NAME
from layerworks.kernels import gcode_read_codes as g
from layerworks.slicing.role import Role

PROGRAMS = {
    "PrusaSlicer": (
        b"""\
M83
;LAYER_CHANGE
;Z:0.2
;HEIGHT:0.2
G1 Z.2
; printing object a.stl id:0 copy 0
;TYPE:External perimeter
;WIDTH:0.45
G1 X10 E1
G1 X5 E-.5 ; wipe
; stop printing object a.stl id:0 copy 0
;LAYER_CHANGE
;Z:0.4
G1 Z.4
; printing object b.stl id:1 copy 0
;TYPE:Solid infill
G1 X0 E1
; stop printing object b.stl id:1 copy 0
;TYPE:Custom
G1 X0 Y90
""",
        ["a.stl id:0 copy 0", "b.stl id:1 copy 0"],
        [Role.OUTER_WALL, Role.SOLID_FILL],
    ),
    "OrcaSlicer": (
        b"""\
EXCLUDE_OBJECT_DEFINE NAME=a.stl_id_0_copy_0 CENTER=1,2
EXCLUDE_OBJECT_DEFINE NAME=b
M83
;LAYER_CHANGE
;Z:0.2
G1 Z.2
; printing object a.stl id:0 copy 0
EXCLUDE_OBJECT_START NAME=a.stl_id_0_copy_0
;TYPE:Outer wall
G1 X10 E1
EXCLUDE_OBJECT_END NAME=a.stl_id_0_copy_0
; stop printing object a.stl
;LAYER_CHANGE
G1 Z.4
EXCLUDE_OBJECT_START NAME=b
;TYPE:Sparse infill
G1 X0 E1
EXCLUDE_OBJECT_END NAME=b
""",
        ["a.stl_id_0_copy_0", "b"],
        [Role.OUTER_WALL, Role.SPARSE_FILL],
    ),
    "Cura": (
        b"""\
M82
;LAYER_COUNT:2
;LAYER:0
;MESH:a.stl
G0 Z.2
;TYPE:WALL-OUTER
G1 X10 E1
;MESH:NONMESH
;LAYER:1
G0 Z.4
;MESH:b.stl
;TYPE:FILL
G1 X0 E2
;MESH:NONMESH
;TIME_ELAPSED:12
""",
        ["a.stl", "b.stl"],
        [Role.OUTER_WALL, Role.SPARSE_FILL],
    ),
    "Bambu Studio": (
        b"""\
M83
; CHANGE_LAYER
; Z_HEIGHT: 0.2
G1 Z.2
; start printing object, unique label id: 15
; FEATURE: Outer wall
G1 X10 E1
; stop printing object, unique label id: 15
; CHANGE_LAYER
G1 Z.4
; start printing object, unique label id: 16
; FEATURE: Sparse infill
G1 X0 E1
""",
        ["unique label id: 15", "unique label id: 16"],
        [Role.OUTER_WALL, Role.SPARSE_FILL],
    ),
    "ideaMaker": (
        b"""\
M83
;LAYER:0
;Z:0.2
G1 Z.2
M486 S0
M486 Aa
;TYPE:WALL-OUTER
G1 X10 E1
M486 S-1
;LAYER:1
G1 Z.4
M486 S1
M486 A"b b"
;TYPE:SOLID-FILL
G1 X0 E1
M486 S-1
""",
        ["a", "b b"],
        [Role.OUTER_WALL, Role.SOLID_FILL],
    ),
    "Kiri:Moto": (
        b"""\
M83
;; --- layer 0 (0.2 @ 0.2) ---
G1 Z.2
; start object id: 3
; feature shells
G1 X10 E1
; end object id: 3
;; --- layer 1 (0.2 @ 0.4) ---
G1 Z.4
; start object id: 4
; feature sparse infill
G1 X0 E1
""",
        ["id: 3", "id: 4"],
        [Role.OUTER_WALL, Role.SPARSE_FILL],
    ),
    "no marks": (
        b"""\
M83
G1 Z.2
G1 X10 E1
G1 Z1
G1 Z.4
G1 X0 E1
G1 X5 E1
""",
        [],
        [Role.CUSTOM, Role.CUSTOM],
    ),
}


@pytest.mark.parametrize("slicer", PROGRAMS)
def test_marks_of_a_slicer(slicer: str):
    text, parts, roles = PROGRAMS[slicer]
    moves = read_program(text)
    assert moves.layer_z_mm.tolist() == pytest.approx([0.2, 0.4])
    beads = np.flatnonzero((moves.step == Step.MOVE) & (moves.e_mm > 0))
    assert [Role(r) for r in moves.role[beads[:2]]] == roles
    assert moves.layer[beads[:2]].tolist() == [0, 1]
    assert list(moves.parts) == parts
    assert moves.part[beads[:2]].tolist() == ([0, 1] if parts else [-1, -1])
    assert not moves.unknown
    assert moves.layer_start.tolist()[-1] == len(moves)


def test_marks_with_empty_layers_and_two_names_for_one():
    text = b"""\
M83
G1 X3 E1
;LAYER_CHANGE
;LAYER:0
G1 Z.2
G1 X1 E1
;LAYER_CHANGE
;LAYER:1
;LAYER_CHANGE
G1 Z.6
G1 X0 E1\
"""
    moves = read_program(text)
    assert moves.layer_z_mm.tolist() == [0.2, 0.6]
    assert moves.layer.tolist() == [-1, 0, 0, 1, 1]


def test_temperatures_fans_and_stops():
    text = b"""\
M140 S60
M104 S215 T1
G28
M190 S60
M109 R215
G1 X1
M106 S127.5
M106 P2 S255
G1 X2
M107
G1 X3
M109 S215
G1 X4
M600
M141 S50
T1
T1
G29
M400
"""
    moves = read_program(text)
    assert [(h.heater, h.target_c, h.wait, h.tool, h.line) for h in moves.heats] == [
        ("bed", 60.0, False, -1, 1),
        ("nozzle", 215.0, False, 1, 2),
        ("bed", 60.0, True, -1, 4),
        ("nozzle", 215.0, True, -1, 5),
        ("nozzle", 215.0, True, -1, 12),
        ("chamber", 50.0, False, -1, 15),
    ]
    assert [(s.cause, s.line) for s in moves.stops] == [("home", 3), ("filament", 14), ("tool", 16), ("probe", 18)]
    assert moves.fan_share.tolist() == [0.5, 0.0]
    assert [moves.points_mm[row, 0] for row in moves.fan_row] == [1.0, 2.0]
    # A temperature already reached does not stop the head.
    assert [int(line) for line in moves.line[moves.step == Step.STOP]] == [3, 4, 5, 14, 16, 18, 19]


def test_limits_of_a_program():
    text = b"""\
G1 X1
M204 S500
G1 X2
SET_VELOCITY_LIMIT VELOCITY=80 accel="900"
SET_VELOCITY_LIMIT SQUARE_CORNER_VELOCITY=9 ; x
G1 X3
set_velocity_limit MINIMUM_CRUISE_RATIO=0.25
SET_VELOCITY_LIMIT ACCEL=0 VELOCITY=x MINIMUM_CRUISE_RATIO=1
"""
    moves = read_program(text)
    nan = np.nan
    np.testing.assert_array_equal(
        moves.limit_change,
        [[nan, 500, nan, nan], [80, 900, nan, nan], [nan, nan, 9, nan], [nan, nan, nan, 0.25]],
    )
    assert moves.limit_row.tolist() == [1, 2, 2, 3]


def test_states_saved_and_restored():
    text = b"""\
G1 X10 Y5 F600
SAVE_GCODE_STATE NAME=a
G91
G1 X3 E1
G92 X0
M220 S200
RESTORE_GCODE_STATE NAME=a MOVE=1 MOVE_SPEED=40
G1 X11 E2
SET_GCODE_OFFSET X=0.5 Z_ADJUST=0.2 MOVE=1
G1 X11
"""
    moves = read_program(text)
    np.testing.assert_allclose(moves.points_mm[1:, 0], [10.0, 13.0, 10.0, 11.0, 11.5])
    np.testing.assert_allclose(moves.points_mm[1:, 2], [0, 0, 0, 0, 0.2])
    np.testing.assert_allclose(moves.speed_mm_s, [10.0, 10.0, 40.0, 10.0, 10.0])
    np.testing.assert_allclose(moves.e_mm, [0, 1, 0, 2, 0])


def test_pressure_advance_stops_only_when_its_smoothing_changes():
    text = b"""\
G1 X1
SET_PRESSURE_ADVANCE ADVANCE=0.04
G1 X2
SET_PRESSURE_ADVANCE ADVANCE=0.05
G1 X3
SET_PRESSURE_ADVANCE SMOOTH_TIME=0.02
G1 X4
SET_PRESSURE_ADVANCE ADVANCE=0
G1 X5
"""
    moves = read_program(text)
    assert moves.line[moves.step == Step.STOP].tolist() == [2, 6, 8]


def test_retraction_set_by_the_program():
    for text in (
        b"""\
M207 S1.5 F1800
M208 S0.1 F900
G10
G10
G11
""",
        b"SET_RETRACTION RETRACT_LENGTH=1.5 RETRACT_SPEED=30 UNRETRACT_EXTRA_LENGTH=0.1 UNRETRACT_SPEED=15\nG10\nG11\n",
    ):
        moves = read_program(text)
        np.testing.assert_allclose(moves.e_mm, [-1.5, 1.6])
        np.testing.assert_allclose(moves.speed_mm_s, [30.0, 15.0])


def test_names_are_found_by_their_hash():
    keys, values = names()
    known = dict(zip(keys.tolist(), values.tolist(), strict=True))
    for name, role in ROLE_OF_NAME.items():
        assert known[name_key(g.SEED_ROLE, name)] == role
    for name, action in WORD_ACTIONS.items():
        assert known[name_key(g.SEED_WORD, name)] == action
    assert np.count_nonzero(keys) < g.TABLE_SIZE // 2
    assert max(M_ACTIONS) < g.COMMANDS
    assert (g.ROLE_TRAVEL, g.ROLE_RETRACT, g.ROLE_UNRETRACT, g.ROLE_WIPE, g.ROLE_UNMARKED) == (
        Role.TRAVEL,
        Role.RETRACT,
        Role.UNRETRACT,
        Role.WIPE,
        Role.CUSTOM,
    )
    assert tuple(Step) == (g.ROW_MOVE, g.ROW_FILAMENT, g.ROW_DWELL, g.ROW_STOP)


HEATING = {
    "Marlin's pair": (b"M140 S60\nM104 S210\nM190 S60\nM109 S210\n", [("bed", 60.0), ("nozzle", 210.0)]),
    "chamber and cooling": (
        b"M141 S50\nM191 S50\nM109 S210\nM109 R180\n",
        [("chamber", 50.0), ("nozzle", 210.0), ("nozzle", 180.0)],
    ),
    "RepRapFirmware": (b"M140 S60\nM568 P0 S205 A2\nM116\n", [("nozzle", 205.0), ("bed", 60.0)]),
    "its tools": (
        b"G10 P0 R120 S205\nG10 P1 R120 S230\nT0\nM116 P0\nG10 P1 S240\nM116 P0\nT1\nM116\n"
        b"M568 P1 A1\nM116\nM568 P1 A2\nG10 P0 S190\nM116 P1\nM568 P1 A0\nM116\n",
        [("nozzle", celsius) for celsius in (205.0, 205.0, 240.0, 120.0, 240.0)],
    ),
    "one heater of many": (b"M140 S60\nG10 S200 P0\nM141 S40\nM116 H0\nM116 C0\nM116 P0\nM116 H1\n", [
        ("bed", 60.0), ("chamber", 40.0), ("nozzle", 200.0), ("nozzle", 200.0),
    ]),
    "nothing to wait for": (b"M116\nM104 S0\nM116\nTEMPERATURE_WAIT SENSOR=extruder MAXIMUM=50\n", []),
    "Klipper": (
        b"SET_HEATER_TEMPERATURE HEATER=heater_bed TARGET=100\n"
        b"temperature_wait sensor=heater_bed minimum=95 ; near enough\n"
        b'TEMPERATURE_WAIT SENSOR="heater_generic chamber" MINIMUM=45\n'
        b"SET_HEATER_TEMPERATURE HEATER=extruder1 TARGET=250\nTEMPERATURE_WAIT SENSOR=extruder1 MINIMUM=250\n"
        b"TURN_OFF_HEATERS\nTEMPERATURE_WAIT SENSOR=extruder MAXIMUM=50\n",
        [("bed", 95.0), ("chamber", 45.0), ("nozzle", 250.0), ("nozzle", 50.0)],
    ),
    "sensors of other things": (b"TEMPERATURE_WAIT SENSOR=mcu_temp MINIMUM=40\nSET_HEATER_TEMPERATURE TARGET=9\n", []),
}  # fmt: skip


@pytest.mark.parametrize("dialect", HEATING)
def test_what_is_heated_and_waited_for(dialect: str):
    text, waits = HEATING[dialect]
    moves = read_program(b"G1 X10 F6000\n" + text + b"G1 X0\n")
    assert [(heat.heater, heat.target_c) for heat in moves.heats if heat.wait] == waits
    assert all(heat.row >= 1 and 2 <= heat.line <= 1 + text.count(b"\n") for heat in moves.heats)
    assert not moves.unknown


def test_a_heater_goes_on_to_its_target_after_a_wait_for_less():
    moves = read_program(
        b"M104 S240\nTEMPERATURE_WAIT SENSOR=extruder MINIMUM=200\nG1 X1 F600\nTURN_OFF_HEATERS\nG1 X2\n"
    )
    assert [(heat.target_c, heat.wait) for heat in moves.heats] == [
        (240.0, False),
        (200.0, True),
        (240.0, False),
        (0.0, False),
    ]
    assert [heat.row for heat in moves.heats] == [0, 0, 0, 2]
    assert moves.step[:2].tolist() == [Step.STOP, Step.MOVE]


def test_tools_of_bambu_that_are_none_neither_stop_nor_count():
    moves = read_program(b"M83\nG1 X10 F6000\nT1000\nG1 X20\nT255\nG1 X30 T1\nT1100 ; comment\n")
    assert moves.step.tolist() == [Step.MOVE] * 3
    assert not moves.stops
    assert not moves.unknown
