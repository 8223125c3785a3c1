"""The planner against its slow twin and against what must always hold."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerworks.gcode.reading import Moves, Step, read_program
from layerworks.kernels import motion_totals_codes as c
from layerworks.kernels.motion_chords import add_coarse_chords
from layerworks.kernels.motion_totals import add_totals
from layerworks.motion import KlipperLimits, MotionProfile, estimate, plan
from motion.paths import LIMITS, OTHER_KINEMATICS, PATHS, straight_path
from reference.klipper_plan import PlannedMove, plan_slowly
from reference.motion_totals import coarse_slowly, sum_slowly


@settings(max_examples=200)
@given(PATHS, st.one_of(LIMITS, OTHER_KINEMATICS))
def test_twin_plans_the_same(text: str, limits: KlipperLimits):
    profile = plan(read_program(text.encode()), limits)
    for row, wanted in enumerate(plan_slowly(profile.moves, limits)):
        time = float(profile.t_s[row + 1] - profile.t_s[row])
        if isinstance(wanted, PlannedMove):
            assert profile.v_entry_mm_s[row] == pytest.approx(wanted.start, rel=1e-9, abs=1e-7)
            assert profile.v_cruise_mm_s[row] == pytest.approx(wanted.cruise, rel=1e-9, abs=1e-7)
            assert profile.v_exit_mm_s[row] == pytest.approx(wanted.end, rel=1e-9, abs=1e-7)
            assert profile.accel_mm_s2[row] == pytest.approx(wanted.accel, rel=1e-12)
            assert time == pytest.approx(wanted.time, rel=1e-7, abs=1e-9)
        else:
            assert time == pytest.approx(wanted, abs=1e-9)


@settings(max_examples=200)
@given(PATHS, LIMITS)
def test_no_profile_exceeds_its_limits(text: str, limits: KlipperLimits):
    profile = plan(read_program(text.encode()), limits)
    moves = profile.moves
    moving = moves.step <= Step.FILAMENT
    entry, cruise, leave = (v[moving] for v in (profile.v_entry_mm_s, profile.v_cruise_mm_s, profile.v_exit_mm_s))
    length, accel = profile.length_mm[moving], profile.accel_mm_s2[moving]
    assert (cruise <= moves.speed_mm_s[moving] * (1 + 1e-12)).all()
    assert (entry <= cruise).all()
    assert (leave <= cruise).all()
    ramps = (2 * cruise**2 - entry**2 - leave**2) / (2 * accel)
    assert (ramps <= length * (1 + 1e-9) + 1e-9).all()
    assert (np.diff(profile.t_s) >= 0).all()
    _check_joints(profile)
    _check_z(profile, limits)


def _check_joints(profile: MotionProfile) -> None:
    """One row leaves at the speed the next enters with, and all stand still at stops."""
    step = profile.moves.step
    both = (step[:-1] == Step.MOVE) & (step[1:] == Step.MOVE)
    np.testing.assert_allclose(profile.v_exit_mm_s[:-1][both], profile.v_entry_mm_s[1:][both], rtol=1e-9, atol=1e-6)
    assert (profile.v_exit_mm_s[:-1][~both] == 0).all()
    assert (profile.v_entry_mm_s[1:][~both] == 0).all()


def _check_z(profile: MotionProfile, limits: KlipperLimits) -> None:
    rise = np.abs(np.diff(profile.moves.points_mm[:, 2]))
    moving = (profile.moves.step == Step.MOVE) & (rise > 0)
    climb = profile.v_cruise_mm_s[moving] * rise[moving] / profile.length_mm[moving]
    assert (climb <= limits.max_z_velocity_mm_s * (1 + 1e-9)).all()


@given(st.floats(1.0, 200.0), st.floats(1.0, 400.0), st.lists(st.floats(0.01, 0.99), min_size=1, max_size=8), LIMITS)
def test_splitting_a_straight_move_changes_nothing(
    length: float, speed: float, cuts: list[float], limits: KlipperLimits
):
    limits = replace(limits, square_corner_velocity_mm_s=5.0)  # at 0 Klipper stops where rounding bends the line
    whole = plan(straight_path(length, speed, []), limits)
    split = plan(straight_path(length, speed, cuts), limits)
    assert split.total_s == pytest.approx(whole.total_s, rel=1e-9)


@given(PATHS, PATHS, LIMITS)
def test_times_add_up_over_a_full_stop(first: str, second: str, limits: KlipperLimits):
    both = read_program(f"{first}\nM400\n{second}".encode())
    stop = int(np.flatnonzero(both.line == first.count("\n") + 2)[0]) if len(both) else 0
    profile = plan(both, limits)
    alone = plan(read_program(first.encode()), limits)
    assert profile.t_s[stop] == pytest.approx(alone.total_s, rel=1e-12, abs=1e-12)


@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=2, max_size=30), LIMITS)
def test_a_path_takes_as_long_backwards(corners: list[tuple[int, int]], limits: KlipperLimits):
    def program(points: list[tuple[int, int]]) -> Moves:
        lines = [f"G1 X{x} Y{y} F9000" for x, y in points]
        return read_program("\n".join([lines[0], "M400", *lines[1:]]).encode())

    def after_start(profile: MotionProfile) -> float:
        stop = int(np.flatnonzero(profile.moves.step == Step.STOP)[0])
        return profile.total_s - float(profile.t_s[stop])

    limits = replace(limits, minimum_cruise_ratio=0.0)  # only so is Klipper's rule the same both ways
    there, back = plan(program(corners), limits), plan(program(corners[::-1]), limits)
    assert after_start(there) == pytest.approx(after_start(back), rel=1e-9)


@settings(max_examples=60)
@given(PATHS, LIMITS)
def test_totals_in_little_memory_are_those_of_the_profile(text: str, limits: KlipperLimits):
    profile = plan(read_program(text.encode()), limits)
    if not (profile.moves.step <= Step.FILAMENT).any():
        return
    got = estimate(text.encode(), limits, density_g_cm3=1.24)
    sums = sum_slowly(profile)
    assert got.motion_s + got.dwell_s == pytest.approx(profile.total_s, rel=1e-9)
    assert got.dwell_s == pytest.approx(sums.dwell_s)
    assert {int(r.role): r.time_s for r in got.by_role} == pytest.approx(
        {role: time for role, time in sums.time_by_role.items() if time > 0}
    )
    assert {int(r.role): r.length_mm for r in got.by_role if r.length_mm} == pytest.approx(sums.length_by_role)
    area = limits.filament_mm2
    assert {int(r.role): r.volume_mm3 / area for r in got.by_role if r.volume_mm3} == pytest.approx(sums.e_by_role)
    assert got.peak_flow_mm3_s == pytest.approx(sums.peak_e_mm_s * area)
    spent = got.spent
    assert (spent.travel_s, spent.z_s, spent.retract_s) == pytest.approx((sums.travel_s, sums.z_s, sums.filament_s))
    assert spent.cruise_s + spent.accel_and_corners_s == pytest.approx(sums.laid_s)
    assert spent.cruise_s == pytest.approx(sums.ideal_s)
    if sums.laid_mm:
        assert got.share_at_commanded_speed == pytest.approx(sums.at_speed_mm / sums.laid_mm, abs=1e-9)
        assert got.printed_box_mm is not None
        low, high = np.min(sums.printed, axis=0), np.max(sums.printed, axis=0)
        np.testing.assert_allclose(got.printed_box_mm, (low, high), atol=1e-12)
    np.testing.assert_allclose(got.layer_end_s, profile.layer_end_s(), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(got.layer_z_mm, profile.moves.layer_z_mm)


@settings(max_examples=150)
@given(PATHS, LIMITS)
def test_twin_finds_the_same_coarse_chords(text: str, limits: KlipperLimits):
    _check_coarse(plan(read_program(text.encode()), limits), limits)


def _check_coarse(profile: MotionProfile, limits: KlipperLimits) -> None:
    whole = np.zeros(c.W_COLUMNS)
    moves, corner = profile.moves, np.empty(len(profile.moves), np.int64)
    speeds = profile.v_entry_mm_s, profile.v_cruise_mm_s, profile.v_exit_mm_s
    rows = (moves.points_mm, moves.e_mm, moves.speed_mm_s, moves.step, moves.role, moves.line, len(moves))
    bounds = (1.0, 1.0, 1.0, 1.0)
    sums = (np.zeros((256, c.R_COLUMNS)), whole, np.zeros((2, 2, 3)), corner)
    corners = add_totals(*rows, profile.length_mm, *speeds, profile.accel_mm_s2, profile.t_s, *bounds, *sums)
    add_coarse_chords(
        moves.points_mm,
        moves.e_mm,
        moves.speed_mm_s,
        moves.line,
        corner,
        corners,
        profile.length_mm,
        profile.v_entry_mm_s,
        profile.accel_mm_s2,
        profile.t_s,
        limits.max_velocity_mm_s,
        whole,
    )
    wanted = coarse_slowly(profile, limits.max_velocity_mm_s)
    assert whole[c.W_COARSE] == wanted.corners
    assert whole[c.W_COARSE_MM] == pytest.approx(wanted.length_mm)
    assert whole[c.W_COARSE_LOST_S] == pytest.approx(wanted.lost_s, rel=1e-6, abs=1e-9)
    columns = (c.W_COARSE_CHORD, c.W_COARSE_GOT, c.W_COARSE_COULD, c.W_COARSE_ENOUGH)
    assert whole[list(columns)] == pytest.approx(wanted.weighted, rel=1e-5, abs=1e-9)


@pytest.mark.parametrize("corners", [4, 12, 16, 1000])
def test_of_many_corners_one_in_four_stands_for_the_others(corners: int):
    """Rings of arcs between straight walls, in every rhythm: what is not looked at is like what is."""
    lines = ["M83", "G1 X0 Y0 E0.1 F30000"]
    x = y = heading = 0.0
    for k in range(24_000):
        place = k % (corners + 1)
        heading += 0.0 if place == 0 else 2.0 * math.pi / 20.0
        chord_mm = 15.0 if place == 0 else 1.0 + 0.5 * math.sin(k)
        x, y = x + chord_mm * math.cos(heading), y + chord_mm * math.sin(heading)
        lines.append(f"G1 X{x:.4f} Y{y:.4f} E0.05")
    limits = KlipperLimits(max_velocity_mm_s=600.0, max_accel_mm_s2=20000.0, square_corner_velocity_mm_s=5.0)
    profile = plan(read_program("\n".join(lines).encode()), limits)
    _check_coarse(profile, limits)
    all_of_them = coarse_slowly(profile, limits.max_velocity_mm_s, every=True)
    got = estimate("\n".join(lines).encode(), limits, density_g_cm3=1.24).coarse_chords
    assert got is not None
    assert all_of_them.corners > 3000
    assert got.corners == pytest.approx(all_of_them.corners, rel=0.05)
    assert got.lost_s == pytest.approx(all_of_them.lost_s, rel=0.05)


@pytest.mark.parametrize(("chord_mm", "speed_mm_s"), [(0.5, None), (1.0, 364.0), (2.0, 182.0)])
def test_chords_of_a_circle_are_as_slow_as_the_formula_says(chord_mm: float, speed_mm_s: float | None):
    """Radius 20 mm at 500 mm/s, 20 000 mm/s², square corner velocity 10: v = 1.82 · scv · R / chord."""
    sides = round(2 * math.pi * 20 / chord_mm)
    turns = (2 * math.pi * k / sides for k in range(5 * sides + 1))
    lines = [f"G1 X{20 * math.cos(turn):.6f} Y{20 * math.sin(turn):.6f} E0.02 F30000" for turn in turns]
    text = "\n".join(["M83", *lines]).encode()
    limits = KlipperLimits(max_velocity_mm_s=600.0, max_accel_mm_s2=20000.0, square_corner_velocity_mm_s=10.0)
    _check_coarse(plan(read_program(text), limits), limits)
    got = estimate(text, limits, density_g_cm3=1.24)
    warned = [w for w in got.warnings if w.code == "motion.coarse_chords"]
    if speed_mm_s is None:
        assert not warned
        return
    assert got.coarse_chords is not None
    assert got.coarse_chords.got_mm_s == pytest.approx(speed_mm_s, rel=0.02)
    assert got.coarse_chords.could_mm_s == pytest.approx(500.0)
    assert got.coarse_chords.enough_mm == pytest.approx(0.73, abs=0.01)
    assert dict(warned[0].values)["corner_mm_s"] == pytest.approx(10.0 * 500.0 / speed_mm_s, rel=0.02)
