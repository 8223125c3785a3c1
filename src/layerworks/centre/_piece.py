"""What one piece of an order costs, line by line, before the price is rounded."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from layerworks.catalogue.record_file import nearest
from layerworks.centre._price import LineKind, PriceLine
from layerworks.centre.money import decimal_of, plain, rounded
from layerworks.centre.price_request import PriceRequest
from layerworks.centre.rate_card import MachineRate, RateCard
from layerworks.errors import Missing
from layerworks.words import Text, say


@dataclass(frozen=True, slots=True)
class PieceCost:
    """lines: with rounded amounts, to be shown. amount: their exact sum before any rounding."""

    lines: tuple[PriceLine, ...]
    amount: Fraction


class _Bill:
    """Lines as they are reckoned: each rounded to be shown, their sum kept exact. told: False keeps the sum alone."""

    def __init__(self, card: RateCard, *, told: bool) -> None:
        self.card, self.told = card, told
        self.sum = Fraction(0)
        self.lines: list[PriceLine] = []

    @property
    def so_far(self) -> str:
        return f"{rounded(self.sum, self.card.rounding.amount):f}" if self.told else ""

    def add(self, kind: LineKind, label: Text, amount: Fraction, why: str, **figures: str | Text) -> None:
        self.sum += amount
        if not self.told:
            return
        shown = rounded(amount, self.card.rounding.amount)
        reason = say(why, amount=f"{shown:f}", currency=self.card.currency, **figures)
        self.lines.append(PriceLine(kind, label, reason, shown))


def piece_cost(request: PriceRequest, card: RateCard, *, told: bool = True) -> PieceCost:
    """Return what one piece costs. told: False leaves the lines out. Raises Missing when the card lacks a rate."""
    bill = _Bill(card, told=told)
    _material(request, bill)
    _machine_time(request, bill)
    _set_up(request, bill)
    _failure_risk(request, bill)
    _work(request, bill)
    _margin(request, bill)
    _lead_time(request, bill)
    _agreed(request, bill)
    _minimum(request, bill)
    return PieceCost(tuple(bill.lines), bill.sum)


def _material(request: PriceRequest, bill: _Bill) -> None:
    card, label = bill.card, request.material_name.text
    rate = card.materials.get(request.material)
    if rate is None:
        raise _missing("material", request.material, tuple(card.materials))
    mass_g = decimal_of(request.mass_g.likely, "0.01")
    per_kg = rate.per_kg if request.lot is None else _lot_price(request.lot, request.material, card)
    figures = {"mass_g": plain(mass_g), "per_kg": f"{per_kg:f}", "waste": _percent(rate.waste)}
    amount = Fraction(mass_g) / 1000 * Fraction(per_kg) * (1 + Fraction(rate.waste))
    if request.lot is None:
        bill.add("material", label, amount, "centre.material_why", **figures)
    else:
        bill.add("material", label, amount, "centre.material_lot_why", lot=request.lot, **figures)


def _lot_price(lot: str, material: str, card: RateCard) -> Decimal:
    lots = {rate.id: rate.per_kg for rate in card.lots if rate.material == material}
    if lot not in lots:
        raise _missing("lot", lot, tuple(lots))
    return lots[lot]


def _machine_time(request: PriceRequest, bill: _Bill) -> None:
    rate = _machine_rate(request, bill.card)
    hours = _hours(request)
    label = say("centre.machine_time", machine_class=say(f"centre.class_{request.machine_class}"))
    figures = {"time_h": plain(hours), "per_hour": f"{rate.per_hour:f}"}
    bill.add("machine_time", label, Fraction(hours) * Fraction(rate.per_hour), "centre.machine_time_why", **figures)


def _machine_rate(request: PriceRequest, card: RateCard) -> MachineRate:
    rate = card.machine_classes.get(request.machine_class)
    if rate is None:
        raise _missing("machine_class", request.machine_class, tuple(card.machine_classes))
    return rate


def _set_up(request: PriceRequest, bill: _Bill) -> None:
    rates = bill.card.set_up
    if rates.per_line:
        label, figures = say("centre.set_up_line"), {"rate": f"{rates.per_line:f}", "pieces": str(request.quantity)}
        each = Fraction(rates.per_line) / request.quantity
        bill.add("set_up_line", label, each, "centre.set_up_line_why", **figures)
    if rates.per_plate:
        on_plate = min(request.quantity, request.pieces_per_plate)
        label, figures = say("centre.set_up_plate"), {"rate": f"{rates.per_plate:f}", "on_plate": str(on_plate)}
        bill.add("set_up_plate", label, Fraction(rates.per_plate) / on_plate, "centre.set_up_plate_why", **figures)


def _failure_risk(request: PriceRequest, bill: _Bill) -> None:
    chance = failure_chance(request, bill.card)
    amount = bill.sum * chance / (1 - chance)
    if amount:
        figures = {"chance": _percent(chance), "at_stake": bill.so_far}
        bill.add("failure_risk", say("centre.failure_risk"), amount, "centre.failure_risk_why", **figures)


def failure_chance(request: PriceRequest, card: RateCard) -> Fraction:
    """Return the chance that the print of one piece fails, by its machine class, time and size."""
    rate = _machine_rate(request, card)
    by_time = Fraction(rate.failure_per_hour) * Fraction(_hours(request))
    by_size = Fraction(rate.failure_per_100_mm) * Fraction(decimal_of(request.longest_mm, "0.1")) / 100
    return min(Fraction(rate.failure_per_print) + by_time + by_size, Fraction(card.highest_failure))


def _work(request: PriceRequest, bill: _Bill) -> None:
    for work in request.work:
        rate = bill.card.operations.get(work.operation)
        if rate is None:
            raise _missing("operation", work.operation, tuple(bill.card.operations))
        units = decimal_of(work.units, "0.01")
        figures = {"units": plain(units), "unit": rate.unit.text, "per_unit": f"{rate.per_unit:f}"}
        bill.add(
            "operation", rate.name.text, Fraction(units) * Fraction(rate.per_unit), "centre.operation_why", **figures
        )


def _margin(request: PriceRequest, bill: _Bill) -> None:
    margin = next(m for m in reversed(bill.card.margins) if m.from_quantity <= request.quantity)
    share = Fraction(margin.factor) - 1
    if share == 0:
        return
    figures = {"percent": _percent(share), "cost": bill.so_far, "from_quantity": str(margin.from_quantity)}
    bill.add("margin", say("centre.margin"), bill.sum * share, "centre.margin_why", **figures)


def _lead_time(request: PriceRequest, bill: _Bill) -> None:
    share = Fraction(getattr(bill.card.lead_times, request.lead).factor) - 1
    if share == 0:
        return
    label = say("centre.lead_time", lead=say(f"centre.lead_{request.lead}"))
    figures = {"percent": _percent(share), "price": bill.so_far}
    bill.add("lead_time", label, bill.sum * share, "centre.lead_time_why", **figures)


def _agreed(request: PriceRequest, bill: _Bill) -> None:
    if request.agreed:
        figures = {"percent": _percent(request.agreed), "price": bill.so_far}
        bill.add("agreed", say("centre.agreed"), -bill.sum * Fraction(request.agreed), "centre.agreed_why", **figures)


def _minimum(request: PriceRequest, bill: _Bill) -> None:
    least = Fraction(bill.card.minimum_order) / request.quantity
    if bill.sum < least:
        figures = {"minimum": f"{bill.card.minimum_order:f}", "pieces": str(request.quantity)}
        bill.add("minimum", say("centre.minimum"), least - bill.sum, "centre.minimum_why", **figures)


def _hours(request: PriceRequest) -> Decimal:
    """Print time in hours as it is charged: to the thousandth."""
    return decimal_of(request.time_s.likely / 3600.0, "0.001")


def _percent(share: Fraction | Decimal) -> str:
    return plain(rounded(Fraction(share) * 100, Decimal("0.01")))


def _missing(kind: str, id: str, known: tuple[str, ...]) -> Missing:
    text = say("centre.no_rate", kind=say(f"centre.rate_{kind}"), id=id, near=nearest(id, known))
    return Missing(text, say("centre.no_rate_remedy"))
