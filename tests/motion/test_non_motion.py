"""What takes time beside motion: heaters side by side, counted events, learning, keeping."""

import json
import math
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerworks.gcode.reading.moves import Call, Heat, Heater, Stop
from layerworks.motion import (
    Duration,
    Estimate,
    Heated,
    KlipperLimits,
    NonMotionModel,
    Ran,
    Took,
    Waits,
    estimate,
    learn,
    model_from_dict,
    waits_of,
    with_macros,
)
from layerworks.motion.durations import fixed, guessed
from layerworks.motion.non_motion import FULL_POWER_C, heating_work

LINE = b"M83\nG28\n;TYPE:Perimeter\nG1 X0 Y0 Z0.2 F600\nM400\nG1 X100 E5 F3000\n"
MODEL = NonMotionModel()


def of(text: bytes, model: NonMotionModel = MODEL, start_c: Mapping[Heater, float] | None = None) -> Estimate:
    return estimate(text, KlipperLimits(), density_g_cm3=1.25, non_motion=model, start_c=start_c)


def rise_s(heater: Heater, from_c: float, to_c: float) -> float:
    """How long the median printer takes, by the law itself."""
    top_c = max(FULL_POWER_C[heater], to_c + 30.0)
    return MODEL.durations[heater].median_s * math.log((top_c - from_c) / (top_c - to_c))


def test_heaters_warm_side_by_side_and_while_the_head_is_homed():
    got = of(b"M140 S60\nM104 S200\nG28\nM190 S60\nM109 S200\n" + LINE)
    home_s = MODEL.durations["home"].median_s
    bed_s, nozzle_s = (rise_s(heater, 23.0, to_c) for heater, to_c in (("bed", 60.0), ("nozzle", 200.0)))
    assert got.heating_s == pytest.approx(max(bed_s, nozzle_s) - home_s, rel=0.02)  # they start within a degree
    assert got.homing_s == pytest.approx(2 * home_s)
    beside = got.heating_s + got.homing_s + got.tool_s + got.other_s
    assert got.time_s == pytest.approx(got.motion_s + beside)
    again = of(b"M140 S60\nM104 S200\nG28\nM190 S60\nM109 S200\n" + LINE + b"M109 S200\nM190 S60\n")
    assert again.heating_s == pytest.approx(got.heating_s)


def test_a_warm_machine_waits_less():
    text = b"M190 S60\nM109 S215\n" + LINE
    cold = of(text)
    warm = of(text, start_c={"bed": 60.0})
    assert cold.heating_s == pytest.approx(rise_s("bed", 23.0, 60.0) + rise_s("nozzle", 23.0, 215.0), rel=0.01)
    assert warm.heating_s == pytest.approx(rise_s("nozzle", 23.0, 215.0), rel=0.01)
    assert of(text, start_c={"bed": 60.5, "nozzle": 215.0}).heating_s == 0.0


def test_cooling_takes_time_too_but_never_for_ever():
    hot = of(b"M109 S250\nM109 R200\n" + LINE).heating_s - of(b"M109 S250\n" + LINE).heating_s
    assert 10.0 < hot < 120.0
    assert of(b"M109 R5\n" + LINE).heating_s == 0.0
    assert of(b"M109 S0\n" + LINE).heating_s == 0.0


def test_events_are_counted_by_kind():
    got = of(LINE + b"M600\nT1\nT1\nG29\nPAUSE\nM25\n")
    medians = {kind: duration.median_s for kind, duration in MODEL.durations.items()}
    assert got.pauses == 2
    assert got.tool_s == pytest.approx(medians["tool"] + medians["filament"])
    assert got.homing_s == pytest.approx(medians["home"] + medians["probe"])
    assert got.other_s == pytest.approx(medians["start"] + medians["end"])
    low, high = got.interval_s
    assert low < got.time_s < high


def test_macros_take_their_time_from_a_table_or_their_body():
    text = b"WARM_UP\n" + LINE + b"CLEAN\nCLEAN\n"
    unknown = of(text)
    told = of(text, with_macros(MODEL, {"clean": 12.0, "WARM_UP": 90.0}))
    assert told.time_s == pytest.approx(unknown.time_s + 2 * 12.0 + 90.0)
    assert [u.name for u in unknown.unknown] == [u.name for u in told.unknown] == ["CLEAN", "WARM_UP"]
    assert "motion.unknown_command" in {w.code for w in unknown.warnings}
    assert "motion.unknown_command" not in {w.code for w in told.warnings}
    body = estimate(text, KlipperLimits(), density_g_cm3=1.25, macros={"CLEAN": "G4 P5000", "WARM_UP": "M190 S60"})
    assert body.dwell_s == 10.0
    assert body.heating_s == pytest.approx(rise_s("bed", 23.0, 60.0), rel=0.01)
    with pytest.raises(ValueError, match="0"):
        with_macros(MODEL, {"CLEAN": 0.0})


def test_an_unknown_command_widens_the_interval_upwards():
    plain, unknown = of(LINE), of(b"START_PRINT\n" + LINE)
    assert unknown.time_s == plain.time_s
    assert unknown.interval_s[1] > plain.interval_s[1] + 20.0


def test_learning_moves_towards_what_is_seen_and_narrows():
    model = MODEL
    for _ in range(20):
        model = learn(model, Took("home", 8.0))
        model = learn(model, Heated("bed", 25.0, 60.0, 60.0))
        model = learn(model, Ran("start_print", 140.0))
    assert model.durations["home"].median_s == pytest.approx(8.0, rel=0.01)
    assert model.durations["bed"].median_s * heating_work("bed", 25.0, 60.0) == pytest.approx(60.0, rel=0.01)
    assert model.macros["START_PRINT"].median_s == pytest.approx(140.0)
    assert model.durations["probe"] == MODEL.durations["probe"]
    text = b"START_PRINT\nM190 S60\n" + LINE
    width = [high - low for low, high in (of(text, known).interval_s for known in (MODEL, model))]
    assert width[1] < 0.35 * width[0]
    assert of(text, model).time_s == pytest.approx(of(text, model).motion_s + 140.0 + 60.0 + 8.0 + 5.0, rel=0.02)


def test_a_heater_that_was_warm_teaches_nothing():
    assert learn(MODEL, Heated("nozzle", 215.0, 215.0, 3.0)) is MODEL
    assert learn(MODEL, Heated("nozzle", 230.0, 215.0, 3.0)) is MODEL


@pytest.mark.parametrize("seconds", [0.0, -1.0, math.nan, math.inf])
def test_times_that_cannot_be_are_refused(seconds: float):
    with pytest.raises(ValueError, match="s for"):
        learn(MODEL, Took("home", seconds))


def test_a_model_is_kept_as_plain_data():
    model = learn(learn(MODEL, Ran("PRIME", 7.0)), Took("tool", 33.0))
    back = model_from_dict(json.loads(json.dumps(model.as_dict())))
    assert back == model
    plain = model.as_dict()
    plain["durations"] = {"home": plain["durations"]["home"], "unheard of": [1, 1, 1, 1]}
    assert model_from_dict(plain).durations["tool"] == MODEL.durations["tool"]


@settings(max_examples=200)
@given(st.lists(st.floats(0.01, 1e6), max_size=200), st.floats(0.1, 1000.0))
def test_knowledge_stays_sound_whatever_is_seen(times: list[float], median_s: float):
    known = guessed(median_s)
    for seconds in times:
        known = known.after(seconds)
    for value in (known.log_s, known.weight, known.shape, known.scale):
        assert math.isfinite(value)
    assert 0.0 < known.weight <= 60.0
    assert known.scale > 0.0
    low, high = min([median_s, *times]), max([median_s, *times])
    assert low * 0.999 <= known.median_s <= high * 1.001


def test_old_prints_fade_when_a_printer_changes():
    known = guessed(20.0)
    for seconds in [20.0] * 200 + [40.0] * 200:
        known = known.after(seconds)
    assert known.median_s == pytest.approx(40.0, rel=0.05)


def test_one_odd_print_does_not_spoil_what_is_known():
    known = guessed(20.0)
    for _ in range(30):
        known = known.after(20.0)
    assert known.after(20_000.0).median_s < 21.0


def test_what_somebody_states_is_nearly_certain():
    low, *_, high = sorted(fixed(100.0).lots(1, 1000, 3)[0].tolist())[25:-25]
    assert 70.0 < low < 100.0 < high < 140.0


def events() -> list[tuple[float, Heat | Stop | Call]]:
    return [(float(k), Stop(k, k, "tool")) for k in range(400)]


def test_the_rest_gets_shorter_and_many_events_are_no_burden():
    waits = waits_of(events(), 400.0, MODEL)
    assert len(waits.seconds) == 402
    assert waits.total_s == pytest.approx(400 * MODEL.durations["tool"].median_s + 5.0)
    assert (waits.left_s[:-1] >= waits.left_s[1:]).all()
    assert waits.interval_s[0] < waits.total_s < waits.interval_s[1]
    assert (waits.left_s[-1] == 0.0).all()


def test_the_same_program_gives_the_same_interval():
    first: Waits = waits_of(events()[:40], 400.0, MODEL)
    second = waits_of(events()[:40], 400.0, replace(MODEL))
    assert first.left_s.tobytes() == second.left_s.tobytes()


def test_lots_follow_what_is_known():
    lots = Duration(math.log(50.0), 5.0, 8.0, 0.2).lots(3, 1000, 4)
    assert lots.shape == (3, 1000)
    assert sorted(lots[0].tolist())[500] == pytest.approx(50.0, rel=0.02)
    assert abs(math.log(lots[0, 0] / lots[1, 0])) > 1e-6
