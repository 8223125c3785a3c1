"""Levers: each is what planning a changed program gives; effective speeds solved for are reached, and no sooner."""

import math
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from layerworks.gcode.reading import read_program
from layerworks.motion import KlipperLimits, MarlinLimits, plan
from layerworks.motion.bead_levers import bead_levers
from layerworks.motion.effective import effective_speed
from layerworks.motion.levers import LEVERS, without_retraction
from layerworks.motion.sweeping import Outcome, printed_mm, sweep
from layerworks.slicing.infill.settings import PATTERNS
from layerworks.words import Language, render, say

DATA = Path(__file__).with_name("data")
TEXT = (DATA / "prusa_small.gcode").read_bytes()
LIMITS = KlipperLimits(
    max_velocity_mm_s=300.0, max_extrude_only_velocity_mm_s=120.0, max_extrude_only_accel_mm_s2=5000.0
)


def total_s(text: bytes, limits: KlipperLimits) -> float:
    return plan(read_program(text), limits).total_s


def pulled(name: str, text: bytes = TEXT, limits: KlipperLimits = LIMITS) -> Outcome:
    found = {outcome.lever: outcome for outcome in sweep(read_program(text), limits).levers}
    return found[name]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_infill_pattern_has_a_name_as_a_lever(language: Language):
    names = {render(say(f"motion.lever_infill_{pattern}"), language) for pattern in PATTERNS}
    assert len(names) == len(PATTERNS)


def test_levers_of_the_machine_are_its_limits():
    for name, limits in (
        ("accel", replace(LIMITS, max_accel_mm_s2=6000.0)),
        ("corner", replace(LIMITS, square_corner_velocity_mm_s=10.0)),
        ("cruise_ratio", replace(LIMITS, minimum_cruise_ratio=0.0)),
        ("filament_accel", replace(LIMITS, max_extrude_only_accel_mm_s2=10000.0)),
        ("filament_corner", replace(LIMITS, instantaneous_corner_velocity_mm_s=10.0)),
        ("lift", replace(LIMITS, max_z_velocity_mm_s=40.0, max_z_accel_mm_s2=600.0)),
    ):
        assert pulled(name).time_s == pytest.approx(total_s(TEXT, limits), rel=1e-12), name


def test_acceleration_is_doubled_where_the_program_sets_it_too():
    text = TEXT + b"M204 S800\nG1 X10 Y10 F9000\nSET_VELOCITY_LIMIT ACCEL=1500\nG1 X90 Y90\n"
    other = text.replace(b"S800", b"S1600").replace(b"ACCEL=1500", b"ACCEL=3000")
    assert pulled("accel", text).time_s == pytest.approx(
        total_s(other, replace(LIMITS, max_accel_mm_s2=6000.0)), rel=1e-12
    )


def test_a_faster_head_does_not_hurry_the_filament():
    """Klipper's default limits of the filament follow those of the head; a lever pulls one thing only."""
    limits = KlipperLimits(max_velocity_mm_s=100.0, max_accel_mm_s2=500.0)
    retracting = "M83\n" + "G1 E-1 F6000\nG1 E1\n" * 50 + "G1 X10 E0.5 F6000\nG1 X20\n"
    outcome = pulled("accel", retracting.encode(), limits)
    fast = limits.extrude_only_velocity_mm_s, limits.extrude_only_accel_mm_s2
    held = replace(limits, max_extrude_only_velocity_mm_s=fast[0], max_extrude_only_accel_mm_s2=fast[1])
    assert outcome.time_s == pytest.approx(
        total_s(retracting.encode(), replace(held, max_accel_mm_s2=1000.0)), rel=1e-12
    )


def test_no_retraction_is_the_program_without_its_lines():
    def without(text: bytes) -> bytes:
        kept = [line for line in text.split(b"\n") if not re.match(rb"G1 E-?[\d.]+( F[\d.]+)?\s*(;|$)", line)]
        return b"\n".join(kept)

    moves = without_retraction(read_program(TEXT))
    bare = read_program(without(TEXT))
    np.testing.assert_allclose(moves.points_mm, bare.points_mm, atol=1e-9)
    assert moves.layer_start.tolist() == bare.layer_start.tolist()
    assert pulled("no_retraction").time_s < total_s(TEXT, LIMITS)
    assert not (moves.e_mm < 0.0).any()


def test_speeds_are_raised_with_the_limit_that_holds_them():
    text = b"M83\nG1 X300 E10 F18000\nG1 X0 F18000\nG1 E-5 F6000\nG1 E5\n"
    slow = KlipperLimits(max_velocity_mm_s=100.0, max_accel_mm_s2=50000.0)
    assert pulled("travel", text, slow).value == 600.0
    assert pulled("print_speed", text, slow).value == 450.0
    assert pulled("retract_speed", text, slow).value == 200.0
    for name in ("travel", "print_speed"):
        assert pulled(name, text, slow).change < -0.2


def test_the_strongest_lever_comes_first_and_all_together_beat_each():
    found = sweep(read_program(TEXT), LIMITS)
    changes = [outcome.change for outcome in found.levers]
    assert changes == sorted(changes)
    machine = [o.change for o in found.levers if o.lever not in ("print_speed", "no_retraction")]
    assert found.together.change < min(machine)
    assert found.as_it_is.effective_mm_s == pytest.approx(
        printed_mm(plan(read_program(TEXT), LIMITS)) / found.as_it_is.time_s
    )
    assert {o.lever for o in found.levers} <= {lever.name for lever in LEVERS}


def test_levers_work_on_another_firmware():
    limits = MarlinLimits()
    moves = read_program(TEXT + b"M204 P500 T900\nG1 X0 F9000\nG1 X100 E5\n", limits.reading)
    found = sweep(moves, limits)
    assert found.levers[0].change < -0.02
    assert {"accel", "corner", "retract_speed", "travel"} <= {o.lever for o in found.levers}
    assert "cruise_ratio" not in {o.lever for o in found.levers}
    assert all(o.change < 0.01 for o in found.levers)


def test_wider_beads_are_bounded_and_no_faster_than_the_hot_end():
    profile = plan(read_program(TEXT), LIMITS)
    free = {(b.name, b.value): b for b in bead_levers(profile, LIMITS, None)}
    held = {(b.name, b.value): b for b in bead_levers(profile, LIMITS, 4.0)}
    assert {name for name, _ in free} == {"line_width", "layer_height", "nozzle"}
    assert [value for name, value in free if name == "nozzle"] == [0.6, 0.8, 1.0, 1.2]
    for key, bead in free.items():
        low, high = bead.between_s
        assert 0.0 < low <= high < 1.06 * profile.total_s
        assert held[key].between_s[0] >= low - 1e-9
        assert held[key].peak_flow_mm3_s <= 4.0 * (1 + 1e-9)
    assert free["layer_height", 1.5].between_s[0] == pytest.approx(profile.total_s / 1.5, rel=0.05)


def test_a_program_that_lays_nothing_has_no_beads():
    assert sweep(read_program(b"G1 X10 F600\n"), LIMITS).beads == ()
    with pytest.raises(ValueError, match="lines"):
        effective_speed(read_program(b"G1 X10 F600\n"), LIMITS, 500.0)
    with pytest.raises(ValueError, match="effective"):
        effective_speed(read_program(TEXT), LIMITS, 0.0)


def strokes(length_mm: float, count: int = 40) -> bytes:
    """Isolated strokes: each from rest to rest."""
    lines = [f"G1 X{length_mm if k % 2 else 0} E1 F60000\nG4 P0" for k in range(1, count + 1)]
    return "\n".join(["M83", *lines]).encode()


def test_isolated_strokes_need_what_the_closed_form_says():
    """From rest to rest with a plateau a stroke takes L / v + v / a."""
    length, target = 100.0, 300.0
    limits = KlipperLimits(max_accel_mm_s2=20000.0, minimum_cruise_ratio=0.0)
    got = effective_speed(read_program(strokes(length)), limits, target)
    commanded = 1.5 * target
    wanted = commanded / (length / target - length / commanded)
    assert got.accel_mm_s2 == pytest.approx(wanted, rel=0.02)
    own = got.accels[0]
    assert own.accel_mm_s2 == 20000.0
    assert own.at_target_mm_s == pytest.approx(length / (length / target + target / 20000.0), rel=1e-3)
    # No plateau: time = 2 √(L / a), whatever is commanded.
    assert own.ceiling_mm_s == pytest.approx(length / (2.0 * math.sqrt(length / 20000.0)), rel=1e-3)
    a = 20000.0
    speed = (length * a / target - math.sqrt((length * a / target) ** 2 - 4 * length * a)) / 2
    assert own.commanded_mm_s == pytest.approx(speed, rel=0.01)


def test_short_strokes_never_get_there_and_it_is_said():
    got = effective_speed(read_program(strokes(2.0)), KlipperLimits(), 500.0)
    first = got.accels[0]
    assert first.commanded_mm_s is None
    assert first.ceiling_mm_s < 500.0
    assert first.peak_flow_mm3_s == 0.0
    ceilings = [at.ceiling_mm_s for at in got.accels]
    assert ceilings == sorted(ceilings)


def test_what_is_solved_for_is_reached():
    moves = read_program(TEXT)
    got = effective_speed(moves, LIMITS, 60.0)
    laid = (moves.step == 0) & (moves.e_mm > 0.0)
    for at in got.accels:
        if at.commanded_mm_s is None:
            continue
        speed = moves.speed_mm_s.copy()
        speed[laid] = at.commanded_mm_s
        travel = (moves.step == 0) & ~laid
        speed[travel] = np.maximum(speed[travel], at.commanded_mm_s)
        limits = replace(LIMITS, max_accel_mm_s2=at.accel_mm_s2, max_velocity_mm_s=float(speed.max()))
        profile = plan(replace(moves, speed_mm_s=speed), limits, firm=("max_accel_mm_s2", "max_velocity_mm_s"))
        reached = printed_mm(profile) / profile.total_s
        assert reached * (1 + 1e-9) >= 60.0
        assert reached <= 60.0 * 1.01 or at.commanded_mm_s == 60.0
