"""Estimates: sums, models beside motion, warnings."""

import json
from pathlib import Path
from typing import get_args

import pytest

from layerworks.errors import Rejected
from layerworks.gcode.reading import ReadingRules, read_program
from layerworks.gcode.reading.lines import text_blocks
from layerworks.gcode.reading.moves import Heater
from layerworks.gcode.reading.stream import Stream
from layerworks.motion import Envelope, Estimate, KlipperLimits, estimate, plan
from layerworks.motion._tally import Tally
from layerworks.slicing.role import Role
from layerworks.words import render, say
from motion.paths import KLIPPER_FILES

DATA = Path(__file__).with_name("data")
LIMITS = KlipperLimits(
    max_extrude_only_velocity_mm_s=120.0, max_extrude_only_accel_mm_s2=5000.0, max_extrude_cross_section_mm2=2.0
)
LINE = b"M83\nG28\n;TYPE:Perimeter\nG1 X0 Y0 Z0.2 F600\nM400\nG1 X100 E5 F3000\n"


def of(text: bytes, envelope: Envelope | None = None, macros: dict[str, str] | None = None) -> Estimate:
    return estimate(text, LIMITS, density_g_cm3=1.25, envelope=envelope, macros=macros)


def codes(got: Estimate) -> list[str]:
    return [warning.code for warning in got.warnings]


def test_one_line_in_figures():
    got = of(LINE)
    area = 3.141592653589793 * 0.875**2
    assert got.filament_mm == 5.0
    assert got.volume_mm3 == pytest.approx(5 * area)
    assert got.mass_g == pytest.approx(5 * area * 1.25e-3)
    assert got.peak_flow_mm3_s == pytest.approx(50 * 0.05 * area)
    line_s = 100 / 50 + 50 / 3000
    assert got.mean_flow_mm3_s == pytest.approx(5 * area / line_s)
    assert got.printing_speed_mm_s == pytest.approx(100 / line_s)
    assert got.effective_speed_mm_s == pytest.approx(100 / got.motion_s)
    assert got.share_at_commanded_speed == pytest.approx(1 - 2 * 50**2 / (2 * 3000) / 100)
    assert got.printed_box_mm == ((0.0, 0.0, 0.2), (100.0, 0.0, 0.2))
    assert [r.role for r in got.by_role] == [Role.TRAVEL, Role.INNER_WALL]
    assert got.spent.cruise_s == pytest.approx(2.0)
    assert got.spent.accel_and_corners_s == pytest.approx(50 / 3000)
    assert (got.layer_end_s.tolist(), got.layer_z_mm.tolist()) == ([got.motion_s], [0.2])


def test_what_time_is_spent_on_is_all_of_it():
    for file in KLIPPER_FILES:
        got = of(file.read_bytes())
        spent = got.spent
        parts = spent.cruise_s + spent.accel_and_corners_s + spent.travel_s + spent.retract_s + spent.z_s
        assert parts + spent.dwell_s == pytest.approx(got.motion_s + got.dwell_s, rel=1e-9)
        beside = spent.heating_s + spent.homing_s + spent.tool_s + spent.other_s
        assert parts + spent.dwell_s + beside == pytest.approx(got.time_s, rel=1e-9)
        assert sum(got.layer_s) == pytest.approx(got.layer_end_s[-1])
        assert sum(role.time_s for role in got.by_role) == pytest.approx(got.motion_s, rel=1e-9)


def test_filament_drawn_in_does_not_count_retractions():
    assert of(LINE + b"G1 E-2 F1200\nG1 X50\nG1 E2\nG1 X0 E5\nG1 E-1").filament_mm == pytest.approx(10.0)


def test_json_has_stable_keys():
    plain = json.loads(json.dumps(of((DATA / "prusa_small.gcode").read_bytes()).as_dict()))
    assert {"time_s", "motion_s", "interval_s", "filament_mm", "mass_g", "by_role", "layers"} <= set(plain)
    assert plain["layers"] == 7
    assert plain["by_role"]["outer_wall"]["length_mm"] > 0
    assert plain["where_time_goes"]["cruise_s"] > 0


def test_no_moves_is_no_program():
    for text in (b"", b"hello world\n", b"M104 S200\nG28\n", b"\n\n;only remarks"):
        with pytest.raises(Rejected) as caught:
            of(text)
        assert caught.value.text.code == "reading_gcode.no_moves"


def test_warnings_name_what_would_help():
    short = b"M83\nG1 X1 E0.05 F30000\nG1 X0 E0.05\n"
    got = of(short)
    assert "motion.speed_not_reached" in codes(got)
    values = dict(got.warnings[codes(got).index("motion.speed_not_reached")].values)
    assert values["wanted_mm_s"] == 500.0
    assert values["length_mm"] == pytest.approx(500**2 / 1500)
    assert values["accel_mm_s2"] == pytest.approx(500**2 / 0.5)
    assert "motion.speed_not_reached" not in codes(of(LINE))
    assert "motion.above_max_velocity" in codes(of(b"M83\nG1 X300 E15 F60000\n"))
    envelope = Envelope((0, 0, 0), (90, 90, 90), max_flow_mm3_s=4.0, max_nozzle_c=250.0, max_bed_c=80.0)
    got = of(b"M109 S300\nM140 S60\n" + LINE + b"G1 Y-1\n", envelope)
    assert {"motion.flow_too_high", "motion.outside", "motion.too_hot"} <= set(codes(got))
    assert codes(got).count("motion.outside") == 2
    got = of(b"G1 E200 F600\nM83\nG1 X10 E9\nSTART_PRINT BED=60\nG10\n")
    assert {"motion.too_long", "motion.too_thick", "motion.unknown_command", "motion.retraction_unset"} <= set(
        codes(got)
    )
    for warning in got.warnings:
        for language in ("en", "zh"):
            assert render(warning, language)


def test_relative_filament_read_as_absolute_is_noticed():
    """A start macro had the M83: the moves alone do not say what their E means."""
    relative = b"G1 E1 F600\n" + b"".join(b"G1 X%d E%.3f\n" % (x, 0.3 + 0.01 * (x % 3)) for x in range(1, 60))
    code = "motion.filament_mode_untold"
    assert code in codes(of(relative))
    assert code not in codes(of(b"M83\n" + relative))
    assert code not in codes(of(b"M82\n" + relative))
    assert code not in codes(of(b"".join(b"G1 X%d E%.3f F600\n" % (x, 0.3 * x) for x in range(1, 60))))
    got = of(b"START_PRINT\n" + relative, macros={"START_PRINT": "M83"})
    assert code not in codes(got)
    assert got.filament_mm == pytest.approx(1.0 + sum(0.3 + 0.01 * (x % 3) for x in range(1, 60)))


def test_every_role_and_heater_has_a_name():
    for language in ("en", "zh"):
        names = {render(role.label, language) for role in Role}
        assert len(names) == len(Role)
        assert len({render(say(f"motion.heater_{heater}"), language) for heater in get_args(Heater)}) == 3


def test_memory_does_not_grow_with_the_program():
    """A chain without any stop is planned while it is read."""
    turns = "".join(f"G1 X{x % 100} Y{x % 37} E0.1 F6000\n" for x in range(0, 20_000, 7))
    text = ("M83\n" + turns * 10).encode()
    stream = Stream(ReadingRules(), 512)
    tally = Tally(stream, LIMITS)
    for block in text_blocks(text, 4096):
        for _ in stream.read(block):
            tally.advance(last=False)
    tally.advance(last=True)
    assert stream.rows.capacity == 512
    assert tally.t_s == pytest.approx(plan(read_program(text), LIMITS).total_s, rel=1e-12)
