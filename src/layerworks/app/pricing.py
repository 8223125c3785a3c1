"""What a prepared part costs, and why."""

from layerworks.app.preparing import Prepared
from layerworks.centre import Interval, Price, PriceRequest, RateCard, price, price_table
from layerworks.centre.rate_card import Lead
from layerworks.motion.estimate import Estimate

LEADS: tuple[Lead, ...] = ("economy", "standard", "express")
QUANTITIES = (1, 5, 10, 50)


def price_of(prepared: Prepared, card: RateCard, lead: Lead = "standard") -> Price:
    """Return the price of what is prepared. Raises Missing when the card has no rate for the material."""
    return price(request_of(prepared, lead), card)


def prices_of(prepared: Prepared, card: RateCard) -> tuple[tuple[Price, ...], ...]:
    """Return the prices at `QUANTITIES` and the quantity wished (rows, ascending) and `LEADS` (columns)."""
    return price_table(request_of(prepared, "standard"), card, quantities_of(prepared), LEADS)


def quantities_of(prepared: Prepared) -> tuple[int, ...]:
    """Return the quantities that a price table shows."""
    return tuple(sorted({*QUANTITIES, prepared.wish.quantity}))


def request_of(prepared: Prepared, lead: Lead) -> PriceRequest:
    """Return what the price depends on: one piece is the wish's share of all its plates."""
    recipe, quantity = prepared.recipe, prepared.wish.quantity
    fullest, _ = prepared.runs[0]
    return PriceRequest(
        part=prepared.model.name,
        quantity=quantity,
        material=recipe.material.id,
        material_name=recipe.material.name,
        machine_class=recipe.machine.machine_class,
        mass_g=Interval.exact(sum(run.estimate.mass_g * times for run, times in prepared.runs) / quantity),
        time_s=_time_of_a_piece(tuple((run.estimate, times) for run, times in prepared.runs), quantity),
        longest_mm=float(max(mesh.size_mm.max() for mesh in prepared.meshes)),
        pieces_per_plate=max(1, len(fullest.plate.parts) // len(prepared.meshes)),
        lead=lead,
        made_from=tuple(run.program.digest for run, _ in prepared.runs),
    )


def _time_of_a_piece(runs: tuple[tuple[Estimate, int], ...], quantity: int) -> Interval:
    low = sum(estimate.interval_s[0] * times for estimate, times in runs)
    likely = sum(estimate.time_s * times for estimate, times in runs)
    high = sum(estimate.interval_s[1] * times for estimate, times in runs)
    return Interval(low / quantity, likely / quantity, high / quantity)
