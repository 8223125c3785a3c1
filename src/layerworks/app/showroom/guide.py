"""The materials guide: what the catalogue has, by what a part has to bear."""

from typing import Literal, get_args

from layerworks.catalogue import Material

Kind = Literal["everyday", "heat", "tough", "fibre", "extreme", "flexible", "soluble"]

EXTREME_C = 330.0  # at the nozzle: above it, machines of their own are needed
HEAT_C = 95.0  # glass transition: above it, boiling water does no harm


def kind_of(material: Material) -> Kind:
    """Return the shelf a material stands on."""
    if material.family == "PVA":
        return "soluble"
    if material.flexible:
        return "flexible"
    if material.nozzle.usual_c >= EXTREME_C:
        return "extreme"
    if material.fibre is not None:
        return "fibre"
    if material.glass_transition_c is None or material.family.startswith("PA"):
        return "tough"
    return "heat" if material.glass_transition_c >= HEAT_C else "everyday"


def shelves(materials: tuple[Material, ...]) -> tuple[tuple[Kind, tuple[Material, ...]], ...]:
    """Return the materials by shelf, cheapest first; shelves that hold nothing are left out."""
    by_price = sorted(materials, key=lambda m: (m.price_per_kg.low, m.id))
    found = ((kind, tuple(m for m in by_price if kind_of(m) == kind)) for kind in get_args(Kind))
    return tuple((kind, shelf) for kind, shelf in found if shelf)
