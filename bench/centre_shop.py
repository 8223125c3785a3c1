"""A shop with many orders, written down event by event as the centre and the workshop do."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

from layerworks.app.centre.histories import entries
from layerworks.catalogue import Name
from layerworks.centre import BookVersion, Interval, PriceRequest, default_rate_card, price
from layerworks.centre.orders import finishing, placing, producing
from layerworks.centre.orders import order as orders
from layerworks.centre.orders.delivery import Address
from layerworks.centre.orders.events import OrderEvent
from layerworks.centre.orders.producing import AttemptSeen, JobSeen
from layerworks.centre.quotes import deciding
from layerworks.centre.quotes import quote as quotes
from layerworks.centre.quotes.events import QuoteEvent, QuoteLine
from layerworks.centre.writing import order_subject, quote_subject
from layerworks.storage import SqlJournal
from layerworks.workshop import Entry, Making
from layerworks.workshop import events as happened
from layerworks.workshop.events import AttemptEvent, entry_of
from layerworks.workshop.part_record import PART_RECORDED

CUSTOMERS, LOTS = 50, 100
HOME = Address("Li Lei", "1 Nanjing Road", "Shanghai")


def fill(journal: SqlJournal, count: int, pieces: int, now: datetime) -> list[str]:
    """Write so many orders of so many pieces each, all printed, half of them shipped; return their numbers."""
    card = default_rate_card()
    request = PriceRequest(
        part="bracket",
        quantity=pieces,
        material="pla",
        material_name=Name("PLA", "聚乳酸 PLA"),
        machine_class="hobby",
        mass_g=Interval.exact(12.5),
        time_s=Interval.exact(5400.0),
        longest_mm=85.0,
        pieces_per_plate=pieces,
    )
    line = QuoteLine("1", "bracket", "a" * 64, "b" * 64, "prusa-mk4s", "pla", "standard", request, price(request, card))
    book = BookVersion(0, card, "", "", now)
    return [_order(journal, number, line, book, now) for number in range(count)]


def _order(journal: SqlJournal, number: int, line: QuoteLine, book: BookVersion, now: datetime) -> str:
    customer = f"customer-{number % CUSTOMERS}"
    quote = quotes.Quote(deciding.quote_id(customer, now, str(number)), customer, now)
    told: list[QuoteEvent] = [*deciding.open_quote(customer)]
    for decide in (
        lambda q: deciding.revise(q, (line,), book, now),
        deciding.send,
        lambda q: deciding.accept(q, q.last.digest, frozenset(), now),
    ):
        (event,) = decide(quote)
        told.append(event)
        quote = quotes.evolve(quote, event, now)
    journal.append(*entries(quote_subject(quote.id), 0, told, now, customer, "asked"))
    (made,) = placing.place_order(quote, now)
    order = orders.begin(placing.order_id(quote), made, now)
    events: list[OrderEvent] = [made]
    job = producing.next_job(order)
    for ask in (
        placing.confirm,
        lambda o: producing.place(o, producing.batches(o)[0], "f" * 64, tuple(map(str, range(line.request.quantity)))),
        lambda o: producing.follow(o, JobSeen(job, "done", (AttemptSeen(f"{job}-1", True, "completed"),))),
        lambda o: finishing.inspect(o, tuple(part.id for part in o.pieces), {}),
        lambda o: finishing.deliver(o, finishing.ready(o)[: len(o.pieces) // 2], HOME),
    ):
        new = ask(order)
        events += new
        order = orders.evolve(order, *new, at=now)
    journal.append(*entries(order_subject(order.id), 0, events, now, "staff", "asked"))
    journal.append(*_printed(job, line.request.quantity, f"lot-{number % LOTS}", now))
    return order.id


def _printed(job: str, pieces: int, lot: str, now: datetime) -> Iterator[Entry]:
    attempt = f"{job}-1"
    yield entry_of(happened.BedTurned(job, "clear"), job, now, "p", "x")
    steps: list[AttemptEvent] = [
        happened.Reserved(job, job, "f" * 64, 1, 60.0),
        happened.Started("a.gcode", now),
        happened.Ended("completed", "printed", ended_at=now),
    ]
    for place, step in enumerate(steps, 1):
        yield entry_of(step, attempt, now, "hub", "x", place)
    making = asdict(Making("m", "", "", "", "f" * 64, "", "prusa-mk4s", "pla", lot, {}, {}))
    for number in range(1, pieces + 1):
        body = {"job": job, "attempt": attempt, "outcome": "completed", "making": making}
        yield Entry(now, "hub", PART_RECORDED, "printed", f"{attempt}/{number}", body, 1)
