"""Where the head is at a time, and when it comes to a byte."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerworks.gcode.reading import Step, read_program
from layerworks.motion import KlipperLimits, plan
from motion.paths import LIMITS, PATHS

DATA = Path(__file__).with_name("data")
PLAIN = KlipperLimits(max_accel_mm_s2=1000.0, minimum_cruise_ratio=0.0)


def test_a_trapezoid_point_by_point():
    """100 mm at 100 mm/s with 1000 mm/s²: 0.1 s and 5 mm up, 0.9 s flat, 0.1 s and 5 mm down."""
    profile = plan(read_program(b"G1 X60 Y80 F6000"), PLAIN)
    for t_s, way_mm, speed in (
        (0.0, 0.0, 0.0),
        (0.05, 1.25, 50.0),
        (0.1, 5.0, 100.0),
        (0.55, 50.0, 100.0),
        (1.05, 98.75, 50.0),
    ):
        seen = profile.at(t_s)
        assert (seen.x_mm, seen.y_mm) == pytest.approx((0.6 * way_mm, 0.8 * way_mm), abs=1e-12)
        assert seen.speed_mm_s == pytest.approx(speed, abs=1e-12)
        assert (seen.row, seen.line, seen.offset) == (0, 1, 0)
    after = profile.at(profile.total_s + 5.0)
    assert (after.row, after.x_mm, after.y_mm, after.speed_mm_s) == (1, 60.0, 80.0, 0.0)
    assert profile.at(-1.0) == profile.at(0.0)


def test_filament_fed_within_a_row():
    profile = plan(read_program(b"M83\nG1 X100 E5 F6000\nG1 E-2 F600"), PLAIN)
    middle = profile.at(profile.t_s[1] / 2)
    assert middle.e_mm == pytest.approx(2.5)
    pulling = profile.at((profile.t_s[1] + profile.t_s[2]) / 2)
    assert pulling.e_mm == pytest.approx(-1.0)
    assert pulling.x_mm == 100.0


def test_the_head_stands_while_it_dwells_and_after_homing_is_home():
    profile = plan(read_program(b"G1 X10 F6000\nG4 P2000\nG28\nG1 Y5"), PLAIN)
    dwelling = profile.at(float(profile.t_s[1]) + 1.0)
    assert (dwelling.line, dwelling.x_mm, dwelling.speed_mm_s) == (2, 10.0, 0.0)
    assert profile.at(float(profile.t_s[3])).x_mm == 0.0


@settings(max_examples=100)
@given(PATHS, LIMITS, st.floats(0.0, 1.0), st.floats(1e-6, 1e-2))
def test_positions_follow_the_speed(text: str, limits: KlipperLimits, share: float, step_s: float):
    """No two moments lie further apart than the fastest speed between them allows."""
    profile = plan(read_program(text.encode()), limits)
    if (profile.moves.step == Step.STOP).any():
        return  # homing jumps
    first = profile.at(share * profile.total_s)
    second = profile.at(share * profile.total_s + step_s)
    way = math.dist((first.x_mm, first.y_mm, first.z_mm), (second.x_mm, second.y_mm, second.z_mm))
    fastest = max(profile.v_cruise_mm_s[first.row : second.row + 1], default=0.0)
    assert way <= fastest * step_s * (1 + 1e-6) + 1e-7


@settings(max_examples=100)
@given(PATHS, LIMITS)
def test_every_row_starts_where_the_last_ended(text: str, limits: KlipperLimits):
    profile = plan(read_program(text.encode()), limits)
    for row in range(len(profile.moves)):
        if profile.t_s[row + 1] > profile.t_s[row]:
            seen = profile.at(float(profile.t_s[row]))
            assert seen.row == row
            start = profile.moves.points_mm[row]
            np.testing.assert_allclose((seen.x_mm, seen.y_mm, seen.z_mm), start, atol=1e-9)


def test_bytes_and_times_are_inverse():
    text = (DATA / "prusa_small.gcode").read_bytes()
    profile = plan(read_program(text), KlipperLimits())
    moves = profile.moves
    for row in range(0, len(moves), 37):
        at = profile.time_at_byte(int(moves.offset[row]))
        assert profile.at(at).offset == moves.offset[row] or profile.t_s[row] == profile.t_s[row + 1]
        line = text[int(moves.offset[row]) :].split(b"\n", 1)[0]
        assert line == text.split(b"\n")[int(moves.line[row]) - 1]
    assert profile.time_at_byte(0) == 0.0
    assert profile.time_at_byte(len(text)) == profile.total_s


def test_layers_end_in_order():
    profile = plan(read_program((DATA / "prusa_small.gcode").read_bytes()), KlipperLimits())
    ends = profile.layer_end_s()
    assert ends.size == profile.moves.layer_z_mm.size == 7
    np.testing.assert_allclose(profile.moves.layer_z_mm, np.arange(1, 8) * 0.2, atol=1e-9)
    assert (np.diff(ends) > 0).all()
    assert ends[-1] == profile.total_s
    middle = profile.at(float(ends[2]) + 0.01)
    assert middle.layer == 3
