"""The rules on days of machines: every planted fault is told of, and hardly anything else."""

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from bench.alarm_days import RULE_OF, Fault, MachineDay
from bench.alarms import alarms_of
from hypothesis import given
from hypothesis import strategies as st

from layerworks.fleet import Position, PrinterState, Run, Snapshot, StateChanged, Temperature, Watch
from layerworks.fleet.alarms import AlarmRules, Learned, Sight, Wear, listen, network, signs_of
from layerworks.fleet.alarms.heating import HeatCurve, heat_curve, heated, too_cold_c, too_hot_c
from layerworks.fleet.alarms.trend import Trend, drifted
from layerworks.fleet.watch import hear, opened, still_s

RULES = AlarmRules()
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


@pytest.mark.parametrize("kind", [k for k in RULE_OF if k != "drift"])
def test_a_planted_fault_is_told_of_and_nothing_before_it(kind: str):
    rules_told = []
    for moment, change in alarms_of(MachineDay(7, Fault(kind, 5000.0)).moments(0.4), RULES):
        assert moment.begun, change.alarm.rule
        rules_told.append(change.alarm.rule)
    assert RULE_OF[kind] in rules_told


def test_a_day_without_a_fault_is_quiet():
    for seed in (1, 2, 3):
        assert [c.alarm.rule for _, c in alarms_of(MachineDay(seed, None).moments(0.5), RULES)] == []


def test_a_print_that_is_resumed_has_not_stood_still_while_it_was_paused():
    run = Run("a.gcode", "running", Position(9, 1, 0.0, 0.0, 0.2), 1.0, 60.0, NOON)
    paused = Run("a.gcode", "paused", Position(9, 1, 0.0, 0.0, 0.2), 1.0, 60.0, NOON)

    def state(device, of: Run) -> PrinterState:
        return PrinterState(device, "1", of, ())

    watch = hear(opened(Watch(), NOON), Snapshot(at(0), state("printing", run)))
    watch = hear(watch, StateChanged(at(10), state("paused", paused)))
    watch = hear(watch, StateChanged(at(1810), state("printing", run)))
    assert still_s(watch, at(1815)) == 5.0


def test_a_long_pause_that_nobody_explains_is_told_of_and_a_resumed_one_is_not():
    run = Run("a.gcode", "paused", Position(9, 1, 0.0, 0.0, 0.2), 1.0, 60.0, NOON)

    def told(state: PrinterState, seconds: float) -> list[str]:
        watch = hear(opened(Watch(), NOON), Snapshot(at(0), PrinterState("printing", "1", None, ())))
        learned = listen(Learned(), Snapshot(at(0), state), RULES.alarm_power_minutes)
        sight = Sight(at(seconds), hear(watch, StateChanged(at(0), state)), learned, attempt="a")
        return [s.rule for s in signs_of(sight, RULES) if s.wrong and s.rule in ("paused", "waits")]

    paused = PrinterState("paused", "1", run, ())
    assert told(paused, RULES.alarm_pause_s - 1.0) == []
    assert told(paused, RULES.alarm_pause_s + 1.0) == ["paused"]
    assert told(replace(paused, run=replace(run, fault="runout")), RULES.alarm_pause_s + 1.0) == ["waits"]
    assert told(PrinterState("printing", "1", replace(run, phase="running"), ()), 86400.0) == []


@given(st.floats(150, 700), st.floats(30, 600), st.integers(0, 10**6))
def test_a_heat_curve_is_found_again(full_power_c: float, rise_s: float, seed: int):
    curve = HeatCurve(full_power_c, rise_s)
    to_c = 25.0 + 0.6 * (full_power_c - 25.0)
    seconds = np.linspace(0.0, rise_s * math.log(1 / 0.4), 60)
    noise = np.random.default_rng(seed).normal(0.0, 0.1, 60)
    actual = np.array([curve.after(25.0, s) for s in seconds]) + noise
    found = heat_curve(seconds, actual)
    assert found is not None
    assert found.after(25.0, seconds[-1]) == pytest.approx(to_c, abs=0.05 * (to_c - 25.0))


def test_a_rise_that_tells_too_little_teaches_nothing():
    assert heat_curve(np.arange(5.0), np.arange(5.0) * 10) is None
    assert heat_curve(np.arange(50.0), np.full(50, 25.0)) is None


def rising(actual_c: list[float], target_c: float = 220.0, step_s: float = 10.0):
    heating = None
    for k, value in enumerate(actual_c):
        heating = heated(heating, Temperature("nozzle", value, target_c), at(k * step_s))
    assert heating is not None
    return heating


def test_a_heater_that_is_slower_than_it_was_is_too_cold():
    curve = HeatCurve(500.0, 100.0)
    sound = [curve.after(25.0, 10.0 * k) for k in range(5)]
    weak = [HeatCurve(280.0, 100.0).after(25.0, 10.0 * k) for k in range(5)]
    assert abs(too_cold_c(rising(sound), curve)) < 1e-9
    assert too_cold_c(rising(weak), curve) > 50.0


def test_without_a_curve_only_standing_still_is_wrong():
    assert too_cold_c(rising([25.0 + 3.0 * k for k in range(20)]), None) == 0.0
    assert too_cold_c(rising([25.0] * 20), None) == 195.0


def test_a_heater_that_is_off_and_warms_is_too_hot_whatever_one_reading_says():
    cooling = [200.0, 150.0, 110.0, 80.0]
    assert too_hot_c(rising(cooling, target_c=0.0)) <= 0.0
    assert too_hot_c(rising([*cooling, 95.0, 120.0], target_c=0.0)) == 25.0
    assert too_hot_c(rising([25.0, 0.0, 25.0], target_c=0.0)) == 0.0


@given(st.integers(0, 10**6), st.floats(0.05, 0.9))
def test_drift_is_found_and_noise_is_not(seed: int, mean: float):
    rng = np.random.default_rng(seed)
    trend = Trend()
    for value in rng.normal(mean, 0.02 * mean, 300):
        trend = drifted(trend, value, 300)
    steady = trend
    for value in rng.normal(mean, 0.02 * mean, 300):
        steady = drifted(steady, value, 300)
    assert steady.drift < RULES.alarm_power_drift
    for value in rng.normal(mean * 1.2, 0.02 * mean, 60):
        trend = drifted(trend, value, 300)
    assert trend.up > RULES.alarm_power_drift
    assert trend.down == 0.0


def test_one_spike_is_no_drift():
    trend = Trend()
    for k in range(300):
        trend = drifted(trend, 0.3 + 0.001 * (k % 2), 300)
    assert drifted(trend, 1.0, 300).drift < RULES.alarm_power_drift


def test_many_silent_machines_are_one_alarm():
    assert network(4, 10, RULES).wrong is None
    assert network(5, 10, RULES).wrong is True
    assert network(5, 1000, RULES).wrong is False
    assert network(300, 1000, RULES).wrong is True
    watch = opened(Watch(), NOON)
    alone = {s.rule: s.wrong for s in signs_of(Sight(at(120), watch), RULES)}
    cut = {s.rule: s.wrong for s in signs_of(Sight(at(120), watch, network_cut=True), RULES)}
    assert (alone["silent"], cut["silent"]) == (True, None)


def test_wear_is_told_and_a_machine_out_of_service_is_left_alone():
    watch = opened(Watch(), NOON)
    worn = (Wear("nozzle", 500.0, 480.0), Wear("belt", 10.0, 2000.0))
    told = {(s.rule, s.of): s.wrong for s in signs_of(Sight(NOON, watch, wear=worn), RULES)}
    assert told[("worn", "nozzle")] is True
    assert told[("worn", "belt")] is False
    aside = signs_of(Sight(at(9999), watch, in_service=False), RULES)
    assert not any(s.wrong for s in aside)


def test_listening_twice_to_the_same_changes_nothing_but_the_minute():
    seen = StateChanged(NOON, PrinterState("idle", "1", None, (), (Temperature("bed", 25.0, 0.0),)))
    once = listen(Learned(), seen, 10)
    assert listen(once, seen, 10) == once
