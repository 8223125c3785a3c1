"""A printable material as its data sheets describe it: heat, flow, drying, wear."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from layerworks.catalogue.name import Name
from layerworks.catalogue.record_file import KeyPath, quantity, read_record
from layerworks.catalogue.source import Source
from layerworks.words import Text, say

Hygroscopy = Literal["low", "medium", "high", "very_high"]


@dataclass(frozen=True, slots=True)
class Heat:
    """Temperatures a part of the machine must be able to hold: usable range, usual value, first layer."""

    low_c: float = quantity("°C", low=0.0, high=600.0)
    high_c: float = quantity("°C", low=0.0, high=600.0)
    usual_c: float = quantity("°C", low=0.0, high=600.0)
    first_layer_c: float = quantity("°C", low=0.0, high=600.0)


@dataclass(frozen=True, slots=True)
class Chamber:
    """Air around the part. low_c: below it parts warp or split; 0 where room air will do.

    usual_c: what to set where the chamber is heated. enclosure: whether walls are needed at all.
    """

    low_c: float = quantity("°C", low=0.0, high=300.0, default=0.0)
    usual_c: float = quantity("°C", low=0.0, high=300.0, default=0.0)
    enclosure: Literal["no", "recommended", "required"] = "no"


@dataclass(frozen=True, slots=True)
class Fan:
    """Part cooling as a share of full: ordinary layers, and the most that small layers and bridges may get."""

    low: float = quantity(low=0.0, high=1.0)
    high: float = quantity(low=0.0, high=1.0)


@dataclass(frozen=True, slots=True)
class Drying:
    """How to dry it, and how long it may lie open.

    open_h: hours at workshop air (about 23 °C, 50 % relative humidity) before it should be dried again.
    max_humidity_percent: relative humidity of the air it is kept or fed in.
    """

    temperature_c: float = quantity("°C", low=30.0, high=200.0)
    time_h: float = quantity("h", low=0.5, high=72.0)
    open_h: float = quantity("h", low=0.25, high=10000.0)
    max_humidity_percent: float = quantity("%", low=1.0, high=100.0)


@dataclass(frozen=True, slots=True)
class FlowLimit:
    """Volume flow that still gives a sound bead through a 0.4 mm nozzle, by hot-end class.

    Screws that melt pellets have no column: no verifiable figures are published, the machine's own limit applies.
    """

    standard: float = quantity("mm³/s", low=0.5, high=100.0)
    high_flow: float = quantity("mm³/s", low=0.5, high=200.0)


@dataclass(frozen=True, slots=True)
class Fibre:
    """Short fibre in the polymer, by mass."""

    kind: Literal["carbon", "glass"]
    mass_percent: float = quantity("%", low=1.0, high=60.0)


@dataclass(frozen=True, slots=True)
class MarketPrice:
    """What a kilogram costs on the market, as a range; what a shop pays stands in its rate card."""

    low: float = quantity(low=0.0, high=100000.0)
    high: float = quantity(low=0.0, high=100000.0)
    currency: Literal["CNY", "EUR", "USD"] = "CNY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A material.

    family: base polymer, such as PA6 for PA6-CF. density_g_cm3: of the solid bead.
    diameters_mm: filament on the market; pellets: sold as pellets as well.
    min_nozzle_hrc: Rockwell C hardness that a nozzle needs to last; 0 for any, brass too.
    flexible: too soft to be pushed through a long tube. shrinkage_percent: linear, on cooling from the printed size.
    glass_transition_c: None where it lies below room temperature or says nothing (semi-crystalline).
    retraction_factor: retraction length and speed relative to what the machine uses for PLA.
    settings: values of slicing settings that this material wants.
    """

    id: str
    name: Name
    family: str
    nozzle: Heat
    bed: Heat
    fan: Fan
    drying: Drying
    max_flow_mm3_s: FlowLimit
    hygroscopy: Hygroscopy
    price_per_kg: MarketPrice
    sources: tuple[Source, ...]
    density_g_cm3: float = quantity("g/cm³", low=0.5, high=10.0)
    min_layer_time_s: float = quantity("s", low=0.0, high=120.0)
    shrinkage_percent: float = quantity("%", low=0.0, high=5.0)
    diameters_mm: tuple[float, ...] = quantity("mm", low=1.0, high=5.0, default=(1.75,))
    pellets: bool = False
    chamber: Chamber = field(default_factory=Chamber)
    abrasive: bool = False
    min_nozzle_hrc: float = quantity("HRC", low=0.0, high=80.0, default=0.0)
    flexible: bool = False
    fibre: Fibre | None = None
    glass_transition_c: float | None = quantity("°C", low=-150.0, high=400.0, default=None)
    retraction_factor: float = quantity(low=0.0, high=5.0, default=1.0)
    settings: Mapping[str, Any] = field(default_factory=dict[str, Any])


def read_material(text: str, file: str) -> Material:
    """Return the material that a TOML text describes. Raises Rejected with every complaint, line by line."""
    return read_record(Material, text, file, extra=_oddities)


def _oddities(material: Material) -> tuple[tuple[KeyPath, Text], ...]:
    """Return complaints about a well-formed material: figures that contradict each other."""
    found: list[tuple[KeyPath, Text]] = []
    for key, heat in (("nozzle", material.nozzle), ("bed", material.bed)):
        found.extend(
            ((key, point), say("catalogue.outside_range", key=f"{key}.{point}"))
            for point in ("usual_c", "first_layer_c")
            if not heat.low_c <= getattr(heat, point) <= heat.high_c
        )
    for key, low, high in (
        ("fan", material.fan.low, material.fan.high),
        ("price_per_kg", material.price_per_kg.low, material.price_per_kg.high),
        ("max_flow_mm3_s", material.max_flow_mm3_s.standard, material.max_flow_mm3_s.high_flow),
    ):
        if low > high:
            found.append(((key,), say("catalogue.range_reversed", key=key)))
    if material.abrasive != (material.min_nozzle_hrc > 0.0):
        found.append((("min_nozzle_hrc",), say("catalogue.abrasive_disagrees")))
    if material.fibre is not None and not material.abrasive:
        found.append((("abrasive",), say("catalogue.fibre_not_abrasive")))
    return tuple(found)
