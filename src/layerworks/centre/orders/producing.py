"""How an order meets the workshop: which prints its lines need, and what their attempts make of its pieces. Pure.

Facts of the workshop come by value, as `JobSeen`: all that is known of a job by now, not the last thing that happened.
What the order does not know yet is taken in, and what it knows is not taken in again; so the same facts may be told any
number of times, after any restart.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from layerworks.centre.orders import events as told
from layerworks.centre.orders.events import OnPlate, OrderEvent, OrderLine
from layerworks.centre.orders.order import Order, evolve
from layerworks.centre.orders.part_instance import PartInstance
from layerworks.centre.orders.replacing import then_replaced
from layerworks.errors import Conflict
from layerworks.words import say

AttemptOutcome = Literal["completed", "failed", "cancelled", "lost"]
JobFate = Literal["open", "done", "withdrawn"]


@dataclass(frozen=True, slots=True)
class AttemptSeen:
    """What is known of an attempt. started: whether the printer began. outcome: None while it goes on.

    skipped: names of parts that were left out. cause: why it ended, in the workshop's word.
    """

    id: str
    started: bool
    outcome: AttemptOutcome | None = None
    skipped: frozenset[str] = frozenset()
    cause: str = ""


@dataclass(frozen=True, slots=True)
class JobSeen:
    """What is known of a job: its attempts, oldest first."""

    id: str
    fate: JobFate
    attempts: tuple[AttemptSeen, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """Pieces of one line that go on a print together."""

    line: str
    pieces: tuple[str, ...]


def batches(order: Order) -> tuple[Batch, ...]:
    """Return what is still to be printed, as many pieces at a time as the quote had on a plate.

    Nothing while the order is not confirmed, or held.
    """
    if order.confirmed_at is None or order.hold is not None:
        return ()
    return tuple(batch for line in order.lines for batch in _batches(order, line))


def _batches(order: Order, line: OrderLine) -> Iterator[Batch]:
    planned = [part.id for part in order.pieces if part.line == line.id and part.state == "planned"]
    most = line.request.pieces_per_plate
    for start in range(0, len(planned), most):
        yield Batch(line.id, tuple(planned[start : start + most]))


def next_job(order: Order) -> str:
    """Return the id of the order's next job: whoever reads the same history makes the same."""
    return f"{order.id}-J{len(order.jobs) + 1}"


def place(order: Order, batch: Batch, program: str, names: tuple[str, ...]) -> tuple[OrderEvent, ...]:
    """Put a batch on a print, the job `next_job`. program: its digest; names: what it calls its parts, in order.

    Raises Conflict while the order is not confirmed or is held, or where a piece is not planned any more.
    """
    if order.confirmed_at is None or order.hold is not None:
        raise Conflict(say("centre.not_free", id=order.id), say("centre.not_free_remedy"))
    stands = zip(batch.pieces, names, strict=True)
    event = told.PiecesPlaced(
        next_job(order), program, tuple(OnPlate(piece, n, name) for n, (piece, name) in enumerate(stands, 1))
    )
    evolve(order, event)
    return (event,)


def follow(order: Order, seen: JobSeen) -> tuple[OrderEvent, ...]:
    """Return what the facts about one of the order's jobs say that the order does not know yet."""
    if seen.id not in order.jobs:
        return ()
    events: tuple[OrderEvent, ...] = ()
    for attempt in seen.attempts:
        events += _attempt(evolve(order, *events), seen, attempt)
    return events + _fate(evolve(order, *events), seen)


def _attempt(order: Order, seen: JobSeen, attempt: AttemptSeen) -> tuple[OrderEvent, ...]:
    if not attempt.started or attempt.id in order.jobs[seen.id].settled:
        return ()
    events = _given_up(order, seen, attempt)
    order = evolve(order, *events)
    waiting = tuple(part.id for part in _on(order, seen.id) if part.state == "placed")
    if waiting:
        began = told.PiecesMoved(waiting, "printing", attempt.id)
        events, order = (*events, began), evolve(order, began)
    return (*events, *_ended(order, seen, attempt))


def _given_up(order: Order, seen: JobSeen, attempt: AttemptSeen) -> tuple[OrderEvent, ...]:
    """Return that pieces of an earlier attempt are lost: nobody knew how it ended, and now they are printed again."""
    left = [part for part in _on(order, seen.id) if part.state == "printing" and part.attempt != attempt.id]
    return _lost(order, seen, left, "lost", again=True)


def _ended(order: Order, seen: JobSeen, attempt: AttemptSeen) -> tuple[OrderEvent, ...]:
    """Return what the end of an attempt makes of its pieces. One whose end nobody knows leaves them as they are."""
    on_it = [part for part in _on(order, seen.id) if part.state == "printing" and part.attempt == attempt.id]
    if attempt.outcome in (None, "lost") or not on_it:
        return ()
    names = {stand.piece: stand.name for stand in order.jobs[seen.id].stands}
    good = [p for p in on_it if attempt.outcome == "completed" and names[p.id] not in attempt.skipped]
    printed = (told.PiecesMoved(tuple(p.id for p in good), "printed", attempt.id),) if good else ()
    bad = [part for part in on_it if part not in good]
    again = seen.fate == "open" or attempt != seen.attempts[-1]
    cause = attempt.cause if attempt.outcome != "completed" else "skipped"
    return (*printed, *_lost(evolve(order, *printed), seen, bad, cause, again=again))


def _fate(order: Order, seen: JobSeen) -> tuple[OrderEvent, ...]:
    """Return what the end of a job makes of pieces that still stand on it."""
    if seen.fate == "open":
        return ()
    waiting = tuple(part.id for part in _on(order, seen.id) if part.state == "placed")
    events: tuple[OrderEvent, ...] = (told.PiecesMoved(waiting, "planned"),) if waiting else ()
    printing = [part for part in _on(order, seen.id) if part.state == "printing"]
    return (*events, *_lost(evolve(order, *events), seen, printing, "lost", again=False))


def _lost(order: Order, seen: JobSeen, parts: list[PartInstance], cause: str, *, again: bool) -> tuple[OrderEvent, ...]:
    """Return that pieces failed. again: their job is tried again, and the new ones stand where they stood."""
    if not parts:
        return ()
    by_attempt = dict.fromkeys(part.attempt or "" for part in parts)
    failed = (
        told.PiecesMoved(tuple(p.id for p in parts if p.attempt == attempt), "failed_in_print", attempt, cause)
        for attempt in by_attempt
    )
    events = then_replaced(order, *failed)
    if not again:
        return events
    after = evolve(order, *events)
    stood = {stand.piece: stand for stand in order.jobs[seen.id].stands}
    stands = tuple(
        OnPlate(new.id, stood[new.parent].number, stood[new.parent].name)
        for new in after.pieces
        if new.state == "planned" and new.parent in {part.id for part in parts}
    )
    return (*events, told.PiecesPlaced(seen.id, order.jobs[seen.id].program, stands)) if stands else events


def found_printed(order: Order, pieces: tuple[str, ...]) -> tuple[OrderEvent, ...]:
    """Return that a person found pieces well printed, of an attempt whose end nobody knew.

    Withdraw their job with it, so that they are not printed again. Raises Conflict for a piece that is not printing.
    """
    attempts = dict.fromkeys(order.parts[id].attempt or "" for id in pieces)
    events = tuple(
        told.PiecesMoved(tuple(id for id in pieces if order.parts[id].attempt == attempt), "printed", attempt)
        for attempt in attempts
    )
    evolve(order, *events)
    return events


def unwanted_jobs(order: Order) -> tuple[str, ...]:
    """Return the jobs that no piece stands on and waits for: they may be withdrawn where they are still open."""
    wanted = {part.job for part in order.pieces if part.state in ("placed", "printing")}
    return tuple(job for job in order.jobs if job not in wanted)


def _on(order: Order, job: str) -> list[PartInstance]:
    return [part for part in order.pieces if part.job == job]
