"""All the data that comes with the program: complete, in both languages, with sources, within the stages' bounds."""

import re
from dataclasses import fields, is_dataclass
from typing import Any, get_args

import pytest

from catalogue.setting_records import setting_records
from layerworks.catalogue import (
    Machine,
    MachineClass,
    Material,
    Profile,
    Source,
    ids,
    machine,
    machines,
    material,
    materials,
    process_values,
    profile,
    profiles,
    source_of,
    temperatures,
)
from layerworks.gcode.writing.sequences import PLACEHOLDERS, fill_sequence
from layerworks.motion import KlipperLimits, MarlinLimits, RepRapFirmwareLimits
from layerworks.settings import keys_of, settings_record

RECORDS = setting_records()
KEYS = keys_of(RECORDS)
EVERYTHING: list[Machine | Material | Profile] = [*machines(), *materials(), *profiles()]


def named(thing: Machine | Material | Profile) -> str:
    return thing.id


def has(record: Any, key: str) -> bool:
    """Whether a record has a value under a dotted key."""
    head, _, rest = key.partition(".")
    value = record.get(head) if isinstance(record, dict) else getattr(record, head, None)
    return value is not None and (not rest or has(value, rest))


def test_there_is_enough_to_choose_from():
    real = [m for m in machines() if m.machine_class != "bench"]
    assert len(real) >= 12
    assert len(materials()) >= 20
    assert {m.machine_class for m in machines()} == set(get_args(MachineClass))
    assert {"pla", "petg", "abs", "peek", "pa-cf", "pa-gf", "pps-cf"} <= set(ids("material"))
    assert {"bench-fast", "bench-normal"} <= set(ids("machine"))
    assert any(m.limits.max_velocity_mm_s >= 500.0 and m.machine_class == "industrial" for m in real)


@pytest.mark.parametrize("thing", EVERYTHING, ids=named)
def test_the_id_is_plain_and_both_languages_are_there(thing: Machine | Material | Profile):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", thing.id)
    assert thing.name.en.strip()
    assert thing.name.zh.strip()
    assert thing.name.en.isascii() or "°" in thing.name.en


def test_the_file_has_the_name_of_what_it_holds():
    assert all(machine(id).id == id for id in ids("machine"))
    assert all(material(id).id == id for id in ids("material"))
    assert all(profile(id).id == id for id in ids("profile"))


@pytest.mark.parametrize("thing", EVERYTHING, ids=named)
def test_every_figure_has_a_source(thing: Machine | Material | Profile):
    for key in (f.name for f in fields(thing)):
        found = source_of(thing.sources, key)
        assert found is not None
        assert found.document.strip()
    for source in thing.sources:
        assert all(has(thing, key) for key in source.gives), source
        assert "http" not in source.document


def test_a_source_is_found_by_the_figure_or_what_holds_it():
    bed, rest = Source("maker's page", "maker", ("bed", "limits.max_accel_mm_s2")), Source("habit", "typical")
    assert source_of((rest, bed), "bed.width_mm") == bed
    assert source_of((rest, bed), "limits.max_accel_mm_s2") == bed
    assert source_of((rest, bed), "limits.max_velocity_mm_s") == rest
    assert source_of((rest, bed), "bedside") == rest
    assert source_of((bed,), "power_w") is None


def test_settings_in_the_data_are_settings_of_the_stages():
    used = {
        key
        for thing in EVERYTHING
        for name in ("settings", "firm_settings", "per_nozzle")
        for key in getattr(thing, name, {})
    }
    assert used
    assert used - set(KEYS) == set()


@pytest.mark.parametrize("made_by", machines(), ids=named)
def test_every_combination_gives_values_within_bounds(made_by: Machine):
    for of in materials():
        for by in profiles():
            values = process_values(made_by, of, by, {})
            for record in RECORDS:
                settings_record(record, values)


@pytest.mark.parametrize("made_by", machines(), ids=named)
def test_sequences_name_only_known_placeholders_and_heat_where_they_can(made_by: Machine):
    numbers: dict[str, float] = dict.fromkeys(PLACEHOLDERS, 1.0)
    start, end = (fill_sequence(text, numbers) for text in (made_by.codes.start, made_by.codes.end))
    assert start
    assert end
    if made_by.machine_class != "bench":
        assert "{first_nozzle_c}" in made_by.codes.start
        assert "{first_bed_c}" in made_by.codes.start
    if made_by.chamber_max_c > 60.0 and made_by.machine_class == "industrial":
        assert "{chamber_c}" in made_by.codes.start


@pytest.mark.parametrize("made_by", machines(), ids=named)
def test_no_machine_is_asked_for_more_than_it_can(made_by: Machine):
    speeds = [v for k, v in {**made_by.settings, **made_by.firm_settings}.items() if k.endswith("_speed_mm_s")]
    accels = [v for k, v in {**made_by.settings, **made_by.firm_settings}.items() if k.endswith("accel_mm_s2")]
    assert max(speeds) <= made_by.limits.max_velocity_mm_s
    assert max(accels, default=0.0) <= made_by.limits.max_accel_mm_s2
    for of in materials():
        heat = temperatures(made_by, of)
        assert max(heat.nozzle_c, heat.first_nozzle_c) <= made_by.hot_end_max_c
        assert max(heat.bed_c, heat.first_bed_c) <= made_by.bed_max_c
        assert heat.chamber_c <= made_by.chamber_max_c


@pytest.mark.parametrize("made_by", machines(), ids=named)
def test_a_firmware_is_timed_as_itself_or_as_the_klipper_nearest_to_it(made_by: Machine):
    expected = {
        "klipper": KlipperLimits,
        "marlin": MarlinLimits,
        "reprapfirmware": RepRapFirmwareLimits,
        "maker": MarlinLimits | KlipperLimits,
    }
    assert isinstance(made_by.planner, expected[made_by.firmware])
    low, high = made_by.planner.time_doubt
    assert 0.8 <= low <= 1.0 <= high <= 1.3


@pytest.mark.parametrize("of", materials(), ids=named)
def test_materials_are_physically_sensible(of: Material):
    assert of.bed.high_c < of.nozzle.low_c
    assert of.chamber.usual_c >= of.chamber.low_c
    assert of.drying.temperature_c < of.nozzle.low_c
    assert (of.fibre is not None) == of.id.endswith(("-cf", "-gf"))
    assert of.abrasive == (of.fibre is not None)
    assert of.hygroscopy != "very_high" or of.drying.open_h <= 12.0


def test_records_hold_nothing_that_can_be_changed():
    for thing in EVERYTHING:
        assert is_dataclass(thing)
        with pytest.raises(AttributeError):
            thing.id = "other"  # pyright: ignore[reportAttributeAccessIssue]
