"""Marlin's planner against its slow twin, against totals that Marlin's own gave, and against what must always hold."""

import csv
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerworks.gcode.reading import Step, read_program
from layerworks.motion import MarlinLimits, MotionProfile, estimate, plan
from motion.marlin_paths import LIMITS, PATHS, SLOW_LINES
from reference.marlin_plan import Block, plan_slowly

DATA = Path(__file__).with_name("data")
TRUTH = list(csv.DictReader((DATA / "marlin_truth.tsv").read_text(encoding="utf-8").splitlines(), delimiter="\t"))
MACHINES = {
    "ender": MarlinLimits(
        steps_per_mm=(80.0, 80.0, 400.0, 93.0),
        axis_accel_mm_s2=(500.0, 500.0, 100.0, 5000.0),
        axis_velocity_mm_s=(500.0, 500.0, 5.0, 25.0),
        print_accel_mm_s2=500.0,
        retract_accel_mm_s2=1000.0,
        travel_accel_mm_s2=500.0,
        axis_jerk_mm_s=(10.0, 10.0, 0.3, 5.0),
        junction_deviation_mm=0.08,
    ),
    "mk3": MarlinLimits(
        steps_per_mm=(100.0, 100.0, 400.0, 280.0),
        axis_accel_mm_s2=(1000.0, 1000.0, 200.0, 5000.0),
        axis_velocity_mm_s=(200.0, 200.0, 12.0, 120.0),
        print_accel_mm_s2=1250.0,
        retract_accel_mm_s2=1250.0,
        travel_accel_mm_s2=1250.0,
        axis_jerk_mm_s=(8.0, 8.0, 0.4, 4.5),
        junction_deviation_mm=0.05,
    ),
    "fast": MarlinLimits(
        steps_per_mm=(80.0, 80.0, 400.0, 420.0),
        axis_accel_mm_s2=(20000.0, 20000.0, 1000.0, 20000.0),
        axis_velocity_mm_s=(1000.0, 1000.0, 50.0, 120.0),
        print_accel_mm_s2=20000.0,
        retract_accel_mm_s2=20000.0,
        travel_accel_mm_s2=20000.0,
        axis_jerk_mm_s=(10.0, 10.0, 2.0, 10.0),
        junction_deviation_mm=0.013,
    ),
}
MACHINES["core"] = replace(MACHINES["fast"], steps_per_mm=(80.0, 80.0, 400.0, 93.0), kinematics="corexy")
A = 3000.0
LIKE_THE_TRUTH = MarlinLimits(axis_jerk_mm_s=(10.0, 10.0, 0.3, 5.0))


def planned(text: str, limits: MarlinLimits) -> MotionProfile:
    return plan(read_program(text.encode(), limits.reading), limits)


@pytest.mark.parametrize(
    "row", TRUTH, ids=lambda r: "-".join(r[k] for k in ("file", "machine", "generation", "junction"))
)
def test_total_is_marlins(row: dict[str, str]):
    """Rows of generation 2.1.3: its junctions and trapezoids put into the older firmware around them; of 2.1: limits of
    acceleration that do not overflow put into it.
    """
    limits = replace(
        MACHINES[row["machine"]],
        junction=row["junction"],
        generation=row["generation"],
        linear_advance_s=float(row["linear_advance_s"]),
    )
    text = (DATA / row["file"]).read_bytes()
    profile = plan(read_program(text, limits.reading), limits)
    assert int((profile.length_mm > 0.0).sum()) == int(row["blocks"])
    assert profile.total_s == pytest.approx(float(row["total_s"]), rel=5e-4)
    if limits.linear_advance_s == 0.0:
        got = estimate(text, limits, density_g_cm3=1.24)
        assert got.motion_s + got.dwell_s == pytest.approx(profile.total_s, rel=1e-9)


def test_limits_of_acceleration_overflow_in_older_firmware():
    """A diagonal of 23 mm: one motor takes 2560 steps at 2.26 million steps/s²."""
    core = replace(MACHINES["core"], steps_per_mm=(80.0, 80.0, 400.0, 50.0), junction="deviation")
    older, newer = (planned("G1 X16 Y16 F60000", replace(core, generation=g)) for g in ("2.0", "2.1"))
    assert older.accel_mm_s2[0] == pytest.approx(20000.0, rel=1e-6)
    assert newer.accel_mm_s2[0] == pytest.approx(20000.0 / math.sqrt(2.0), rel=1e-6)


def test_reversals_are_what_marlin_was_measured_to_take():
    profile = planned("G1 X100 F6000\nG1 X0\nG1 X100\nG1 X0", LIKE_THE_TRUTH)
    assert np.diff(profile.t_s).tolist() == pytest.approx([1.0298, 1.0270, 1.0270, 1.0296], abs=1e-4)


def trip(length: float, v: float, a: float, entry: float = 0.0, leave: float = 0.0) -> float:
    """A way long enough to reach v."""
    return length / v + ((v - entry) ** 2 + (v - leave) ** 2) / (2 * a * v)


def ramp(length: float, a: float, entry: float) -> float:
    """A way too short to reach any speed, from a speed to a standstill."""
    top = math.sqrt(a * length + entry**2 / 2)
    return (2 * top - entry) / a


NEWER = replace(LIKE_THE_TRUTH, generation="2.1.3")
FINE = (80000.0, 80000.0, 80000.0, 80000.0)  # so that whole steps do not matter
BY_DEVIATION = replace(NEWER, junction="deviation", junction_deviation_mm=0.05)
SQUARE = math.sqrt(A * 0.05 / (math.sqrt(2.0) - 1.0))
CASES = {
    "from rest to rest": ("G1 X100 F6000", NEWER, trip(100, 100, A)),
    "travel has its own acceleration": ("M204 T1000\nG1 X100 F6000", NEWER, trip(100, 100, 1000)),
    "so has printing": ("M204 P1000\nG1 X100 E5 F6000", NEWER, trip(100, 100, 1000)),
    "and filament alone, which no axis limits": (
        "M204 R2000\nM201 E500\nG1 E10 F1200",
        NEWER,
        trip(10, 20, 2000),
    ),
    "an axis is slow": ("M203 X40\nG1 X100 F6000", NEWER, trip(100, 40, A)),
    "filament is slow": ("M83\nG1 X100 E50 F6000", NEWER, trip(100, 50, A)),
    "an axis is lazy": ("M201 Y500\nG1 X60 Y80 F6000", NEWER, trip(100, 100, 500 / 0.8)),
    "up": ("G1 Z10 F6000", NEWER, trip(10, 5, 100)),
    "motors of both axes share a way": (
        "M201 X500 Y500\nG1 X50 Y50 F6000",
        replace(NEWER, kinematics="corexy"),
        trip(50 * math.sqrt(2), 100, 500 / math.sqrt(2)),
    ),
    "corner by jerk": ("G1 X50 F6000\nG1 Y50", NEWER, 2 * trip(50, 100, A, leave=10)),
    "reversal by jerk shares it": ("G1 X50 F6000\nG1 X0", NEWER, 2 * trip(50, 100, A, leave=5)),
    "reversal by the older rule does not": ("G1 X50 F6000\nG1 X0", LIKE_THE_TRUTH, 2 * trip(50, 100, A, leave=10)),
    "corner by deviation": ("G1 X50 F6000\nG1 Y50", BY_DEVIATION, 2 * trip(50, 100, A, leave=SQUARE)),
    "speed in per cent": ("M220 S50\nG1 X100 F6000", NEWER, trip(100, 50, A)),
    "two seconds of rest": ("G1 X50 F6000\nG4 S2\nG1 X100", NEWER, 2 * trip(50, 100, A) + 2.0),
    "a new advance is a rest": ("G1 X50 F6000\nM900 K0.1\nG1 X100", NEWER, 2 * trip(50, 100, A)),
    "advance holds back": (
        "M900 K0.1\nM83\nG1 X100 E2.5 F3000",
        replace(NEWER, axis_jerk_mm_s=(10.0, 10.0, 0.3, 2.0)),
        trip(100, 50, 2.0 / (0.1 * 0.025)),
    ),
    "smooth advance does not": (
        "M900 K0.1\nM83\nG1 X100 E2.5 F3000",
        replace(NEWER, smooth_advance=True),
        trip(100, 50, A),
    ),
    "nor advance on the way back": ("M900 K0.1\nM83\nG1 X100 E-2.5 F3000", NEWER, trip(100, 50, A)),
    "steps too few wait for the next": ("G1 X0.05 F600\nG1 X50", NEWER, trip(50, 10, A)),
    "a least speed": ("M205 S20\nM83\nG1 X100 E5 F60", NEWER, trip(100, 20, A)),
    "firmware's retraction": (
        "M207 S10 F1200\nM208 S0 F600\nG10\nM400\nG11",
        replace(NEWER, retract_accel_mm_s2=2000.0),
        trip(10, 20, 2000) + trip(10, 10, 2000),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_hand_case(name: str):
    text, limits, seconds = CASES[name]
    limits = replace(limits, steps_per_mm=FINE, least_steps=6000)  # as with usual motors, 0.075 mm
    assert planned(text, limits).total_s == pytest.approx(seconds, rel=3e-4)


def test_little_is_known_of_what_comes():
    """A curve of short chords is slow where the buffer holds too few of them to stop in."""
    curve = "".join(f"G1 X{20 * math.cos(k / 100):.4f} Y{20 * math.sin(k / 100):.4f} F12000\n" for k in range(1, 600))
    smooth = replace(NEWER, least_steps=1, least_segment_s=0.0, axis_accel_mm_s2=(1000.0, 1000.0, 100.0, 10000.0))
    tops = [float(planned(curve, replace(smooth, buffer_blocks=b)).v_cruise_mm_s[1:].max()) for b in (8, 16, 64)]
    for blocks, top in zip((8, 16), tops, strict=False):
        room_mm = 0.2 * (blocks - 1)
        assert math.sqrt(2 * 1000.0 * room_mm) <= top <= math.sqrt(2 * 1000.0 * math.sqrt(2.0) * room_mm)
    assert tops[2] > 1.3 * tops[1]


def test_a_slow_line_feeds_the_machine():
    dense = "".join(f"G1 X{k * 0.1:.3f} E{k * 0.003:.5f}\n" for k in range(1, 1500))
    text = "G1 F6000\n" + dense
    usb = replace(NEWER, serial_bytes_s=2500.0, serial_line_s=0.0)
    assert planned(text, usb).total_s == pytest.approx(len(text) / 2500.0, rel=0.03)
    assert planned(text, replace(usb, serial_bytes_s=1e7)).total_s < 1.1 * planned(text, NEWER).total_s
    assert planned(text, replace(usb, serial_bytes_s=5000.0)).total_s < planned(text, usb).total_s


def test_short_moves_are_slowed_while_few_wait():
    text = "G1 F6000\n" + "".join(f"G1 X{k * 0.5:.1f}\n" for k in range(1, 40))
    lazy, eager = (planned(text, replace(NEWER, least_segment_s=s)) for s in (0.02, 0.0))
    assert lazy.v_cruise_mm_s[2] == pytest.approx(0.5 / (0.005 + 2 * 0.015 / 2), rel=0.1)
    assert lazy.total_s > eager.total_s
    assert lazy.v_cruise_mm_s[10] == pytest.approx(100.0, rel=0.01)


@settings(max_examples=200)
@given(PATHS, LIMITS, SLOW_LINES)
def test_twin_plans_the_same(text: str, limits: MarlinLimits, serial_bytes_s: float):
    limits = replace(limits, serial_bytes_s=serial_bytes_s)
    profile = planned(text, limits)
    for row, wanted in enumerate(plan_slowly(profile.moves, limits)):
        time = float(profile.t_s[row + 1] - profile.t_s[row])
        if not isinstance(wanted, Block):
            assert time == pytest.approx(wanted or 0.0, abs=1e-9)
            assert profile.length_mm[row] == 0.0
            continue
        assert profile.length_mm[row] == pytest.approx(wanted.length, rel=1e-9)
        # Limits that overflow are whole numbers that rounding may set one apart.
        assert profile.accel_mm_s2[row] == pytest.approx(wanted.accel, rel=2e-6 if limits.generation == "2.0" else 1e-7)
        # Where a ramp ends just at a step, rounding may take it for one more.
        step_mm = 1.0 / wanted.steps_mm
        rough = {"rel": 1e-6, "abs": 1e-6 + wanted.accel * step_mm / wanted.cruise}
        assert profile.v_entry_mm_s[row] == pytest.approx(wanted.entry, rel=1e-6, abs=1e-6)
        assert profile.v_exit_mm_s[row] == pytest.approx(wanted.exit, **rough)
        assert profile.v_cruise_mm_s[row] == pytest.approx(wanted.cruise, **rough)
        step_s = 2.0 * step_mm / (wanted.entry + wanted.cruise) + 2.0 * step_mm / (wanted.exit + wanted.cruise)
        assert time == pytest.approx(wanted.before_s + wanted.time_s, rel=1e-6, abs=1e-9 + step_s)


@settings(max_examples=200)
@given(PATHS, LIMITS)
def test_no_profile_exceeds_its_limits(text: str, limits: MarlinLimits):
    text = "\n".join(line for line in text.splitlines() if not line.startswith(("M201", "M203", "M204")))
    limits = replace(limits, kinematics="cartesian")
    profile = planned(text, limits)
    moves = profile.moves
    played = profile.length_mm > 0.0
    entry, cruise, leave = (v[played] for v in (profile.v_entry_mm_s, profile.v_cruise_mm_s, profile.v_exit_mm_s))
    assert (cruise <= moves.speed_mm_s[played] * (1 + 1e-9)).all()
    assert (entry <= cruise * (1 + 1e-12)).all()
    assert (leave <= cruise * (1 + 1e-12)).all()
    assert (np.diff(profile.t_s) >= 0).all()
    limit = max(limits.print_accel_mm_s2, limits.travel_accel_mm_s2, limits.retract_accel_mm_s2)
    assert (profile.accel_mm_s2[played] <= limit * (1 + 1e-9)).all()
    if limits.least_steps == 1:
        way = np.abs(np.diff(moves.points_mm, axis=0))[played]
        speed = cruise[:, None] * way / profile.length_mm[played][:, None]
        step_mm = 1.0 / np.array(limits.steps_per_mm[:3])
        slack = cruise[:, None] * step_mm / profile.length_mm[played][:, None]
        assert (speed <= np.array(limits.axis_velocity_mm_s[:3]) * (1 + 1e-9) + slack).all()


@settings(max_examples=60)
@given(PATHS, LIMITS, SLOW_LINES)
def test_totals_in_little_memory_are_those_of_the_profile(text: str, limits: MarlinLimits, serial_bytes_s: float):
    limits = replace(limits, serial_bytes_s=serial_bytes_s)
    profile = planned(text, limits)
    if not (profile.moves.step <= Step.FILAMENT).any():
        return
    got = estimate(text.encode(), limits, density_g_cm3=1.24)
    assert got.motion_s + got.dwell_s == pytest.approx(profile.total_s, rel=1e-9, abs=1e-9)
    low, high = got.interval_s
    assert low < high


@given(
    st.integers(100, 8000),
    st.sampled_from([20.0, 60.0, 250.0]),
    st.lists(st.floats(0.02, 0.98), min_size=1, max_size=6),
    LIMITS,
)
def test_splitting_a_straight_move_changes_little(steps: int, speed: float, cuts: list[float], limits: MarlinLimits):
    """Whole steps of one axis: the ramps are cut where a step ends, so each cut can cost a few steps."""
    limits = replace(limits, buffer_blocks=64, least_steps=1, least_segment_s=0.0, linear_advance_s=0.0)
    step_mm = 1.0 / limits.steps_per_mm[0]
    ends = sorted({round(cut * steps) for cut in cuts} | {steps})
    whole = planned(f"G1 X{steps * step_mm:.4f} F{speed * 60}", limits)
    split = planned("\n".join(f"G1 X{end * step_mm:.4f} F{speed * 60}" for end in ends if end), limits)
    slowest = max(min(whole.v_entry_mm_s[0], whole.v_exit_mm_s[0]), 1.0)
    assert split.total_s == pytest.approx(whole.total_s, rel=1e-3, abs=4 * len(ends) * step_mm / slowest)
