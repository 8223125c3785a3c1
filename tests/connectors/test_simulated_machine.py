"""A simulated printer comes to the same end however it is watched, and as its mishaps say."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.even_program import WARM, EvenProgram, even_text
from layerworks.connectors.simulated._form import machine_of, plain
from layerworks.connectors.simulated.machine import Machine, at, settle
from layerworks.connectors.simulated.mishaps import Mishap, Mishaps, mishaps_of_run
from layerworks.connectors.simulated.obeying import look, obey
from layerworks.connectors.simulated.playing import HeatMark
from layerworks.digest import digest_bytes
from layerworks.fleet import Cancel, CancelObject, Pause, Remove, Resume, SetTemperature, Start, StopAll, Upload

START_S = 1_795_420_800.0
TEXT = even_text(600.0)
FILE = "bracket-1.t1.gcode"
UPLOAD = Upload(FILE, TEXT, digest_bytes(TEXT))
PROGRAM = EvenProgram(600.0, len(TEXT))
WARM_S = 232.6  # bed, then nozzle, from cold

kinds = st.sampled_from(["drop", "silence", "stall", "runout", "thermal", "power"])
mishap_lists = st.lists(st.builds(Mishap, kinds, st.floats(0, 900), st.floats(1, 300)), max_size=4).map(
    lambda found: tuple(sorted(found, key=lambda m: m.after_s))
)


def started(*mishaps: Mishap) -> Machine:
    machine = obey(Machine(START_S), UPLOAD, ())
    assert isinstance(machine, Machine)
    machine = obey(machine, Start(FILE), mishaps)
    assert isinstance(machine, Machine)
    return machine


def later(machine: Machine, seconds: float) -> Machine:
    return settle(machine, START_S + seconds, PROGRAM)


@given(mishap_lists, st.lists(st.floats(0, 4000), max_size=20))
def test_watching_changes_nothing(mishaps, looks: list[float]):
    watched = started(*mishaps)
    for seconds in sorted(looks):
        watched = later(watched, seconds)
        look(watched, START_S + seconds, PROGRAM)
    assert later(watched, 4000.0) == later(started(*mishaps), 4000.0)


@given(mishap_lists, st.floats(0, 2000))
def test_it_survives_being_written_down(mishaps, seconds: float):
    machine = later(started(*mishaps), seconds)
    assert machine_of(json.loads(json.dumps(plain(machine)))) == machine


def test_a_print_heats_and_then_advances_to_its_end():
    machine = started()
    heating = look(later(machine, 30.0), START_S + 30.0, PROGRAM)
    assert heating.device == "heating"
    assert heating.run is not None
    assert heating.run.position.byte_offset == 0
    half = look(later(machine, WARM_S + 300.0), START_S + WARM_S + 300.0, PROGRAM)
    assert half.device == "printing"
    assert half.run is not None
    assert half.run.position.byte_offset == pytest.approx(len(TEXT) / 2, abs=2)
    assert half.run.filament_mm == pytest.approx(500.0, abs=1.0)
    assert {t.heater: round(t.actual_c) for t in half.temperatures} == {"nozzle": 210, "bed": 60, "chamber": 25}
    done = later(machine, 2000.0).run
    assert done is not None
    assert done.phase == "completed"
    assert done.ended_s == pytest.approx(START_S + WARM_S + 600.0, abs=0.1)


@pytest.mark.parametrize(
    ("kind", "phase", "device", "fault"),
    [
        ("stall", "running", "printing", None),
        ("runout", "paused", "paused", "runout"),
        ("thermal", "failed", "error", "thermal"),
        ("drop", "completed", "idle", None),
        ("silence", "completed", "idle", None),
    ],
)
def test_each_mishap_leaves_its_mark(kind, phase, device, fault):
    state = look(later(started(Mishap(kind, 300.0)), 3000.0), START_S + 3000.0, PROGRAM)
    assert state.run is not None
    assert (state.run.phase, state.device, state.run.fault) == (phase, device, fault)


def test_a_power_cut_makes_it_forget_the_print_but_not_its_files():
    machine = started(Mishap("power", 300.0, 60.0))
    assert later(machine, 330.0).condition == "off"
    back = later(machine, 400.0)
    assert (back.condition, back.boot, back.run) == ("on", 2, None)
    assert [f.name for f in back.files] == [FILE]
    assert back.bed_used


def test_a_pause_costs_its_time_and_nothing_else():
    machine = at(later(started(), 400.0), START_S + 400.0)
    machine = obey(machine, Pause(FILE), ())
    assert isinstance(machine, Machine)
    machine = obey(at(later(machine, 700.0), START_S + 700.0), Resume(FILE), ())
    assert isinstance(machine, Machine)
    run = later(machine, 3000.0).run
    assert run is not None
    assert run.ended_s == pytest.approx(START_S + WARM_S + 900.0, abs=0.1)


def test_a_pause_while_heating_goes_on_with_heating():
    machine = obey(at(later(started(), 10.0), START_S + 10.0), Pause(FILE), ())
    assert isinstance(machine, Machine)
    machine = obey(at(later(machine, 20.0), START_S + 20.0), Resume(FILE), ())
    assert isinstance(machine, Machine)
    run = later(machine, 3000.0).run
    assert run is not None
    assert run.ended_s == pytest.approx(START_S + WARM_S + 600.0, abs=0.5)  # the bed warmed on while it was paused


def test_heating_beyond_its_means_is_a_thermal_fault():
    hot = replace(PROGRAM, marks=(*WARM, HeatMark(100.0, "bed", 400.0, True)))
    run = settle(started(), START_S + 3000.0, hot).run
    assert run is not None
    assert (run.phase, run.fault) == ("failed", "thermal")


def test_commands_are_refused_when_they_cannot_be_meant():
    idle = Machine(START_S)
    busy = started()
    other = "other.gcode"
    assert isinstance(obey(idle, Start(FILE), ()), str)
    assert isinstance(obey(idle, Cancel(FILE), ()), str)
    assert isinstance(obey(busy, Start(FILE), ()), str)
    assert isinstance(obey(busy, UPLOAD, ()), str)
    assert isinstance(obey(busy, Remove(FILE), ()), str)
    assert isinstance(obey(busy, Cancel(other), ()), str)
    assert isinstance(obey(busy, Resume(FILE), ()), str)
    assert obey(idle, Remove(other), ()) == idle


def test_a_stop_of_everything_ends_the_print_and_halts_the_printer():
    stopped = obey(started(), StopAll(), ())
    assert isinstance(stopped, Machine)
    assert stopped.run is not None
    assert (stopped.condition, stopped.run.phase, stopped.run.fault) == ("error", "failed", "stopped")
    assert isinstance(obey(stopped, Start(FILE), ()), str)


def test_a_part_is_left_out_once():
    busy = obey(started(), CancelObject(FILE, "bracket-2"), ())
    assert isinstance(busy, Machine)
    assert obey(busy, CancelObject(FILE, "bracket-2"), ()) == busy
    assert busy.run is not None
    assert busy.run.skipped == ("bracket-2",)


def test_a_temperature_is_set_on_one_heater():
    machine = obey(Machine(START_S), SetTemperature("bed", 55.0), ())
    assert isinstance(machine, Machine)
    assert {h.name: h.target_c for h in machine.heaters} == {"nozzle": 0.0, "bed": 55.0, "chamber": 0.0}


def test_chance_is_the_same_for_the_same_seed_and_about_as_frequent_as_asked():
    mishaps = Mishaps(per_hour={"drop": 2.0, "stall": 0.5}, seed=7)
    found = [mishaps_of_run(mishaps, "m1", run, 10.0) for run in range(1, 101)]
    assert found == [mishaps_of_run(mishaps, "m1", run, 10.0) for run in range(1, 101)]
    assert found[0] != mishaps_of_run(mishaps, "m2", 1, 10.0)
    drops = sum(m.kind == "drop" for run in found for m in run)
    assert 1800 < drops < 2200  # 2000 expected, deviation 45
    assert all(list(run) == sorted(run, key=lambda m: m.after_s) for run in found)


def test_a_planned_mishap_may_belong_to_one_run():
    mishaps = Mishaps((Mishap("stall", 10.0, run=2), Mishap("drop", 20.0)))
    assert [m.kind for m in mishaps_of_run(mishaps, "m1", 1, 1.0)] == ["drop"]
    assert [m.kind for m in mishaps_of_run(mishaps, "m1", 2, 1.0)] == ["stall", "drop"]


@given(mishap_lists, st.floats(0.5, 100.0), st.floats(0, 4000))
def test_pace_shortens_the_time_and_nothing_else(mishaps, pace: float, seconds: float):
    mishaps = tuple(m for m in mishaps if m.kind != "power")  # its length is told in the printer's own time
    usual = later(started(*mishaps), seconds)
    fast = obey(Machine(START_S, pace=pace), UPLOAD, ())
    fast = obey(fast, Start(FILE), mishaps)
    fast = later(fast, seconds / pace)
    assert (fast.condition, fast.run.stalled, fast.run.why) == (usual.condition, usual.run.stalled, usual.run.why)
    assert fast.run.played_s == pytest.approx(usual.run.played_s, abs=0.01 + 1e-6 * pace)
