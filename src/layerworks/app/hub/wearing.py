"""What wears in a machine: how far each part is used up since it was changed last. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from layerworks.catalogue import material
from layerworks.errors import Missing, Rejected
from layerworks.fleet.alarms import Wear
from layerworks.settings import setting
from layerworks.words import say
from layerworks.workshop.equipment import Equipment
from layerworks.workshop.use import Use


@dataclass(frozen=True, slots=True)
class WearRules:
    """How long parts last; 0 where nobody watches a part."""

    wear_nozzle_g: float = setting(10_000.0, unit="g", low=0.0, high=10_000_000.0)
    wear_abrasive_factor: float = setting(10.0, low=1.0, high=1000.0)
    wear_belts_h: float = setting(5_000.0, unit="h", low=0.0, high=1_000_000.0)
    wear_bed_prints: float = setting(500.0, low=0.0, high=10_000_000.0)
    wear_filter_h: float = setting(500.0, unit="h", low=0.0, high=1_000_000.0)


def _nozzle(use: Use, rules: WearRules) -> tuple[float, float]:
    laid = (mass_g * (rules.wear_abrasive_factor if _abrasive(name) else 1.0) for name, mass_g in use.mass_g.items())
    return sum(laid), rules.wear_nozzle_g


PARTS: dict[str, Callable[[Use, WearRules], tuple[float, float]]] = {
    "nozzle": _nozzle,
    "belts": lambda use, rules: (use.printed_s / 3600.0, rules.wear_belts_h),
    "bed": lambda use, rules: (float(use.prints), rules.wear_bed_prints),
    "filter": lambda use, rules: (use.printed_s / 3600.0, rules.wear_filter_h),
}  # used and limit: the nozzle in grams of a plain material, the bed in prints, others in hours


def wear_of(equipment: Equipment, rules: WearRules) -> tuple[Wear, ...]:
    """Return the wear of every part that is watched."""
    found = ((part, measure(equipment.used_since(part), rules)) for part, measure in PARTS.items())
    return tuple(Wear(part, used, limit, say(f"alarms.part_{part}")) for part, (used, limit) in found if limit > 0.0)


def known_part(part: str) -> str:
    """Return the name of a part that wears. Raises Rejected for another."""
    if part not in PARTS:
        raise Rejected(say("app.hub_no_part", part=part), say("app.hub_parts", parts=", ".join(PARTS)))
    return part


@cache
def _abrasive(name: str) -> bool:
    try:
        return material(name).abrasive
    except Missing:  # a material of one's own that has been taken out of the catalogue
        return False
