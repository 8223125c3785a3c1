"""`layerworks estimate`: what it tells, in both languages; pictures, arrays, what if, macros, what is known."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageColor

from layerworks.cli.door import run
from layerworks.motion import NonMotionModel, Took, learn
from layerworks.motion.known_file import known_as_json
from layerworks.pictures.theme import THEMES

DATA = Path(__file__).parents[1] / "motion" / "data"
SMALL = str(DATA / "prusa_small.gcode")
CFG = """
[printer]
kinematics: corexy
max_velocity: 300
max_accel: 3000
[extruder]
nozzle_diameter: 0.4
filament_diameter: 1.75
[gcode_macro PRINT_START]
gcode:
  {% set bed = params.BED|default(60)|float %}
  M190 S{bed}   # wait for it
  G28
[gcode_macro M109]
gcode:
  M104 S{params.S}
"""


def answer(capsys, *arguments: str) -> tuple[int, str, str]:
    code = run(list(arguments))
    said = capsys.readouterr()
    return code, said.out, said.err


def plain(capsys, *arguments: str) -> dict:
    code, out, _ = answer(capsys, "estimate", *arguments, "--json")
    assert code == 0, out
    return json.loads(out)


def with_start(folder: Path, *lines: str) -> str:
    file = folder / "part.gcode"
    file.write_bytes("\n".join([*lines, ""]).encode() + Path(SMALL).read_bytes())
    return str(file)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_people_are_told_where_the_time_goes(capsys, tmp_path, language: str):
    file = with_start(tmp_path, "M109 S500", "G28", "PRIME_LINE", "PRIME_LINE", "G1 X-9 F9000")
    code, out, err = answer(capsys, "estimate", file, "--lang", language)
    assert code == 0
    for word in (
        (["Acceleration and corners", "Heating", "Outer wall", "7 layers", "PRIME_LINE", "mm³/s"])
        if (language == "en")
        else (["加减速与拐角", "加热", "外壁", "7 层", "PRIME_LINE", "mm³/s"])
    ):
        assert word in out
    assert any(block in out for block in "▁▂▃▄▅▆▇█")
    assert "500" in err
    assert "PRIME_LINE" in err
    assert "-9.00" in err


def test_json_has_the_keys_of_the_guide(capsys):
    value = plain(capsys, SMALL)
    guide = (Path(__file__).parents[2] / "docs" / "guides" / "estimate.md").read_text(encoding="utf-8")
    for key in value:
        assert f"`{key}`" in guide, key
    assert set(value["where_time_goes"]) == {
        *("cruise_s", "accel_and_corners_s", "travel_s", "retract_s", "z_s", "dwell_s"),
        *("heating_s", "homing_s", "tool_s", "other_s"),
    }
    assert sum(value["where_time_goes"].values()) == pytest.approx(value["time_s"])
    low, high = value["interval_s"]
    assert low <= value["time_s"] <= high
    assert sum(value["layer_s"]) == pytest.approx(value["motion_s"] + value["dwell_s"])
    for role in value["by_role"].values():
        assert {"time_s", "length_mm", "volume_mm3", "peak_flow_mm3_s", "peak_flow_line", "at_speed_mm"} <= set(role)


def test_what_if_is_told_beside_what_is(capsys):
    value = plain(capsys, SMALL, "--set", "max_accel=500", "--set", "minimum_cruise_ratio=0")
    assert value["set"] == {"max_accel_mm_s2": 500.0, "minimum_cruise_ratio": 0.0}
    assert value["time_s"] > value["time_as_it_is_s"] == plain(capsys, SMALL)["time_s"]
    code, out, _ = answer(capsys, "estimate", SMALL, "--set", "max_accel_mm_s2=500")
    assert code == 0
    assert "%" in out.splitlines()[-1]


def test_a_program_that_sets_limits_itself_is_held_only_when_firm(capsys, tmp_path):
    file = with_start(tmp_path, "M204 S700")
    loose = plain(capsys, file, "--set", "max_accel=20000")
    firm = plain(capsys, file, "--set", "max_accel=20000", "--firm")
    assert loose["time_s"] == pytest.approx(loose["time_as_it_is_s"], rel=1e-3)
    assert firm["time_s"] < 0.95 * loose["time_s"]
    assert loose["program_sets"] == ["max_accel_mm_s2"]
    assert "--firm" in answer(capsys, "estimate", file, "--set", "max_accel=20000")[2]
    assert "--firm" not in answer(capsys, "estimate", file, "--set", "max_accel=20000", "--firm")[2]


@pytest.mark.parametrize(
    "wish", ["max_axel=3", "max_accel=fast", "max_accel=0", "max_accel=-1", "minimum_cruise_ratio=1", "max_accel"]
)
def test_limits_that_cannot_be_are_answered_with_a_sentence(capsys, wish: str):
    code, out, err = answer(capsys, "estimate", SMALL, "--set", wish)
    assert code in (2, 3)
    assert out == ""
    assert wish.split("=")[0] in err


def test_pictures_and_arrays(capsys, tmp_path):
    value = plain(capsys, SMALL, "--pictures", str(tmp_path / "p"), "--arrays", str(tmp_path / "a.npz"))
    names = [Path(file).name for file in value["pictures"]]
    assert names == ["speed.png", "flow.png", "acceleration.png", "timeline.png", "timeline.svg"]
    assert all(Path(file).read_bytes().startswith(b"\x89PNG") for file in value["pictures"][:4])
    with np.load(value["arrays"]) as arrays:
        rows, layers = len(arrays["step"]), value["layers"]
        for name in ("role", "line", "width_um", "height_um", "speed", "flow", "accel"):
            assert arrays[name].shape == (rows,), name
        assert arrays["points_mm"].shape == (rows + 1, 3)
        assert arrays["layer_start"].shape == (layers + 1,)
        assert arrays["t_ms"][-1] == pytest.approx(1000 * (value["motion_s"] + value["dwell_s"]), abs=1.0)
        assert 0.1 * arrays["flow"].max() <= value["peak_flow_mm3_s"] * 1.01 + 0.1
        bytes_a_row = sum(arrays[name].nbytes for name in arrays.files) / rows
    assert bytes_a_row < 34.0
    code, out, _ = answer(capsys, "--lang", "zh-CN", "estimate", SMALL, "--pictures", str(tmp_path / "p"), "--dark")
    assert code == 0
    assert "timeline.svg" in out
    dark = (tmp_path / "p" / "timeline.svg").read_text(encoding="utf-8")
    assert 'lang="zh"' in dark
    assert THEMES["dark"].surface in dark
    with Image.open(tmp_path / "p" / "speed.png") as picture:
        assert picture.convert("RGB").getpixel((0, 0)) == ImageColor.getrgb(THEMES["dark"].surface)


def test_macros_of_a_printer_cfg_are_read_where_they_are_called(capsys, tmp_path):
    (tmp_path / "printer.cfg").write_text(CFG)
    file = with_start(tmp_path, "PRINT_START BED=90", "M109 S200")
    value = plain(capsys, file, "--limits", str(tmp_path / "printer.cfg"))
    cold = plain(capsys, file)
    assert value["unknown_commands"] == {}
    assert value["homing_s"] > 0.0
    assert value["heating_s"] > cold["heating_s"] + 60.0
    assert cold["unknown_commands"] == {"PRINT_START": {"count": 1, "first_line": 1}}


def test_macros_by_seconds_or_by_a_file(capsys, tmp_path):
    (tmp_path / "clean.gcode").write_text("G4 P7000\n")
    file = with_start(tmp_path, "WARM", "CLEAN")
    bare = plain(capsys, file)
    value = plain(capsys, file, "--macro", "warm=100", "--macro", f"CLEAN=@{tmp_path / 'clean.gcode'}")
    assert value["dwell_s"] == bare["dwell_s"] + 7.0
    assert value["other_s"] == pytest.approx(bare["other_s"] + 100.0)
    for wrong in ("WARM=long", "WARM=0", "WARM=@no-such-file"):
        code, _, err = answer(capsys, "estimate", file, "--macro", wrong)
        assert code != 0
        assert err


def test_what_was_learned_is_used(capsys, tmp_path):
    known = NonMotionModel()
    for _ in range(10):
        known = learn(known, Took("home", 90.0))
    (tmp_path / "known.json").write_text(known_as_json(known))
    file = with_start(tmp_path, "G28")
    value = plain(capsys, file, "--known", str(tmp_path / "known.json"))
    assert value["homing_s"] == pytest.approx(2 * 90.0, rel=0.02)  # the file homes, too
    (tmp_path / "known.json").write_text("[]")
    code, _, err = answer(capsys, "estimate", file, "--known", str(tmp_path / "known.json"))
    assert code == 3
    assert err
