"""The command line: exit codes, JSON with stable keys, both languages, help for everything."""

import json
from pathlib import Path

import pytest

from layerworks import __version__
from layerworks.cli.door import run
from layerworks.words import catalogue
from line.small_models import box, write_stl

ROOT = Path(__file__).parents[2]
BRACKET = str(ROOT / "examples" / "bracket.stl")
COMMANDS = [
    "make", "check", "slice", "estimate", "quote", "show", "machines", "materials", "profiles", "settings",
    "records", "verify", "copy", "warm", "doctor",
]  # fmt: skip


def answer(capsys, *arguments: str) -> tuple[int, str, str]:
    code = run(list(arguments))
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_every_command_has_help_in_both_languages(capsys, command: str, language: str):
    code, out, _ = answer(capsys, command, "--help", "--lang", language)
    assert code == 0
    sentence = catalogue("zh" if language == "zh-CN" else "en")[f"cli.help_{command}"]
    assert sentence[:12] in out


def test_the_version_is_told(capsys):
    code, out, err = answer(capsys, "--version")
    assert (code, err) == (0, "")
    assert out == f"layerworks {__version__}\n"


def test_help_lists_every_command(capsys):
    code, out, _ = answer(capsys, "--help")
    assert code == 0
    assert all(f" {command} " in out for command in COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["frobnicate"], 2),
        (["check"], 2),
        (["check", "no-such-file.stl"], 2),
        (["check", BRACKET, "--unit", "parsec"], 2),
        (["slice", BRACKET, "--machine", "no-such-machine", "--out", "x.gcode"], 2),
        (["machines", "no-such-machine"], 2),
        (["make", BRACKET, "--set", "wall_count"], 2),
        (["make", BRACKET, "--set", "wal_count=2"], 2),
        (["make", BRACKET, "--mishap", "flood@10"], 2),
        (["make", BRACKET, "--quantity", "0"], 2),
        (["make", BRACKET, "--seed", "many"], 2),
        (["make", BRACKET, "--qantity", "2"], 2),
        (["make", BRACKET, "--quantity"], 2),
        (["make", BRACKET, "more"], 2),
        (["make", BRACKET, "--rates", BRACKET], 3),
        (["estimate", "."], 2),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_bad_input_is_answered_with_a_sentence_and_a_code(capsys, tmp_path, monkeypatch, arguments, code, language):
    monkeypatch.chdir(tmp_path)
    got, out, err = answer(capsys, *arguments, "--lang", language)
    assert got == code
    assert out == ""
    assert err.strip()
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_troubles_are_json_when_json_is_asked(capsys):
    code, out, _ = answer(capsys, "check", "no-such-file.stl", "--json")
    assert code == 2
    error = json.loads(out)["error"]
    assert error["kind"] == "missing"
    assert error["code"] == "reading.missing"
    assert error["remedy"]


def test_check_tells_what_a_model_is_like(capsys):
    code, out, _ = answer(capsys, "check", BRACKET, "--json")
    value = json.loads(out)
    assert code == 0
    assert value["watertight"] is True
    assert value["refused"] is False
    assert value["volume_mm3"] > 1000.0
    assert isinstance(value["findings"], list)


def test_slice_writes_what_estimate_reads(capsys, tmp_path):
    gcode = tmp_path / "bracket.gcode"
    code, out, _ = answer(capsys, "slice", BRACKET, "--machine", "bench-fast", "--out", str(gcode), "--json")
    assert code == 0
    sliced = json.loads(out)
    code, out, _ = answer(capsys, "estimate", str(gcode), "--machine", "bench-fast", "--json")
    assert code == 0
    timed = json.loads(out)
    for key in ("time_s", "motion_s", "filament_mm", "mass_g", "layers"):
        assert timed[key] == pytest.approx(sliced[key], rel=1e-9), key
    assert timed["interval_s"][0] <= timed["time_s"] <= timed["interval_s"][1]


def test_settings_reach_their_stage(capsys, tmp_path):
    masses = []
    for density in ("0.1", "0.6"):
        args = ["slice", BRACKET, "--machine", "bench-fast", "--out", str(tmp_path / "x.gcode"), "--json"]
        code, out, _ = answer(capsys, *args, "--set", f"infill_density={density}")
        assert code == 0
        masses.append(json.loads(out)["mass_g"])
    assert masses[1] > 1.3 * masses[0]


def test_quote_adds_up(capsys):
    code, out, _ = answer(capsys, "quote", BRACKET, "--quantity", "10", "--json")
    value = json.loads(out)
    assert code == 0
    assert float(value["net"]) + float(value["tax"]) == pytest.approx(float(value["total"]))
    assert value["lines"]
    assert all(line["why"] for line in value["lines"])


@pytest.mark.parametrize("what", ["part", "layer", "toolpath", "layers"])
def test_show_draws(capsys, tmp_path, what: str):
    png = tmp_path / "x.png"
    code, _, _ = answer(capsys, "show", BRACKET, "--machine", "bench-fast", "--what", what, "--out", str(png))
    assert code == 0
    assert png.read_bytes().startswith(b"\x89PNG")


def test_show_draws_any_gcode_by_any_figure(capsys, tmp_path):
    gcode, svg, png = tmp_path / "b.gcode", tmp_path / "b.svg", tmp_path / "b.png"
    assert answer(capsys, "slice", BRACKET, "--machine", "bench-fast", "--out", str(gcode))[0] == 0
    code, out, _ = answer(capsys, "show", str(gcode), "--layer", "3", "--by", "speed", "-o", str(svg), "--json")
    assert code == 0
    assert json.loads(out)["scale"]["unit"] == "mm/s"
    assert svg.read_bytes().startswith(b"<svg ")
    code, out, _ = answer(capsys, "show", str(gcode), "-o", str(png), "--json")
    assert code == 0
    assert {"role": "outer_wall", "name": "Outer wall", "colour": "#f97a0f"} in json.loads(out)["legend"]
    assert png.read_bytes().startswith(b"\x89PNG")
    for wrong in (["--what", "part", "-o", str(png)], ["-o", str(svg)], ["--by", "taste", "-o", str(png)]):
        assert answer(capsys, "show", str(gcode), *wrong)[0] == 2


def test_show_compares_a_program_with_its_model(capsys, tmp_path):
    gcode, png, low = tmp_path / "b.gcode", tmp_path / "b.png", str(write_stl(tmp_path / "low.stl", box((30, 20, 3))))
    assert answer(capsys, "slice", low, "--machine", "bench-fast", "--out", str(gcode))[0] == 0
    code, out, _ = answer(capsys, "show", str(gcode), "--compare", low, "-o", str(png), "--json")
    foreign = json.loads(out)
    assert code == 0
    assert foreign["overflow_percent"] == 0.0
    assert len(foreign["by_layer"]["missed"]) == foreign["layers"] == 15
    assert png.read_bytes().startswith(b"\x89PNG")
    own = ("--what", "difference", "--layer", "2")
    code, out, _ = answer(capsys, "show", low, "--machine", "bench-fast", *own, "-o", str(png), "--json")
    assert code == 0
    assert json.loads(out)["wall_uncovered_percent"] == pytest.approx(foreign["wall_uncovered_percent"], abs=0.05)
    code, _, err = answer(capsys, "show", str(gcode), "--compare", low, "-o", str(png))
    assert "Most in layer" in err
    assert answer(capsys, "show", low, "--compare", low, "-o", str(png))[0] == 2
    assert answer(capsys, "show", str(gcode), "--compare", low, "--layer", "999", "-o", str(png))[0] == 2


def test_show_refuses_a_layer_that_is_not_there(capsys, tmp_path):
    code, _, err = answer(capsys, "show", BRACKET, "--layer", "9999", "--out", str(tmp_path / "x.png"))
    assert code == 2
    assert "9999" in err


@pytest.mark.parametrize("command", ["machines", "materials", "profiles", "settings"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_lists_are_tables_and_json(capsys, command: str, language: str):
    code, out, _ = answer(capsys, command, "--lang", language)
    assert code == 0
    assert len(out.splitlines()) > 4
    code, out, _ = answer(capsys, command, "--json")
    assert len(json.loads(out)) >= 3


def test_make_records_and_verify_speak_json(capsys, tmp_path):
    out_folder = str(tmp_path / "out")
    code, out, _ = answer(capsys, "make", BRACKET, "--machine", "bench-fast", "--out", out_folder, "--json")
    assert code == 0
    value = json.loads(out)
    assert value["good"] is True
    assert {file["kind"] for file in value["files"]} >= {"program", "part_picture", "report", "record"}
    code, out, _ = answer(capsys, "records", out_folder, "--json")
    assert code == 0
    assert json.loads(out)[0]["part"] == value["records"][0]["part"]
    code, out, _ = answer(capsys, "verify", out_folder, "--json")
    assert code == 0
    assert json.loads(out)["ok"] is True
    code, _, err = answer(capsys, "verify", str(tmp_path / "nothing"))
    assert code == 2
    assert err


def test_language_follows_the_locale(capsys, monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    _, _, err = answer(capsys, "check", "no-such-file.stl")
    assert any("\u4e00" <= c <= "\u9fff" for c in err)
