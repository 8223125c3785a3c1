"""`layerworks motion sweep` and `learn`."""

import json
from pathlib import Path

import pytest

from layerworks.cli.door import run

ROOT = Path(__file__).parents[2]
SMALL = str(ROOT / "tests" / "motion" / "data" / "prusa_small.gcode")
BRACKET = str(ROOT / "examples" / "bracket.stl")
EVENTS = """\
{"took": "home", "seconds": 31}
{"heated": "bed", "from_c": 22, "to_c": 60, "seconds": 150}

{"ran": "START_PRINT", "seconds": 95}
{"took": "home", "seconds": 33}
"""


def answer(capsys, *arguments: str) -> tuple[int, str, str]:
    code = run(list(arguments))
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Acceleration doubled", "No retraction", "Nozzle 0.6 mm", "effective 500 mm/s", "never"]),
        ("zh", ["加速度加倍", "完全不回抽", "喷嘴 0.6 mm", "有效 500 mm/s", "无法达到"]),
    ],
)
def test_levers_are_ranked_for_people(capsys, language: str, words: list[str]):
    code, out, _ = answer(capsys, "motion", "sweep", SMALL, "--lang", language)
    assert code == 0
    for word in words:
        assert word in out


def test_levers_are_ranked_for_programs(capsys):
    code, out, _ = answer(capsys, "motion", "sweep", SMALL, "--set", "max_accel=9000", "--effective", "40", "--json")
    assert code == 0
    value = json.loads(out)
    changes = [lever["change"] for lever in value["levers"]]
    assert changes == sorted(changes)
    assert {"accel", "corner", "retract_speed", "no_retraction"} <= {lever["lever"] for lever in value["levers"]}
    assert value["effective"]["accels"][0]["accel_mm_s2"] == 9000.0
    assert value["effective"]["target_mm_s"] == 40.0
    for bead in value["beads"]:
        assert bead["between_s"][0] <= bead["time_s"] <= bead["between_s"][1]
    retraction = next(lever for lever in value["levers"] if lever["lever"] == "no_retraction")
    assert retraction["value"] is None


def test_a_model_is_sliced_again_and_the_bounds_hold(capsys, tmp_path):
    gcode = tmp_path / "bracket.gcode"
    assert answer(capsys, "slice", BRACKET, "--machine", "bench-fast", "--out", str(gcode))[0] == 0
    code, out, _ = answer(
        capsys, "motion", "sweep", str(gcode), "--machine", "bench-fast", "--model", BRACKET, "--json"
    )
    assert code == 0
    value = json.loads(out)
    assert value["resliced_as_it_is"]["time_s"] == pytest.approx(value["as_it_is"]["time_s"])
    sliced = {(way["lever"], way["value"]): way["time_s"] for way in value["resliced"]}
    for bead in value["beads"]:
        low, high = bead["between_s"]
        assert low <= sliced[bead["lever"], bead["value"]] <= high, bead["lever"]
    assert any(lever.startswith("infill_") for lever, _ in sliced)


def test_a_program_without_lines_is_refused(capsys, tmp_path):
    (tmp_path / "x.gcode").write_text("G1 X10 F600\n")
    code, _, err = answer(capsys, "motion", "sweep", str(tmp_path / "x.gcode"))
    assert code == 3
    assert "x.gcode" in err


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_known_grows_with_events(capsys, tmp_path, language: str):
    known, events = tmp_path / "known.json", tmp_path / "events.jsonl"
    events.write_text(EVENTS)
    code, out, _ = answer(capsys, "motion", "learn", str(known), str(events), "--lang", language)
    assert code == 0
    assert "START_PRINT" in out
    first = json.loads(known.read_text())
    code, out, _ = answer(capsys, "motion", "learn", str(known), str(events), "--json")
    value = json.loads(out)
    assert value["events"] == 4
    assert value["durations"]["home"][1] == pytest.approx(first["durations"]["home"][1] + 2.0)
    assert json.loads(known.read_text()) == {k: v for k, v in value.items() if k not in ("file", "events")}


@pytest.mark.parametrize(
    "line",
    [
        '{"took": "nap", "seconds": 3}',
        '{"took": "nozzle", "seconds": 3}',
        '{"took": "home"}',
        '{"took": "home", "seconds": -1}',
        '{"heated": "oven", "from_c": 1, "to_c": 2, "seconds": 3}',
        "[]",
        "home 3",
    ],
)
def test_an_event_that_says_nothing_is_named_by_its_line(capsys, tmp_path, line: str):
    known, events = tmp_path / "known.json", tmp_path / "events.jsonl"
    events.write_text('{"took": "home", "seconds": 31}\n' + line + "\n")
    code, _, err = answer(capsys, "motion", "learn", str(known), str(events))
    assert code == 3
    assert "2" in err
    assert not known.exists()


@pytest.mark.parametrize("command", ["sweep", "learn"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_help(capsys, command: str, language: str):
    code, out, _ = answer(capsys, "motion", command, "--help", "--lang", language)
    assert code == 0
    assert "--json" in out
