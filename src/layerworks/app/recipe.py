"""A machine, a material, a profile and somebody's settings, sorted by the stage that reads them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from layerworks.app.own_settings import OwnSettings, own_settings, stroke_records, strokes_of
from layerworks.app.wish import OWN_ENGINE, Wish
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

    engine: who slices. own: what single parts of a plate have for themselves. modifiers: digest and settings of the
    files with volumes that change settings inside a part.
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
    engine: str = OWN_ENGINE
    own: tuple[OwnSettings, ...] = ()
    modifiers: tuple[tuple[str, Mapping[str, str]], ...] = ()

    def values(self) -> dict[str, Any]:
        """Return every setting by key, defaults included; where parts have their own, `part_settings` holds these, and
        `modifiers` those of volumes.
        """
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
            values["part_settings"] = {
                name: {k: v for own in self.own if own.part == name for k, v in own.changed.items()}
                for name in dict.fromkeys(own.part for own in self.own)
            }
        if self.modifiers:
            values["modifiers"] = [{"file": digest, **settings} for digest, settings in self.modifiers]
        return values


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
        strokes=strokes_of(values),
        order=settings_record(OrderSettings, values),
        speeds=settings_record(SpeedSettings, values),
        cooling=settings_record(CoolingSettings, values),
        retraction=settings_record(RetractionSettings, values),
        heat=heat,
        gcode=settings_record(GcodeSettings, values),
        engine=wish.engine,
        own=tuple(_own(wish, values.get("print_sequence") == "one_at_a_time")),
    )


def _own(wish: Wish, in_turn: bool) -> Iterator[OwnSettings]:
    """Yield what parts are to have for themselves. Raises Misused, Rejected."""
    if wish.part_settings and wish.engine != OWN_ENGINE:
        raise Rejected(say("app.own_settings_engine", engine=wish.engine), say("app.own_settings_engine_remedy"))
    for part, texts in wish.part_settings.items():
        yield own_settings(part, parse_settings(stage_records(), texts), in_turn)


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
