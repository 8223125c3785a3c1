"""The exact heater against small steps of its differential equation."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerworks.connectors.simulated.heater import AMBIENT_C, MODELS, Heater, after, warming_s
from layerworks.gcode.reading import read_program
from layerworks.motion import KlipperLimits, NonMotionModel, plan, waits_of_profile

names = st.sampled_from(sorted(MODELS))
warmth = st.floats(AMBIENT_C, 230.0)
targets = st.just(0.0) | st.floats(30.0, 230.0)


def in_small_steps(heater: Heater, seconds: float, step_s: float = 0.01) -> float:
    """Full power below the target, none above: dT/dt towards full power or ambient."""
    model, actual = MODELS[heater.name], heater.actual_c
    for _ in range(round(seconds / step_s)):
        if actual < heater.target_c:
            actual = min(heater.target_c, actual + step_s * (model.full_power_c - actual) / model.rise_s)
        else:
            cooled = actual + step_s * (AMBIENT_C - actual) / model.fall_s
            actual = max(heater.target_c, cooled)
    return actual


@pytest.mark.parametrize("name", sorted(MODELS))
@pytest.mark.parametrize(("start", "target"), [(25.0, 210.0), (200.0, 60.0), (100.0, 0.0), (60.0, 60.0)])
@pytest.mark.parametrize("seconds", [3.0, 60.0, 240.0])
def test_the_exact_solution_is_the_limit_of_small_steps(name: str, start: float, target: float, seconds: float):
    heater = Heater(name, start, target)
    assert after(heater, seconds).actual_c == pytest.approx(in_small_steps(heater, seconds), abs=0.05)


@given(names, warmth, targets, st.floats(0, 5000), st.floats(0, 5000))
def test_looking_in_between_changes_nothing(name: str, start: float, target: float, first_s: float, then_s: float):
    heater = Heater(name, start, target)
    at_once, in_two = after(heater, first_s + then_s), after(after(heater, first_s), then_s)
    assert in_two.actual_c == pytest.approx(at_once.actual_c, abs=1e-6)


@given(names, warmth, targets)
def test_it_is_warm_when_it_said_it_would_be(name: str, start: float, target: float):
    heater = Heater(name, start, target)
    needed_s = warming_s(heater)
    assert after(heater, needed_s).actual_c >= target - 1e-6
    if needed_s > 1.0:
        assert after(heater, 0.9 * needed_s).actual_c < target


def test_a_target_beyond_full_power_is_never_reached():
    assert math.isinf(warming_s(Heater("bed", 25.0, 500.0)))


@pytest.mark.parametrize(("bed_c", "nozzle_c"), [(60.0, 210.0), (80.0, 240.0), (105.0, 250.0)])
def test_it_heats_like_the_printers_that_a_first_print_is_timed_for(bed_c: float, nozzle_c: float):
    """A simulated printer starts, homes and ends at once, so it lies in the lower half."""
    text = f"M83\nM190 S{bed_c}\nM109 S{nozzle_c}\nG28\nG1 X10 E1 F600\n".encode()
    waits = waits_of_profile(plan(read_program(text), KlipperLimits()), NonMotionModel())
    low_s, high_s = waits.interval_s
    took_s = warming_s(Heater("bed", target_c=bed_c)) + warming_s(Heater("nozzle", target_c=nozzle_c))
    assert low_s < took_s < high_s
    assert took_s < waits.total_s * 1.2
