"""The line: from a model to printed, recorded parts in a folder. May be killed anywhere and run again.

What is decided or seen is in the journal before anything follows from it; what is only computed is computed again to
the same bytes. So a second run of the same wish in the same folder goes on where the first one stopped.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from layerworks import __version__
from layerworks.app.learning import known_by_prints
from layerworks.app.preparing import Prepared, PreparedPlate, prepare, timed_anew
from layerworks.app.pricing import price_of
from layerworks.app.printing import Printed, print_job
from layerworks.app.progress import Tell, untold
from layerworks.app.recording import order_entry, record_parts
from layerworks.app.refusal import Refusal
from layerworks.app.shop import Shop, put
from layerworks.app.wish import OWN_ENGINE, Wish
from layerworks.centre import Price, RateCard
from layerworks.centre.rate_card import Lead, default_rate_card
from layerworks.connectors.simulated import Mishaps
from layerworks.digest import digest_of
from layerworks.storage import SqlJournal, open_journal
from layerworks.words import say
from layerworks.workshop import Job


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """What became of a wish.

    order: its id. new: whether anything was printed now that had not been before. printed: one a job, in order.
    records: one a piece, as the journal holds them. files: what lies in the folder, by kind.
    """

    order: str
    prepared: Prepared
    price: Price
    placed_at: datetime
    printed: tuple[Printed, ...]
    records: tuple[dict[str, object], ...]
    new: bool

    @property
    def good(self) -> bool:
        """Whether every piece is a good one."""
        return all(record["outcome"] == "completed" for record in self.records)


def make(
    wish: Wish,
    out: Path,
    now: datetime,
    tell: Tell = untold,
    *,
    card: RateCard | None = None,
    lead: Lead = "standard",
    mishaps: Mishaps | None = None,
    again: int = 1,
) -> Made | Refusal:
    """Carry a model to printed, recorded parts in a folder.

    now: aware UTC, the time a new order is placed. mishaps: what goes wrong with the simulated printer.
    again: 2 orders the same once more, 3 once more again. A refusal leaves no trace.
    Raises Missing, Rejected, Conflict or Unreachable.
    """
    shop = Shop(out)
    prepared = prepare(wish, tell, shop.program_made_before)
    if isinstance(prepared, Refusal):
        return prepared
    card = card or default_rate_card()
    order = order_id(prepared, again)
    for run, _ in prepared.runs:
        put(shop.file(prepared.model.name, run.key, ".gcode"), run.program.text)
    with open_journal(shop.journal, now) as journal:
        prepared = _timed_by_prints(prepared, shop, journal, order)
        priced = price_of(prepared, card, lead)
        placed_at = _place_order(journal, order, prepared, priced, now)
        printed: list[Printed] = []
        records: list[dict[str, object]] = []
        new = False
        for job, run in jobs_of(order, prepared):
            tell(say("app.printing", job=job.id), 0.0)
            done = print_job(
                job, run, prepared.recipe, shop, journal, placed_at, mishaps or Mishaps(seed=wish.seed), tell
            )
            new |= record_parts(shop, journal, prepared, run, priced, done)
            printed.append(done)
    from layerworks.storage import part_records

    for done in printed:
        records += part_records(shop.journal, job=done.job)
    return Made(order, prepared, priced, placed_at, tuple(printed), tuple(records), new)


def order_id(prepared: Prepared, again: int) -> str:
    """Return the identity of a wish: the same model, machine, material and settings in the same number."""
    wish, recipe = prepared.wish, prepared.recipe
    parts = (prepared.model.digest, prepared.model.name, recipe.machine.id, recipe.material.id, recipe.values())
    by = () if recipe.engine == OWN_ENGINE else (recipe.engine,)
    digest = digest_of("order", __version__, *parts, wish.quantity, wish.seed, *by)
    return f"L{digest[:10]}" + (f"-{again}" if again > 1 else "")


def jobs_of(order: str, prepared: Prepared) -> Iterator[tuple[Job, PreparedPlate]]:
    """Yield the jobs of an order with their plates."""
    number = 0
    for run, times in prepared.runs:
        names = tuple(part.name for part in run.plate.parts)
        for _ in range(times):
            number += 1
            text, digest = run.program.text, run.program.digest
            yield Job(f"{order}-{number}", text, digest, names, run.estimate.time_s), run


def _timed_by_prints(prepared: Prepared, shop: Shop, journal: SqlJournal, order: str) -> Prepared:
    """Return the wish timed by what the folder's prints had taught when it was ordered: an order keeps its price."""
    machine = prepared.recipe.machine
    return timed_anew(prepared, known_by_prints(shop, machine.id, machine.planner, journal.first_row(order)))


def _place_order(journal: SqlJournal, order: str, prepared: Prepared, priced: Price, now: datetime) -> datetime:
    """Write the order down unless it is; return when it was placed."""
    history = journal.about(order)
    if history:
        return history[0].time
    journal.append(order_entry(order, prepared, priced, now))
    return now
