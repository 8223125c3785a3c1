"""What is written down of an order and of each of its pieces."""

from datetime import datetime
from typing import Any

from layerworks.app.preparing import Prepared, PreparedPlate
from layerworks.app.printing import WHO, Printed
from layerworks.app.shop import Shop
from layerworks.centre import Price
from layerworks.storage import SqlJournal, part_records
from layerworks.workshop import Entry, Making, keep_record, part_record


def order_entry(order: str, prepared: Prepared, priced: Price, now: datetime) -> Entry:
    """Return the entry that places an order: what is to be made, for how much, from what."""
    wish, recipe = prepared.wish, prepared.recipe
    body: dict[str, Any] = {
        "model": prepared.model.name,
        "model_digest": prepared.model.digest,
        "machine": recipe.machine.id,
        "material": recipe.material.id,
        "profile": recipe.profile.id,
        "engine": recipe.engine,
        "quantity": wish.quantity,
        "currency": priced.currency,
        "total": f"{priced.total:f}",
        "lead": priced.lead,
        "price_digest": priced.digest,
        "rate_card_digest": priced.card_digest,
        "programs": [run.program.digest for run, _ in prepared.runs],
    }
    return Entry(now, WHO, "order.placed", "asked", order, body, place=1)


def record_parts(
    shop: Shop, journal: SqlJournal, prepared: Prepared, run: PreparedPlate, priced: Price, printed: Printed
) -> bool:
    """Write the record of each piece of a job unless it is there. Returns whether any was new."""
    known = {record["part"] for record in part_records(shop.journal, job=printed.job)}
    last = printed.attempts[-1]
    ended_at = last.end.ended_at if last.end and last.end.ended_at else last.changed_at
    new = False
    for number, part in enumerate(run.plate.parts, 1):
        piece = f"{printed.job}-p{number}"  # an attempt is a number alone
        if piece not in known:
            making = _making(prepared, run, priced, part.mesh.digest)
            keep_record(journal, part_record(piece, part.name, making, last), ended_at, WHO)
            new = True
    return new


def _making(prepared: Prepared, run: PreparedPlate, priced: Price, mesh_digest: str) -> Making:
    recipe, timed = prepared.recipe, run.estimate
    return Making(
        model=prepared.model.name,
        model_digest=prepared.model.digest,
        mesh_digest=mesh_digest,
        plate_digest=run.plate.digest,
        program_digest=run.program.digest,
        rate_card_digest=priced.card_digest,
        machine=recipe.machine.id,
        material=recipe.material.id,
        lot="",
        settings=_plain(recipe.values()) | {"engine": recipe.engine},
        estimate={"time_s": timed.time_s, "filament_mm": timed.filament_mm, "mass_g": timed.mass_g},
    )


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}
