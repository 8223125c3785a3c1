"""What the report of a part says, as plain values: no arrays, no other room's records.

`app` fills it in; the template only lays it out. Amounts are Decimal and already rounded: the report does no sums.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from layerworks.words import Text

Severity = Literal["info", "warn", "at_risk", "block"]
OutcomeKind = Literal["finished", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG for white paper, and one for dark screens where there is one."""

    light: bytes
    dark: bytes | None = None


@dataclass(frozen=True, slots=True)
class Swatch:
    """One colour of a picture and what it stands for. light, dark: `#rrggbb` by theme."""

    label: Text
    light: str
    dark: str


@dataclass(frozen=True, slots=True)
class FindingRow:
    """Something the check found, and what to do about it."""

    severity: Severity
    text: Text
    remedy: Text | None = None


@dataclass(frozen=True, slots=True)
class TimeShare:
    """Time spent on one kind of move, coloured as in the layer pictures."""

    swatch: Swatch
    time_s: float


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One line of a price. why: how the amount came about, with its figures."""

    label: Text
    why: Text
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the print ended. text: one sentence. started, ended: aware times of the machine's clock."""

    kind: OutcomeKind
    text: Text
    started: datetime
    ended: datetime


@dataclass(frozen=True, slots=True)
class TraceRow:
    """A value the part was made of, by its digest: 64 hex digits, or any other identity."""

    label: Text
    identity: str


@dataclass(frozen=True, slots=True)
class PartReport:
    """One part from model to outcome.

    reference: what a customer quotes when asking. size_mm: width, depth, height. time_low_s, time_high_s: the interval
    that the print time lies in. filament_mm: 0 for a pellet machine. time_shares: largest first.
    lines: of one piece at this quantity, adding up to net_amount; tax_rate 0.13 for 13 %; total_amount with tax.
    lead_days: columns of the price table; quantities: its rows; unit_prices[row][column], with tax, per piece.
    currency: ISO 4217.
    """

    part_name: str
    reference: str
    issued: date
    picture: Picture
    layers: Picture
    legend: tuple[Swatch, ...]
    size_mm: tuple[float, float, float]
    volume_mm3: float
    material: str
    machine: str
    layer_count: int
    layer_height_mm: float
    findings: tuple[FindingRow, ...]
    time_s: float
    time_low_s: float
    time_high_s: float
    mass_g: float
    filament_mm: float
    time_shares: tuple[TimeShare, ...]
    currency: str
    quantity: int
    lines: tuple[PriceLine, ...]
    net_amount: Decimal
    tax_rate: Decimal
    tax_amount: Decimal
    total_amount: Decimal
    lead_days: tuple[int, ...]
    quantities: tuple[int, ...]
    unit_prices: tuple[tuple[Decimal, ...], ...]
    outcome: Outcome | None
    trace: tuple[TraceRow, ...]
