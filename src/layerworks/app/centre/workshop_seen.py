"""What the workshop's journal tells of an order's prints, as the order sees it; and its prints, put into the queue."""

from datetime import datetime
from typing import Literal

from layerworks.app.centre.histories import entries
from layerworks.centre.orders.events import OrderEvent
from layerworks.centre.orders.order import Order, evolve
from layerworks.centre.orders.producing import AttemptSeen, Batch, JobSeen, follow, next_job, place
from layerworks.centre.writing import order_subject
from layerworks.workshop import Journal, PrintAttempt, find_attempt
from layerworks.workshop.queued import Queued, QueuedJob, job_entry, recalled, subject_of


def queued_job(journal: Journal, id: str) -> QueuedJob | None:
    """Return a job as its history tells it, None where it was never queued."""
    return recalled(id, journal.about(subject_of(id)))


def seen(job: QueuedJob, attempts: tuple[PrintAttempt, ...]) -> JobSeen:
    """Return a job and its attempts as an order sees them. Pure."""
    fate: Literal["open", "done", "withdrawn"] = job.state if job.state in ("done", "withdrawn") else "open"
    return JobSeen(job.job, fate, tuple(_attempt(attempt) for attempt in attempts))


def take_in(journal: Journal, order: Order) -> tuple[OrderEvent, ...]:
    """Return what became of an order's prints that it does not know yet."""
    events: tuple[OrderEvent, ...] = ()
    for id in order.jobs:
        job = queued_job(journal, id)
        if job is not None:
            found = (find_attempt(journal, attempt) for attempt in job.attempts)
            attempts = tuple(attempt for attempt in found if attempt is not None)
            events += follow(evolve(order, *events), seen(job, attempts))
    return events


def put_on_a_print(journal: Journal, order: Order, batch: Batch, event: Queued, now: datetime, who: str) -> str:
    """Put a batch into the workshop's queue; the order and the queue know of it together or not at all.

    event: the print's program with the names of its parts, in the order of the batch. Returns the job's id; whoever
    tends the queue reads it again. Raises Conflict where the order changed meanwhile.
    """
    job = next_job(order)
    placed = place(order, batch, event.digest, event.parts)
    journal.append(
        *entries(order_subject(order.id), order.place, placed, now, who, "ordered"),
        job_entry(event, job, now, who, "ordered", place=1),
    )
    return job


def _attempt(attempt: PrintAttempt) -> AttemptSeen:
    end = attempt.end
    return AttemptSeen(
        id=attempt.id,
        started=attempt.started_at is not None,
        outcome=end.outcome if end else None,
        skipped=frozenset(attempt.skipped),
        cause=end.reason if end else "",
    )
