"""What a price depends on besides the rate card."""

import math
from dataclasses import dataclass
from decimal import Decimal

from layerworks.catalogue import MachineClass, Name
from layerworks.centre.rate_card import Lead
from layerworks.errors import Rejected
from layerworks.words import say


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure known within bounds: low ≤ likely ≤ high, none below 0. Raises Rejected otherwise."""

    low: float
    likely: float
    high: float

    def __post_init__(self) -> None:
        if not (0.0 <= self.low <= self.likely <= self.high and math.isfinite(self.high)):
            figures = {"low": f"{self.low:g}", "likely": f"{self.likely:g}", "high": f"{self.high:g}"}
            raise Rejected(say("centre.bad_interval", **figures), say("centre.bad_interval_remedy"))

    @classmethod
    def exact(cls, value: float) -> "Interval":
        """Return the interval of a figure without doubt."""
        return cls(value, value, value)


@dataclass(frozen=True, slots=True)
class Work:
    """An operation of the rate card done on each piece. units: minutes, holes, … as the card counts it."""

    operation: str
    units: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRequest:
    """So many of one part, in one material, on one class of machine.

    mass_g, time_s: of one piece, supports and purge that belong to it included. longest_mm: longest edge of its box.
    pieces_per_plate: how many the machine's bed takes. lot: of the material, None for the material's own price.
    agreed: share taken off by agreement with the customer, 0.05 for 5 %.
    made_from: digests of what mass and time were taken from (program, estimate); part of the price's name.
    Raises Rejected for a quantity below 1 or a figure that makes no sense.
    """

    part: str
    quantity: int
    material: str
    material_name: Name
    machine_class: MachineClass
    mass_g: Interval
    time_s: Interval
    longest_mm: float
    pieces_per_plate: int = 1
    work: tuple[Work, ...] = ()
    lead: Lead = "standard"
    lot: str | None = None
    made_from: tuple[str, ...] = ()
    agreed: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        sound = self.quantity >= 1 and self.pieces_per_plate >= 1 and 0 <= self.agreed < 1
        figures = (self.longest_mm, *(work.units for work in self.work))
        if not (sound and all(0.0 <= figure < math.inf for figure in figures)):
            raise Rejected(say("centre.bad_request", part=self.part), say("centre.bad_request_remedy"))
