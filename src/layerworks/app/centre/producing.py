"""From an order to jobs: what is still to be printed is placed, sliced and put into the workshop's queue."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

from layerworks.app.centre.ordering import bring_up_to_date, read_order
from layerworks.app.centre.workshop_seen import put_on_a_print
from layerworks.app.preparing import PreparedPlate, prepare
from layerworks.app.recipe import Recipe
from layerworks.app.refusal import Refusal
from layerworks.app.wish import Wish
from layerworks.centre.orders.events import OrderLine
from layerworks.centre.orders.order import Order
from layerworks.centre.orders.placing import line_of
from layerworks.centre.orders.producing import Batch, batches
from layerworks.errors import Conflict
from layerworks.words import Text, say
from layerworks.workshop import Journal
from layerworks.workshop.queued import Queued

ModelOf = Callable[[OrderLine], Path]  # the file of a line's model
Keep = Callable[[bytes], str]  # keeps the text of a program where the workshop looks for it; returns its digest


@dataclass(frozen=True, slots=True)
class Produced:
    """Jobs that were put into the queue, and lines that could not be, with the reason."""

    jobs: tuple[str, ...]
    refused: tuple[tuple[str, Text], ...] = ()


def produce(journal: Journal, id: str, model_of: ModelOf, keep: Keep, now: datetime, who: str) -> Produced:
    """Put all that an order still needs on prints, as many pieces on a plate as fit and the quote reckoned with.

    Doing it again puts nothing twice: what stands on a print is not planned any more. Whoever tends the queue reads it
    again. Raises Conflict for a model that is not the one quoted, or where the order changed meanwhile.
    """
    order = bring_up_to_date(journal, id, now, who)
    jobs: list[str] = []
    refused: dict[str, Text] = {}
    sliced: dict[tuple[str, int], tuple[PreparedPlate, Recipe, int]] = {}
    while (batch := next(_left(order, refused), None)) is not None:
        line = line_of(order, batch.line)
        key = (line.id, len(batch.pieces))
        made = sliced.get(key) or _sliced(line, len(batch.pieces), model_of(line))
        if isinstance(made, Refusal):
            refused[line.id] = made.findings[0].text
            continue
        sliced[key] = made
        run, recipe, fits = made
        event = queued_plate(run, recipe, line)
        keep(run.program.text)
        jobs.append(put_on_a_print(journal, order, Batch(line.id, batch.pieces[:fits]), event, now, who))
        order = read_order(journal, id)
    return Produced(tuple(jobs), tuple(refused.items()))


def queued_plate(run: PreparedPlate, recipe: Recipe, line: OrderLine) -> Queued:
    """Return a sliced plate of a line's pieces as the workshop takes it. It is due on the line's day, at its end."""
    text = run.program.text
    return Queued(
        digest=run.program.digest,
        size=len(text),
        parts=tuple(part.name for part in run.plate.parts),
        predicted_s=run.estimate.time_s,
        machine_type=recipe.machine.id,
        material=recipe.material.id,
        nozzle_mm=recipe.machine.nozzles_mm[0],
        mass_g=run.estimate.mass_g,
        due_at=datetime.combine(line.due, time.max, UTC).replace(microsecond=0),
        needed_mm=(run.estimate.filament_mm,),
    )


def _left(order: Order, refused: dict[str, Text]) -> Iterator[Batch]:
    return (batch for batch in batches(order) if batch.line not in refused)


def _sliced(line: OrderLine, pieces: int, model: Path) -> tuple[PreparedPlate, Recipe, int] | Refusal:
    """Return a plate of so many pieces, or of as many as it takes, and how many these are."""
    made = prepare(Wish(model, line.machine, line.material, line.profile, pieces))
    if isinstance(made, Refusal):
        return made
    if made.model.digest != line.mesh_digest:
        raise Conflict(say("centre.other_model", part=line.part), say("centre.other_model_remedy"))
    if len(made.meshes) > 1:
        raise Conflict(say("centre.several_shapes", part=line.part), say("centre.several_shapes_remedy"))
    run = made.runs[0][0]
    return run, made.recipe, len(run.plate.parts)
