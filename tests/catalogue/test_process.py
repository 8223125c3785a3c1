"""What machine, material and profile make of the settings, and who wins."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.setting_records import setting_records
from layerworks.catalogue import (
    Machine,
    Material,
    Profile,
    flow_cap,
    machine,
    machines,
    material,
    materials,
    process_values,
    profile,
    profiles,
    temperatures,
)

MACHINES, MATERIALS, PROFILES = (st.sampled_from(found) for found in (machines(), materials(), profiles()))


def test_later_wins_profile_machine_material_firm_override():
    of = replace(material("pla"), settings={"b": 3, "c": 3, "d": 3})
    by = replace(profile("standard"), settings={"z": 1, "a": 1, "b": 1, "c": 1, "d": 1}, per_nozzle={"y": 0.5})
    on = replace(machine("prusa-mini"), settings={"a": 2, "b": 2, "c": 2, "d": 2}, firm_settings={"c": 4, "d": 4})
    values = process_values(on, of, by, {"d": 5})
    assert [values[key] for key in "zyabcd"] == [1, 0.2, 2, 3, 4, 5]


@given(MACHINES, MATERIALS, PROFILES)
def test_an_override_always_wins(on: Machine, of: Material, by: Profile):
    wanted = {"max_flow_mm3_s": 1.5, "retract_mm": 3.25, "layer_height_mm": 0.07, "outer_wall_speed_mm_s": 11.0}
    values = process_values(on, of, by, wanted)
    assert {key: values[key] for key in wanted} == wanted


@given(MACHINES, MATERIALS, st.sampled_from([0.25, 0.4, 0.6, 0.8, 1.2, 3.0]))
def test_flow_never_exceeds_the_machine_nor_the_scaled_material(on: Machine, of: Material, nozzle_mm: float):
    cap = flow_cap(on, of, nozzle_mm)
    if on.flow_class == "unlimited":
        assert cap == 0.0
        return
    assert 0.0 < cap <= on.max_flow_mm3_s
    if on.flow_class in ("standard", "high_flow"):
        assert cap <= getattr(of.max_flow_mm3_s, on.flow_class) * nozzle_mm / 0.4 + 1e-9
    assert cap <= flow_cap(on, of, nozzle_mm * 2)


def test_flow_is_capped_by_the_weaker_of_the_two():
    assert flow_cap(machine("prusa-mini"), material("pla"), 0.4) == 11.0  # the hot end
    assert flow_cap(machine("prusa-mini"), material("tpu-95a"), 0.4) == 3.0  # the material
    assert flow_cap(machine("creality-k1-max"), material("pla"), 0.4) == 25.0
    assert flow_cap(machine("creality-k1-max"), material("pla"), 0.8) == 32.0


def test_lengths_of_a_profile_follow_the_nozzle():
    small, large = (
        process_values(machine("prusa-mk4s"), material("pla"), profile("standard"), {}, nozzle_mm=n) for n in (0.4, 0.8)
    )
    assert (small["layer_height_mm"], small["line_width_mm"]) == (0.2, 0.45)
    assert (large["layer_height_mm"], large["line_width_mm"]) == (0.4, 0.9)
    pellet = process_values(machine("ginger-g1"), material("pla"), profile("standard"), {})
    assert pellet["layer_height_mm"] == 1.5
    assert pellet["retract_mm"] == 0.0


def test_retraction_follows_machine_and_material():
    long, short = (
        process_values(machine(id), material("petg"), profile("standard"), {})
        for id in ("creality-ender-3", "prusa-xl")
    )
    assert long["retract_mm"] == pytest.approx(5.5)
    assert short["retract_mm"] == pytest.approx(0.88)
    assert process_values(machine("ultimaker-s5"), material("pla"), profile("fine"), {})["retract_filament_mm"] == 2.85


@pytest.mark.parametrize("of", [material("pla"), material("tpu-95a"), material("peek")], ids=lambda m: m.id)
@pytest.mark.parametrize("by", [profile("standard"), profile("fine")], ids=lambda p: p.id)
def test_the_bench_prints_alike_whatever_material_and_profile(of: Material, by: Profile):
    for id, speed, travel, accel in (("bench-fast", 500, 500, 20000), ("bench-normal", 60, 150, 1500)):
        on = machine(id)
        values = process_values(on, of, by, {})
        assert values["layer_height_mm"] == values["first_layer_height_mm"] == 0.2
        assert values["line_width_mm"] == 0.45
        assert (values["wall_count"], values["top_layers"], values["bottom_layers"]) == (2, 4, 4)
        assert values["infill_density"] == 0.2
        assert {v for k, v in values.items() if k.endswith("speed_mm_s") and "retract" not in k} == {speed, travel}
        assert values["travel_speed_mm_s"] == travel
        assert (values["retract_mm"], values["retract_speed_mm_s"]) == (0.8, 40)
        assert values["min_layer_time_s"] == values["max_flow_mm3_s"] == values["z_hop_mm"] == values["fan_high"] == 0
        assert (on.bed.width_mm, on.bed.depth_mm, on.bed.height_mm) == (400.0, 400.0, 1100.0)
        assert on.limits.max_accel_mm_s2 == accel
        assert (on.limits.square_corner_velocity_mm_s, on.limits.minimum_cruise_ratio) == (5.0, 0.0)
        assert (on.codes.start.strip(), on.codes.end.strip()) == ("G28", "M84")


def test_every_speed_of_the_bench_is_its_own():
    speeds = {
        f for record in setting_records() if record.__name__ == "SpeedSettings" for f in record.__dataclass_fields__
    }
    free = {
        "support_speed_mm_s",
        "support_interface_speed_mm_s",
        "ironing_speed_mm_s",
        "raft_speed_mm_s",
    }  # never printed there
    wanted = {key for key in speeds if key.endswith("speed_mm_s")} - free
    assert wanted
    for id in ("bench-fast", "bench-normal"):
        assert wanted <= set(machine(id).firm_settings)


def test_temperatures_stay_within_reach():
    hot = temperatures(machine("creality-ender-3"), material("pei-9085"))
    assert (hot.nozzle_c, hot.bed_c, hot.chamber_c) == (240.0, 100.0, 0.0)
    right = temperatures(machine("minifactory-ultra-2"), material("pei-9085"))
    assert (right.nozzle_c, right.first_nozzle_c, right.bed_c, right.chamber_c) == (400.0, 420.0, 150.0, 160.0)
