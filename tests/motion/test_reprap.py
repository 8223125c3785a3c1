"""RepRapFirmware's planner against its slow twin, cases by hand, and what must always hold."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerworks.gcode.reading import Step, read_program
from layerworks.motion import MotionProfile, RepRapFirmwareLimits, estimate, plan
from motion.marlin_paths import PATHS as MARLIN_PATHS
from motion.test_marlin import trip
from reference.reprap_plan import Move, plan_slowly

A = 2000.0
PLAIN = RepRapFirmwareLimits(
    axis_velocity_mm_s=(300.0, 300.0, 10.0, 60.0),
    axis_accel_mm_s2=(A, A, 100.0, 3000.0),
    axis_jerk_mm_s=(10.0, 10.0, 0.5, 5.0),
)
LIMITS = st.builds(
    RepRapFirmwareLimits,
    axis_velocity_mm_s=st.sampled_from([(300.0, 300.0, 10.0, 60.0), (60.0, 200.0, 5.0, 20.0)]),
    axis_accel_mm_s2=st.sampled_from([(500.0, 500.0, 100.0, 3000.0), (9000.0, 7000.0, 500.0, 10000.0)]),
    axis_jerk_mm_s=st.sampled_from([(10.0, 10.0, 0.5, 5.0), (15.0, 4.0, 0.2, 2.0)]),
    jerk_policy=st.sampled_from([0, 1]),
    print_accel_mm_s2=st.sampled_from([700.0, 20000.0]),
    travel_accel_mm_s2=st.sampled_from([900.0, 20000.0]),
    pressure_advance_s=st.sampled_from([0.0, 0.05]),
    kinematics=st.sampled_from(["cartesian", "corexy"]),
    buffer_moves=st.sampled_from([2, 5, 40]),
)
_OWN = st.sampled_from(
    ["M201 X800 E900:900", "M203 X3000 E1200", "M566 X300 Y420 E60", "M566 P1", "M204 P600 T1200", "M572 D0 S0.1"]
)
PATHS = st.tuples(MARLIN_PATHS, st.lists(_OWN, max_size=2), MARLIN_PATHS).map(
    lambda parts: "\n".join(
        line
        for line in "\n".join([parts[0], *parts[1], parts[2]]).splitlines()
        if not line.startswith(("M20", "M900", "G92")) or line in parts[1]
    )
)


def planned(text: str, limits: RepRapFirmwareLimits) -> MotionProfile:
    return plan(read_program(text.encode(), limits.reading), limits)


CASES = {
    "from rest to rest": ("G1 X100 F6000", trip(100, 100, A)),
    "speeds are by the minute": ("M203 X2400\nG1 X100 F6000", trip(100, 40, A)),
    "both axes may go fast on a slant": (
        "M203 X4200 Y4200\nG1 X70 Y70 F12000",
        trip(70 * math.sqrt(2), 70 * math.sqrt(2), A * math.sqrt(2)),
    ),
    "printing is held back": ("M204 P500\nG1 X100 E5 F6000", trip(100, 100, 500)),
    "square corner": ("G1 X50 F6000\nG1 Y50", 2 * trip(50, 100, A, leave=10)),
    "reversal": ("G1 X50 F6000\nG1 X0", 2 * trip(50, 100, A, leave=5)),
    "a stop between printing and travel": ("M83\nG1 X50 E1 F6000\nG1 X100", 2 * trip(50, 100, A)),
    "unless the policy has none": (
        "M566 P1 E300\nM83\nG1 X50 E1 F6000\nG1 X100",
        trip(100, 100, A),
    ),
    "advance holds back": ("M572 D0 S0.1\nM83\nG1 X100 E5 F6000", trip(100, 100, 5.0 / 0.1 / 0.05)),
    "filament": ("M83\nG1 E10 F1800", trip(10, 30, 3000)),
    "lists of several drives": ("M83\nM201 E1000:500\nG1 E10 F1800", trip(10, 30, 1000)),
    "up": ("G1 Z5 F6000", trip(5, 10, 100)),
}


@pytest.mark.parametrize("name", CASES)
def test_hand_case(name: str):
    text, seconds = CASES[name]
    assert planned(text, PLAIN).total_s == pytest.approx(seconds, rel=1e-9)


@settings(max_examples=150)
@given(PATHS, LIMITS)
def test_twin_plans_the_same(text: str, limits: RepRapFirmwareLimits):
    profile = planned(text, limits)
    for row, wanted in enumerate(plan_slowly(profile.moves, limits)):
        time = float(profile.t_s[row + 1] - profile.t_s[row])
        if not isinstance(wanted, Move):
            assert time == pytest.approx(wanted, abs=1e-9)
            continue
        assert profile.accel_mm_s2[row] == pytest.approx(wanted.accel, rel=1e-9)
        assert profile.v_entry_mm_s[row] == pytest.approx(wanted.start, rel=1e-6, abs=1e-6)
        assert profile.v_cruise_mm_s[row] == pytest.approx(wanted.cruise, rel=1e-6, abs=1e-6)
        assert profile.v_exit_mm_s[row] == pytest.approx(wanted.end, rel=1e-6, abs=1e-6)
        assert time == pytest.approx(wanted.time_s, rel=1e-6, abs=1e-9)


@settings(max_examples=100)
@given(MARLIN_PATHS, LIMITS)
def test_no_profile_exceeds_its_limits(text: str, limits: RepRapFirmwareLimits):
    text = "\n".join(line for line in text.splitlines() if not line.startswith("M"))
    profile = planned("M83\n" + text, limits)
    moves = profile.moves
    moving = moves.step <= Step.FILAMENT
    entry, cruise, leave = (v[moving] for v in (profile.v_entry_mm_s, profile.v_cruise_mm_s, profile.v_exit_mm_s))
    length, accel = profile.length_mm[moving], profile.accel_mm_s2[moving]
    ramps = (2 * cruise**2 - entry**2 - leave**2) / (2 * accel)
    assert (ramps <= length * (1 + 1e-9) + 1e-9).all()
    way = np.column_stack([np.diff(moves.points_mm, axis=0), moves.e_mm])[moving]
    share = np.abs(way) / length[:, None]
    assert (share * cruise[:, None] <= np.array(limits.axis_velocity_mm_s) * (1 + 1e-9)).all()
    assert (share * accel[:, None] <= np.array(limits.axis_accel_mm_s2) * (1 + 1e-9)).all()
    both = (moves.step[:-1] == Step.MOVE) & (moves.step[1:] == Step.MOVE)
    np.testing.assert_allclose(profile.v_exit_mm_s[:-1][both], profile.v_entry_mm_s[1:][both], rtol=1e-9, atol=1e-6)


@settings(max_examples=50)
@given(PATHS, LIMITS)
def test_totals_in_little_memory_are_those_of_the_profile(text: str, limits: RepRapFirmwareLimits):
    profile = planned(text, limits)
    if not (profile.moves.step <= Step.FILAMENT).any():
        return
    got = estimate(text.encode(), limits, density_g_cm3=1.24)
    assert got.motion_s + got.dwell_s == pytest.approx(profile.total_s, rel=1e-9, abs=1e-9)
    low, high = got.interval_s
    assert low <= got.time_s - 0.0499 * got.motion_s
    assert high >= got.time_s + 0.0799 * got.motion_s


@given(st.floats(1.0, 200.0), st.floats(1.0, 400.0), st.lists(st.floats(0.01, 0.99), min_size=1, max_size=8), LIMITS)
def test_splitting_a_straight_move_changes_nothing(
    length: float, speed: float, cuts: list[float], limits: RepRapFirmwareLimits
):
    if len(cuts) >= limits.buffer_moves:
        return
    ends = sorted({round(c, 3) for c in cuts} | {1.0})
    lines = [f"G1 X{end * length * 0.6:.9f} Y{end * length * 0.8:.9f} F{speed * 60:.6f}" for end in ends]
    assert planned("\n".join(lines), limits).total_s == pytest.approx(planned(lines[-1], limits).total_s, rel=1e-6)
