"""A machine, a material, a profile and somebody's settings, sorted by the stage that reads them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from layerworks.app.own_settings import OwnSettings, refuse_common
from layerworks.app.wish import Wish
from layerworks.catalogue import Machine, Material, Profile, machine, material, process_values, profile, temperatures
from layerworks.errors import Rejected
from layerworks.gcode.writing import GcodeSettings, HeatSettings, Temperatures
from layerworks.gcode.writing.heat import as_wished
from layerworks.geometry.checking import CheckSettings
from layerworks.geometry.placing import PlaceSettings
from layerworks.settings import keys_of, parse_settings, settings_record, typed_settings
from layerworks.slicing.cutting import LayerSettings
from layerworks.slicing.laying import StrokeSettings
from layerworks.slicing.ordering import CoolingSettings, OrderSettings, RetractionSettings, SpeedSettings
from layerworks.words import say


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a part is made: what the shop has, one settings record a stage, and every setting by key (`values`).

    engine: who slices. own: what single parts of a plate have for themselves.
    """

    machine: Machine
    material: Material
    profile: Profile
    temperatures: Temperatures
    check: CheckSettings
    place: PlaceSettings
    layers: LayerSettings
    strokes: StrokeSettings
    order: OrderSettings
    speeds: SpeedSettings
    cooling: CoolingSettings
    retraction: RetractionSettings
    heat: HeatSettings
    gcode: GcodeSettings
    engine: str = "layerworks"
    own: tuple[OwnSettings, ...] = ()

    def values(self) -> dict[str, Any]:
        """Return every setting by key, defaults included; where parts have their own, `part_settings` holds these."""
        records = (
            self.check,
            self.place,
            self.layers,
            *(getattr(self.strokes, f.name) for f in fields(self.strokes)),
            self.order,
            self.speeds,
            self.cooling,
            self.retraction,
            self.heat,
            self.gcode,
        )
        values = {f.name: getattr(record, f.name) for record in records for f in fields(record)}
        if self.own:
            values["part_settings"] = {own.part: dict(own.changed) for own in self.own}
        return values


def stroke_records() -> tuple[type, ...]:
    """Return the record types that `StrokeSettings` is made of."""
    return tuple(type(getattr(StrokeSettings(), f.name)) for f in fields(StrokeSettings))


def stage_records() -> tuple[type, ...]:
    """Return the settings records of all stages; their keys are what `--set` knows."""
    return (
        CheckSettings,
        PlaceSettings,
        LayerSettings,
        *stroke_records(),
        OrderSettings,
        SpeedSettings,
        CoolingSettings,
        RetractionSettings,
        HeatSettings,
        GcodeSettings,
    )


def recipe_of(wish: Wish) -> Recipe:
    """Return how a wish is to be made.

    Raises Missing for an unknown machine, material or profile, Rejected for settings that are unknown or out of bounds.
    """
    of_machine, of_material = machine(wish.machine), material(wish.material)
    of_profile = profile(wish.profile)
    records = stage_records()
    overrides = parse_settings(records, wish.settings)
    values = typed_settings(records, process_values(of_machine, of_material, of_profile, overrides))
    if "bead_mm" not in values:
        values["bead_mm"] = values.get("line_width_mm", keys_of(records)["line_width_mm"].default)
    heat = settings_record(HeatSettings, values)
    wished = as_wished(temperatures(of_machine, of_material), heat)
    _within_reach(of_machine, wished, heat)
    return Recipe(
        machine=of_machine,
        material=of_material,
        profile=of_profile,
        temperatures=wished,
        check=settings_record(CheckSettings, values),
        place=settings_record(PlaceSettings, values),
        layers=settings_record(LayerSettings, values),
        strokes=_strokes_of(values),
        order=settings_record(OrderSettings, values),
        speeds=settings_record(SpeedSettings, values),
        cooling=settings_record(CoolingSettings, values),
        retraction=settings_record(RetractionSettings, values),
        heat=heat,
        gcode=settings_record(GcodeSettings, values),
        engine=wish.engine,
        own=tuple(_own_settings(part, texts, values, wish.engine) for part, texts in wish.part_settings.items()),
    )


def _own_settings(part: str, texts: Mapping[str, str], values: Mapping[str, Any], engine: str) -> OwnSettings:
    """Return what a part has for itself on top of the plate's values. Raises Misused, Rejected."""
    changed = parse_settings(stage_records(), texts)
    refuse_common(part, list(changed), frozenset(keys_of((*stroke_records(), SpeedSettings))))
    if engine != "layerworks":
        raise Rejected(say("app.own_settings_engine", engine=engine), say("app.own_settings_engine_remedy"))
    own = {**values, **changed}
    return OwnSettings(part, changed, _strokes_of(own), settings_record(SpeedSettings, own))


def _strokes_of(values: Mapping[str, Any]) -> StrokeSettings:
    return StrokeSettings(
        **{f.name: settings_record(type(getattr(StrokeSettings(), f.name)), values) for f in fields(StrokeSettings)}
    )


def _within_reach(of_machine: Machine, wished: Temperatures, heat: HeatSettings) -> None:
    """Raise Rejected for temperatures that the machine does not reach."""
    nozzle_c = max(wished.nozzle_c, wished.first_nozzle_c, *heat.nozzle_steps_c)
    for place, c, most_c in (
        ("nozzle", nozzle_c, of_machine.hot_end_max_c),
        ("bed", max(wished.bed_c, wished.first_bed_c), of_machine.bed_max_c),
        ("chamber", wished.chamber_c, of_machine.chamber_max_c),
    ):
        if c > most_c:
            raise Rejected(
                say("app.too_hot", place=say(f"app.place_{place}"), value=c, limit=most_c), say("app.too_hot_remedy")
            )
