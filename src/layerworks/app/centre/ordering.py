"""Orders at work: read, changed, cancelled."""

from collections.abc import Callable
from datetime import datetime

from layerworks.app.centre.histories import entries, history
from layerworks.app.centre.workshop_seen import queued_job, take_in
from layerworks.centre.orders import order as orders
from layerworks.centre.orders.events import OrderEvent
from layerworks.centre.orders.order import Order, evolve
from layerworks.centre.orders.producing import unwanted_jobs
from layerworks.centre.orders.timeline import TimelineEntry, timeline
from layerworks.centre.writing import order_subject
from layerworks.errors import Missing
from layerworks.words import say
from layerworks.workshop import Entry, Journal
from layerworks.workshop.queued import Withdrawn, job_entry

Decide = Callable[[Order], tuple[OrderEvent, ...]]


def read_order(journal: Journal, id: str) -> Order:
    """Return an order. Raises Missing where there is none of that number."""
    found = orders.recall(id, history(journal, order_subject(id)))
    if found is None:
        raise Missing(say("centre.no_such_order", id=id), say("centre.no_such_order_remedy"))
    return found


def course_of(journal: Journal, id: str) -> tuple[TimelineEntry, ...]:
    """Return what happened to an order, oldest first."""
    return timeline(history(journal, order_subject(id)))


def change_order(journal: Journal, id: str, decide: Decide, now: datetime, who: str, why: str = "asked") -> Order:
    """Do something with an order, by one of the functions of `centre.orders`; return it as it is then.

    What the workshop knows is taken in first. Prints that no piece waits for any more are withdrawn in the same append,
    all or nothing. Raises as the function does, Missing, and Conflict where somebody else was faster.
    """
    order = bring_up_to_date(journal, id, now, who)
    events = decide(order)
    after = evolve(order, *events)
    own = entries(order_subject(id), order.place, events, now, who, why)
    journal.append(*own, *_withdrawals(journal, order, after, now, who))
    return read_order(journal, id)


def bring_up_to_date(journal: Journal, id: str, now: datetime, who: str) -> Order:
    """Take in what became of an order's prints; doing it again changes nothing."""
    order = read_order(journal, id)
    events = take_in(journal, order)
    if not events:
        return order
    journal.append(*entries(order_subject(id), order.place, events, now, who, "workshop"))
    return read_order(journal, id)


def _withdrawals(journal: Journal, before: Order, after: Order, now: datetime, who: str) -> tuple[Entry, ...]:
    unwanted = set(unwanted_jobs(after)) - set(unwanted_jobs(before))
    jobs = (job for job in (queued_job(journal, id) for id in sorted(unwanted)) if job is not None and job.open)
    return tuple(job_entry(Withdrawn(), job.job, now, who, "cancelled", job.place + 1) for job in jobs)
