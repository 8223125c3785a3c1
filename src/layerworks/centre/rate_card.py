"""The rate card: what the owner charges for material, machines, work and risk. A versioned file anyone can edit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Literal, get_args

from layerworks.catalogue import MachineClass, Name
from layerworks.catalogue.record_file import KeyPath, quantity, read_record
from layerworks.centre.money import RoundingMode
from layerworks.digest import digest_of
from layerworks.words import Text, say

Lead = Literal["economy", "standard", "express"]


@dataclass(frozen=True, slots=True)
class Rounding:
    """unit_price: step of the price of one piece, rounded by `mode`. amount: step of every other amount, half up."""

    unit_price: Decimal = quantity(low=0.0001, high=1000)
    amount: Decimal = quantity(low=0.0001, high=1)
    mode: RoundingMode = "half_up"


@dataclass(frozen=True, slots=True)
class Tax:
    """A tax on the net price: 0.13 for 13 %."""

    name: Name
    rate: Decimal = quantity(low=0, high=1)


@dataclass(frozen=True, slots=True)
class SetUp:
    """per_line: preparing a model, once an order line. per_plate: loading, starting and clearing a plate."""

    per_line: Decimal = quantity(low=0, high=100000)
    per_plate: Decimal = quantity(low=0, high=100000)


@dataclass(frozen=True, slots=True)
class MaterialRate:
    """per_kg: price of a kilogram. waste: share added for purge, brim and leftovers, 0.08 for 8 %."""

    per_kg: Decimal = quantity(low=0, high=1000000)
    waste: Decimal = quantity(low=0, high=5)


@dataclass(frozen=True, slots=True)
class LotRate:
    """The price of one lot as it was bought; the waste share stays that of its material."""

    id: str
    material: str
    per_kg: Decimal = quantity(low=0, high=1000000)


@dataclass(frozen=True, slots=True)
class MachineRate:
    """per_hour: machine, energy, space and upkeep. The chance that a print fails grows with time and size:

    failure_per_print + failure_per_hour × hours + failure_per_100_mm × longest edge / 100 mm, capped by the card.
    """

    per_hour: Decimal = quantity(low=0, high=100000)
    failure_per_print: Decimal = quantity(low=0, high=1)
    failure_per_hour: Decimal = quantity(low=0, high=1)
    failure_per_100_mm: Decimal = quantity(low=0, high=1)


@dataclass(frozen=True, slots=True)
class OperationRate:
    """Work on good pieces after printing, by the unit: a minute, a piece, a hole."""

    name: Name
    unit: Name
    per_unit: Decimal = quantity(low=0, high=100000)


@dataclass(frozen=True, slots=True)
class Margin:
    """What cost is multiplied by from a quantity on."""

    from_quantity: int = quantity(low=1, high=1000000000)
    factor: Decimal = quantity(low=1, high=100)


@dataclass(frozen=True, slots=True)
class LeadTime:
    """What the price is multiplied by, and within how many working days the order leaves the house."""

    factor: Decimal = quantity(low=0.1, high=20)
    days: int = quantity(low=0, high=3650)


@dataclass(frozen=True, slots=True)
class LeadTimes:
    """The three lead times on offer."""

    economy: LeadTime
    standard: LeadTime
    express: LeadTime


@dataclass(frozen=True, slots=True, kw_only=True)
class RateCard:
    """A rate card.

    version: the owner's name for it, kept in every quote. currency: three letters. minimum_order: least net price of
    an order line. highest_failure: cap of the failure chance. valid_days: how long a quote stands.
    materials, operations: by id. machine_classes: every class of the catalogue. margins: ascending, the first from 1.
    """

    version: str
    currency: str
    minimum_order: Decimal = quantity(low=0, high=10000000)
    highest_failure: Decimal = quantity(low=0, high=0.95)
    valid_days: int = quantity(low=1, high=3650)
    rounding: Rounding
    tax: Tax
    set_up: SetUp
    lead_times: LeadTimes
    margins: tuple[Margin, ...]
    materials: Mapping[str, MaterialRate]
    machine_classes: Mapping[str, MachineRate]
    operations: Mapping[str, OperationRate] = field(default_factory=dict[str, OperationRate])
    lots: tuple[LotRate, ...] = ()

    @property
    def digest(self) -> str:
        """The card's name by content."""
        return digest_of(self)


def read_rate_card(text: str, file: str) -> RateCard:
    """Return the rate card that a TOML text describes. Raises Rejected with every complaint, line by line."""
    return read_record(RateCard, text, file, extra=_oddities)


@cache
def default_rate_card() -> RateCard:
    """Return the example card that comes with the program: invented figures to start from."""
    file = "rate-card.toml"
    return read_rate_card((resources.files("layerworks.centre") / "data" / file).read_text(encoding="utf-8"), file)


def _oddities(card: RateCard) -> tuple[tuple[KeyPath, Text], ...]:
    """Return complaints about a well-formed card: entries missing or out of order."""
    found: list[tuple[KeyPath, Text]] = []
    classes = get_args(MachineClass)
    found.extend(
        (("machine_classes",), say("centre.class_missing", machine_class=name))
        for name in classes
        if name not in card.machine_classes
    )
    for name in card.machine_classes:
        if name not in classes:
            choices = ", ".join(classes)
            found.append((("machine_classes", name), say("centre.class_unknown", machine_class=name, choices=choices)))
    quantities = [margin.from_quantity for margin in card.margins]
    if not quantities or quantities[0] != 1:
        found.append((("margins",), say("centre.margins_from_one")))
    found.extend(
        (("margins", n, "from_quantity"), say("centre.margins_ascend"))
        for n in range(1, len(quantities))
        if quantities[n] <= quantities[n - 1]
    )
    lots = [lot.id for lot in card.lots]
    for n, lot in enumerate(card.lots):
        if lot.material not in card.materials:
            found.append((("lots", n, "material"), say("centre.lot_without_material", lot=lot.id, id=lot.material)))
        if lot.id in lots[:n]:
            found.append((("lots", n, "id"), say("centre.lot_twice", lot=lot.id)))
    if not (len(card.currency) == 3 and card.currency.isascii() and card.currency.isupper()):
        found.append((("currency",), say("centre.currency_form", currency=card.currency)))
    return tuple(found)
