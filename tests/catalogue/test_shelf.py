"""Things are found by id; a wrong id is answered with the nearest right one; profiles build on one another."""

from collections.abc import Callable

import pytest

from layerworks.catalogue import Profile, Source, machine, material, profile, read_machine, read_material
from layerworks.catalogue._profile import settings_at
from layerworks.catalogue.name import Name
from layerworks.catalogue.shelf import inherited
from layerworks.errors import Missing, Rejected
from layerworks.motion import MarlinLimits, RepRapFirmwareLimits
from layerworks.words import render

HABIT = (Source("habit", "typical"),)


def made(id: str, parent: str | None, settings: dict[str, float], per_nozzle: dict[str, float]) -> Profile:
    return Profile(id, Name(id, id), HABIT, parent, settings, per_nozzle)


@pytest.mark.parametrize(
    ("door", "wrong", "near"),
    [(machine, "bench-fsat", "bench-fast"), (material, "pla+", "pla"), (profile, "stong", "strong")],
)
def test_a_wrong_id_is_answered_with_the_nearest(door: Callable[[str], object], wrong: str, near: str):
    with pytest.raises(Missing) as missing:
        door(wrong)
    assert f"“{near}”" in render(missing.value.text, "en")
    assert f"“{near}”" in render(missing.value.text, "zh")
    assert missing.value.remedy is not None


@pytest.mark.parametrize("wrong", ["", "../machines/bench-fast", "bench-fast.toml", "BENCH-FAST"])
def test_an_id_is_no_path(wrong: str):
    with pytest.raises(Missing):
        machine(wrong)


def test_a_child_keeps_what_it_does_not_say_itself():
    shelf = {
        "base": made("base", None, {"a": 1.0, "b": 2.0, "d": 4.0}, {"h": 0.5, "w": 1.1}),
        "middle": made("middle", "base", {"b": 3.0, "h": 0.9}, {}),
        "child": made("child", "middle", {"a": 7.0}, {"w": 1.2, "d": 2.0}),
    }
    whole = inherited("child", lambda id: shelf[id])
    assert whole.id == "child"
    assert whole.settings == {"a": 7.0, "b": 3.0, "h": 0.9}  # the middle made h absolute, the child d relative
    assert whole.per_nozzle == {"w": 1.2, "d": 2.0}
    assert settings_at(whole, 0.6) == {"a": 7.0, "b": 3.0, "h": 0.9, "w": 0.72, "d": 1.2}


def test_profiles_in_a_circle_are_refused():
    shelf = {"a": made("a", "b", {}, {}), "b": made("b", "c", {}, {}), "c": made("c", "b", {}, {})}
    with pytest.raises(Rejected, match="a → b → c → b"):
        inherited("a", lambda id: shelf[id])


def test_shipped_profiles_differ_in_what_their_names_promise():
    height = {id: profile(id).per_nozzle["layer_height_mm"] for id in ("draft", "standard", "fine")}
    assert height["draft"] > height["standard"] > height["fine"]
    assert profile("strong").settings["wall_count"] > profile("standard").settings["wall_count"]
    assert profile("solid").settings["infill_density"] == 1.0
    assert profile("fibre").per_nozzle["layer_height_mm"] == profile("standard").per_nozzle["layer_height_mm"]


MACHINE = """\
id = "own"
maker = "us"
machine_class = "hobby"
mechanics = "corexy"
firmware = "klipper"
nozzles_mm = [0.4]
nozzle_hrc = 0
max_flow_mm3_s = 12
hot_end_max_c = 300
bed_max_c = 100
filament_mm = 1.75
power_w = 100
name = { en = "Own", zh = "自制" }
bed = { width_mm = 200, depth_mm = 200, height_mm = 200 }
codes = { dialect = "klipper", start = "G28", end = "M84" }
limits = { max_velocity_mm_s = 300 }
sources = [{ document = "ourselves", kind = "measured" }]
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("width_mm = 200", "width_mm = 0", "line 14: bed.width_mm = 0 makes no sense"),
        ("max_velocity_mm_s = 300", "max_velocity_mm_s = 0", "line 16: limits.max_velocity_mm_s = 0 makes no sense"),
        ("max_velocity_mm_s = 300", "minimum_cruise_ratio = -1", "limits.minimum_cruise_ratio = -1 makes no sense"),
        ("nozzles_mm = [0.4]", "nozzles_mm = []", "line 6: “nozzles_mm” must hold at least one value"),
        ("nozzles_mm = [0.4]", "nozzles_mm = [0.6]", "limits.nozzle_mm must be the first of nozzles_mm"),
        ("filament_mm = 1.75", "filament_mm = 2.85", "must be the same"),
        ("filament_mm = 1.75", 'feed = "direct"', "line 11: a screw takes pellets"),
        ("filament_mm = 1.75", 'filament_mm = 1.75\nclears_bed = "belt"', "line 12: clears_bed"),
    ],
)
def test_a_machine_that_contradicts_itself_is_refused(old: str, new: str, said: str):
    assert read_machine(MACHINE, "own.toml").id == "own"
    assert MACHINE.count(old) == 1
    with pytest.raises(Rejected) as refused:
        read_machine(MACHINE.replace(old, new), "own.toml")
    assert said in render(refused.value.text, "en")


FIRMWARE = """
[marlin]
axis_velocity_mm_s = [500, 500, 10, 60]
axis_jerk_mm_s = [8, 8, 0, 5]
junction = "jerk"
[reprap]
jerk_policy = 1
"""


def test_the_firmware_itself_times_a_program_where_it_is_known():
    own = read_machine(MACHINE, "own.toml")
    assert own.planner == own.limits
    marlin = read_machine(MACHINE + FIRMWARE.partition("[reprap]")[0], "own.toml")
    assert marlin.planner == MarlinLimits((500.0, 500.0, 10.0, 60.0), axis_jerk_mm_s=(8.0, 8.0, 0.0, 5.0))
    reprap = read_machine(MACHINE + "[reprap]\njerk_policy = 1", "own.toml")
    assert reprap.planner == RepRapFirmwareLimits(jerk_policy=1)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[500, 500, 10, 60]", "[500, 500, 10]", "line 20: “marlin.axis_velocity_mm_s” must list 4 values"),
        ("[500, 500, 10, 60]", "[500, 500, 0, 60]", "line 20: marlin.axis_velocity_mm_s = 0 makes no sense"),
        ("[8, 8, 0, 5]", "[8, 8, -1, 5]", "line 21: marlin.axis_jerk_mm_s = -1 makes no sense"),
        ("[8, 8, 0, 5]", '[8, 8, 0, "5"]', "line 21: “marlin.axis_jerk_mm_s.4” must be a number"),
        ('"jerk"', '"scurve"', "line 22: “marlin.junction” cannot be “scurve”"),
        ("jerk_policy = 1", "nozzle_mm = 0.6", "line 24: reprap.nozzle_mm must be the first of nozzles_mm"),
        ("jerk_policy = 1", "filament_mm = 2.85", "line 24: filament_mm, reprap.filament_mm"),
    ],
)
def test_limits_of_a_firmware_are_held_to_sense(old: str, new: str, said: str):
    text = MACHINE + FIRMWARE
    assert read_machine(text, "own.toml").id == "own"
    assert text.count(old) == 1
    with pytest.raises(Rejected) as refused:
        read_machine(text.replace(old, new), "own.toml")
    assert said in render(refused.value.text, "en")
    render(refused.value.text, "zh")


MATERIAL = """\
id = "own"
family = "PLA"
density_g_cm3 = 1.24
hygroscopy = "low"
shrinkage_percent = 0.3
min_layer_time_s = 6
nozzle = { low_c = 190, high_c = 240, usual_c = 220, first_layer_c = 230 }
bed = { low_c = 20, high_c = 70, usual_c = 60, first_layer_c = 60 }
fan = { low = 0.7, high = 1 }
drying = { temperature_c = 50, time_h = 6, open_h = 336, max_humidity_percent = 50 }
max_flow_mm3_s = { standard = 15, high_flow = 25 }
price_per_kg = { low = 45, high = 160 }
name = { en = "Own", zh = "自制" }
sources = [{ document = "ourselves", kind = "measured" }]
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("usual_c = 220", "usual_c = 250", "line 7: “nozzle.usual_c” lies outside low_c to high_c"),
        ("low = 0.7", "low = 1.0, high = 0.5 } #", "line 9: the lower figure of “fan” is above the higher one"),
        ("standard = 15", "standard = 35", "line 11: the lower figure of “max_flow_mm3_s”"),
        ("density_g_cm3 = 1.24", "density_g_cm3 = 1.24\nabrasive = true", "abrasive = true needs a min_nozzle_hrc"),
        (
            "density_g_cm3 = 1.24",
            'density_g_cm3 = 1.24\nfibre = { kind = "glass", mass_percent = 20 }',
            "a material with fibre is abrasive",
        ),
    ],
)
def test_a_material_that_contradicts_itself_is_refused(old: str, new: str, said: str):
    assert read_material(MATERIAL, "own.toml").id == "own"
    with pytest.raises(Rejected) as refused:
        read_material(MATERIAL.replace(old, new, 1), "own.toml")
    assert said in render(refused.value.text, "en")
