"""PrusaSlicer's settings as a profile of ours: what they mean here, what is told, and that it slices."""

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.engine_jobs import expect_installed, job_of
from layerworks.app.importing import ImportedProfile, import_settings
from layerworks.app.preparing import Prepared, prepare
from layerworks.app.wish import Wish
from layerworks.cli.door import run
from layerworks.engines import slice_with
from layerworks.engines.prusaslicer.asking import settings_of
from layerworks.engines.prusaslicer.importing import ours_of
from layerworks.words import render
from line.small_models import box, write_stl

VENDOR = Path("/usr/share/PrusaSlicer/profiles/PrusaResearch.ini")
BASE = {"layer_height": "0.2", "nozzle_diameter": "0.4", "extrusion_width": "0.45", "perimeter_speed": "60"}


def ours(**theirs: str) -> dict:
    return dict(ours_of(BASE | theirs).values)


def imported(folder: Path, text: str) -> ImportedProfile:
    file = folder / "my settings.ini"
    file.write_text(text, encoding="utf-8")
    return import_settings(file)


def saved(folder: Path, **settings: str) -> ImportedProfile:
    """Import what the program itself saves."""
    expect_installed("prusaslicer")
    asked = [f"--{key.replace('_', '-')}={value}" for key, value in settings.items()]
    command = ["prusa-slicer", "--datadir", str(folder / "data"), *asked, "--save", str(folder / "saved.ini")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return import_settings(folder / "saved.ini")


@pytest.mark.parametrize(
    ("theirs", "key", "value"),
    [
        ({"external_perimeter_speed": "50%"}, "outer_wall_speed_mm_s", 30.0),
        (
            {"infill_speed": "80", "solid_infill_speed": "50%", "top_solid_infill_speed": "50%"},
            "top_skin_speed_mm_s",
            20,
        ),
        ({"fill_density": "15%"}, "infill_density", 0.15),
        ({"fill_density": "15"}, "infill_density", 0.15),
        ({"temperature": "215,240"}, "nozzle_temperature_c", 215.0),
        ({"retract_length": "0.8", "filament_retract_length": "nil"}, "retract_mm", 0.8),
        ({"retract_length": "0.8", "filament_retract_length": "2.5"}, "retract_mm", 2.5),
        ({"infill_anchor_max": "12", "infill_anchor": "2.5"}, "infill_link_mm", 12.0),
        ({"infill_anchor_max": "200%", "infill_extrusion_width": "0"}, "infill_link_mm", 0.9),
        ({"min_feature_size": "25%"}, "thin_feature_mm", 0.1),
        ({"top_solid_layers": "3", "top_solid_min_thickness": "0.9"}, "top_layers", 5),
        ({"retract_speed": "35", "deretract_speed": "0"}, "unretract_speed_mm_s", 35.0),
        ({"fill_pattern": "honeycomb"}, "infill_pattern", "honeycomb"),
        ({"fill_pattern": "adaptivecubic"}, "infill_pattern", "cubic"),
        ({"fill_pattern": "hilbertcurve"}, "infill_pattern", "rectilinear"),
        ({"fill_angle": "30"}, "infill_angles_deg", (30.0, 120.0)),
        ({"complete_objects": "1"}, "print_sequence", "one_at_a_time"),
        ({"spiral_vase": "1"}, "spiral_vase", True),
        ({"ironing": "1", "ironing_type": "topmost"}, "ironing", "topmost"),
        ({"ironing": "0", "ironing_type": "topmost"}, "ironing", "none"),
        ({"arc_fitting": "emit_center", "gcode_resolution": "0.01"}, "arc_tolerance_um", 10.0),
        ({"arc_fitting": "disabled"}, "arc_tolerance_um", 0.0),
        ({"slowdown_below_layer_time": "15", "fan_below_layer_time": "80"}, "fan_high_below_s", 15.0),
        ({"bridge_fan_speed": "0"}, "bridge_fan", 0.0),
        ({"disable_fan_first_layers": "1", "full_fan_speed_layer": "4"}, "fan_ramp_layers", 3),
        ({"max_volumetric_speed": "11", "filament_max_volumetric_speed": "8"}, "max_flow_mm3_s", 8.0),
        ({"support_material": "1", "support_material_threshold": "40"}, "support_overhang_deg", 50.0),
        ({"support_material": "1", "support_material_contact_distance": "0.2"}, "support_gap_below_layers", 1),
        ({"support_material": "1", "dont_support_bridges": "0"}, "support_bridge_mm", 0.0),
        ({"support_material": "0"}, "supports", "none"),
        ({"support_material": "1", "support_material_style": "organic"}, "supports", "tree"),
        ({"support_material": "1", "support_material_auto": "0"}, "support_where", "enforced"),
        ({"brim_type": "outer_and_inner", "brim_width": "5"}, "brim_place", "both"),
        ({"brim_type": "outer_only", "brim_width": "5"}, "brim_place", "outer"),
        ({"raft_layers": "3"}, "raft", True),
        ({"raft_layers": "3", "raft_expansion": "2"}, "raft_margin_mm", 2.0),
        ({"min_skirt_length": "150"}, "skirt_length_mm", 150.0),
        ({"resolution": "0", "gcode_resolution": "0.02"}, "contour_tolerance_mm", 0.02),
    ],
)
def test_theirs_means_ours(theirs: dict, key: str, value):
    assert ours(**theirs)[key] == pytest.approx(value) if isinstance(value, float) else ours(**theirs)[key] == value


def test_overhangs_by_how_far_they_hang():
    levels = {"overhang_speed_0": "15", "overhang_speed_1": "25%", "overhang_speed_2": "20", "overhang_speed_3": "25"}
    found = ours(enable_dynamic_overhang_speeds="1", external_perimeter_speed="40", **levels)
    assert found["overhang_speeds_mm_s"] == (0.0, 20.0, 10.0, 15.0)
    assert "overhang_speeds_mm_s" not in ours(enable_dynamic_overhang_speeds="0", **levels)


def test_speeds_that_the_program_finds_itself_are_left_to_ours():
    assert "perimeter_speed_mm_s" not in ours(perimeter_speed="0", external_perimeter_speed="50%")
    assert "outer_wall_speed_mm_s" not in ours(perimeter_speed="0", external_perimeter_speed="50%")


def test_a_bead_has_the_pitch_that_their_width_means():
    assert ours(perimeter_extrusion_width="0.45")["line_width_mm"] == pytest.approx(0.4071, abs=1e-4)
    assert ours(extrusion_width="0", perimeter_extrusion_width="0")["line_width_mm"] == pytest.approx(0.4071, abs=1e-4)


def test_shares_of_nothing_say_nothing():
    found = ours_of(BASE | {"infill_speed": "50%", "solid_infill_speed": "50%", "top_solid_infill_speed": "50%"})
    assert not {"sparse_fill_speed_mm_s", "solid_fill_speed_mm_s", "top_skin_speed_mm_s"} & found.values.keys()
    assert found.unreadable == ("infill_speed",)


def test_each_setting_without_an_equal_is_told_with_the_reason(tmp_path: Path):
    profile = imported(
        tmp_path,
        "layer_height = 0.2\nxy_size_compensation = 0.1\nfuzzy_skin = external\nthick_bridges = 1\nthin_walls = 0\n"
        "bed_shape = 0x0,200x0,200x200\nextruder_offset = 0x0,5x5\nfrom_the_future = 7\nelefant_foot_compensation = 0\n"
        'notes = "so"\nnozzle_diameter = 0.4,0.6\n',
    )
    assert {group.reason: group.keys for group in profile.without} == {
        "absent": ("fuzzy_skin", "xy_size_compensation"),
        "otherwise": ("thick_bridges",),
        "always": ("thin_walls",),
        "machine": ("bed_shape",),
        "extruders": ("extruder_*",),
        "unknown": ("from_the_future",),
    }
    told = " ".join(render(note, "en") for note in profile.notes)
    assert "first extruder is taken: nozzle_diameter" in told


@pytest.mark.parametrize("value", ["nan", "inf", "1e400", "-5", "0x10", "", "1,2,3", "%", "true", "9" * 400])
@pytest.mark.parametrize("key", ["layer_height", "fill_density", "temperature", "extrusion_width", "retract_speed"])
def test_no_value_breaks_the_import(tmp_path: Path, key: str, value: str):
    profile = imported(tmp_path, f"perimeters = 3\n{key} = {value}\n")
    assert profile.values["wall_count"] == 3
    _expect_a_profile(tmp_path, profile)


@given(st.dictionaries(st.sampled_from(sorted(BASE)), st.text("0123456789.%-,nil", max_size=9)))
def test_any_numbers_are_taken_or_told(theirs: dict[str, str]):
    found = ours_of(BASE | theirs)
    assert all(value == value for value in found.values.values())


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"fill_pattern": "gyroid", "support_material": "1", "nozzle_diameter": "0.6", "layer_height": "0.3"},
        {"complete_objects": "1", "avoid_crossing_perimeters": "1", "wipe": "1", "cooling": "0", "perimeters": "4"},
        {
            "ironing": "1",
            "brim_width": "4",
            "brim_type": "outer_and_inner",
            "fill_density": "100%",
            "fill_pattern": "rectilinear",
            "seam_position": "rear",
        },
    ],
)
def test_what_the_program_saves_slices_here(tmp_path: Path, settings: dict[str, str]):
    profile = saved(tmp_path, **settings)
    assert not {group.reason: group.keys for group in profile.without}.get("unknown")
    assert len(profile.values) > 60
    _expect_a_profile(tmp_path, profile)


def test_its_program_says_what_it_was_asked(tmp_path: Path):
    """Ours to theirs, through the engine, and back."""
    expect_installed("prusaslicer")
    chosen = {
        "wall_count": "3", "infill_density": "0.35", "infill_pattern": "gyroid", "infill_link_mm": "4", "seam": "rear",
        "line_width_mm": "0.43", "layer_height_mm": "0.15", "top_layers": "5", "supports": "grid", "wipe_mm": "0",
        "support_spacing_mm": "3", "support_interface_density": "0.6", "support_line_width_mm": "0.4",
    }  # fmt: skip
    job = job_of(tmp_path, **chosen)
    file = tmp_path / "plate.gcode"
    file.write_bytes(slice_with("prusaslicer", job).program.text)
    back = import_settings(file).values
    for key in chosen:
        assert back[key] == (
            job.values[key] if isinstance(back[key], str) else pytest.approx(job.values[key], abs=2e-4)
        )
    assert settings_of(job)["support_material_spacing"] == pytest.approx(2.6)


@pytest.mark.skipif(not VENDOR.exists(), reason="needs PrusaSlicer's own printer presets; apt install prusa-slicer")
@pytest.mark.parametrize("printer", ["Original Prusa i3 MK3", "Original Prusa MINI & MINI+"])
def test_a_printer_of_a_vendor_bundle_slices_here(tmp_path: Path, printer: str):
    profile = import_settings(VENDOR, (printer,))
    assert 0.1 <= profile.values["layer_height_mm"] <= 0.3
    _expect_a_profile(tmp_path, profile)


def test_the_command_writes_a_profile_and_says_what_became_of_the_rest(tmp_path: Path, capsys):
    file = tmp_path / "strong.ini"
    file.write_text("layer_height = 0.25\nperimeters = 4\nxy_size_compensation = 0.1\n", encoding="utf-8")
    out = tmp_path / "strong.toml"
    assert run(["settings", "--import", str(file), "--out", str(out), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["settings"] == {"layer_height_mm": 0.25, "wall_count": 4}
    assert said["without"] == {"absent": ["xy_size_compensation"]}
    assert out.read_text(encoding="utf-8").startswith('id = "strong"')
    assert run(["--lang", "zh-CN", "settings", "--import", str(file)]) == 0
    said = capsys.readouterr()
    assert "本程序没有类似功能：xy_size_compensation" in said.err
    assert "wall_count = 4" in said.out
    assert run(["settings", "--import", str(tmp_path / "none.ini")]) == 2


def _expect_a_profile(folder: Path, profile: ImportedProfile) -> None:
    file = folder / "imported.toml"
    file.write_text(profile.toml(), encoding="utf-8")
    block = write_stl(folder / "block.stl", box((12.0, 9.0, 2.0)))
    made = prepare(Wish(block, "prusa-mk4s", profile=str(file)))
    assert isinstance(made, Prepared)
    values = made.recipe.values()
    assert {key: values[key] for key in profile.values} == profile.values
