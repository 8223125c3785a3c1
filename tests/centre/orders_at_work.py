"""A shop in memory for tests: a journal of plain data, and quotes and orders that are read from it."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from centre.price_requests import BRACKET, CARD
from layerworks.centre import BookVersion, Happened, PriceRequest, price
from layerworks.centre.orders import order as orders
from layerworks.centre.orders import placing, producing
from layerworks.centre.orders.events import OrderEvent
from layerworks.centre.orders.order import Order
from layerworks.centre.orders.producing import AttemptSeen, JobSeen
from layerworks.centre.quotes import deciding
from layerworks.centre.quotes import quote as quotes
from layerworks.centre.quotes.events import AtRisk, QuoteLine
from layerworks.centre.quotes.quote import Quote, risks_of
from layerworks.centre.writing import order_subject, quote_subject, read, written
from layerworks.words import say

NOW = datetime(2025, 11, 25, 1, 0, tzinfo=UTC)  # a Tuesday, 9 o'clock in China
BOOK = BookVersion(1, CARD, "owner", "first", NOW)


def quote_line(number: int, request: PriceRequest = BRACKET, *, sliced: bool = True, at_risk: int = 0) -> QuoteLine:
    risks = tuple(AtRisk(f"thin_wall_{n}", say("centre.margin")) for n in range(at_risk))
    program = f"{number:064x}" if sliced else None
    return QuoteLine(
        str(number), f"part-{number}", f"{number + 100:064x}", program, "prusa-mk4s", request.material, "standard",
        request, price(request, CARD), risks,
    )  # fmt: skip


@dataclass
class Shop:
    """A journal by subject, each entry as (time, who, what, why, body)."""

    journal: dict[str, list[tuple[datetime, str, str, str, Any]]] = field(default_factory=dict)
    now: datetime = NOW

    def write(self, subject: str, *events: Any) -> None:
        for event in events:
            what, body = written(event)
            self.journal.setdefault(subject, []).append((self.now, "someone", what, "asked", body))
        self.now += timedelta(minutes=1)

    def history(self, subject: str) -> list[Happened[Any]]:
        return [Happened(read(what, body), at, who, why) for at, who, what, why, body in self.journal.get(subject, [])]

    def quote(self, id: str) -> Quote:
        found = quotes.recall(id, self.history(quote_subject(id)))
        assert found is not None
        return found

    def order(self, id: str) -> Order:
        found = orders.recall(id, self.history(order_subject(id)))
        assert found is not None
        return found

    def do(self, order: str, *events: OrderEvent) -> Order:
        self.write(order_subject(order), *events)
        return self.order(order)

    def quoted(self, *lines: QuoteLine, customer: str = "customer-1") -> Quote:
        id = deciding.quote_id(customer, self.now, str(len(self.journal)))
        self.write(quote_subject(id), *deciding.open_quote(customer))
        self.write(quote_subject(id), *deciding.revise(self.quote(id), lines, BOOK, self.now))
        return self.quote(id)

    def accepted(self, quote: Quote) -> Quote:
        subject = quote_subject(quote.id)
        for risk in risks_of(quote.last):
            line, _, code = risk.partition(":")
            self.write(subject, *deciding.approve_risk(self.quote(quote.id), line, code))
        self.write(subject, *deciding.send(self.quote(quote.id)))
        sent = self.quote(quote.id)
        self.write(subject, *deciding.accept(sent, sent.last.digest, frozenset(risks_of(sent.last)), self.now))
        return self.quote(quote.id)

    def ordered(self, *quantities: int, per_plate: int = 4) -> Order:
        """Return a confirmed order of so many pieces a line."""
        requests = [replace(BRACKET, quantity=q, pieces_per_plate=per_plate) for q in quantities]
        quote = self.accepted(self.quoted(*(quote_line(n, request) for n, request in enumerate(requests, 1))))
        id = placing.order_id(quote)
        order = self.do(id, *placing.place_order(quote, self.now))
        return self.do(id, *placing.confirm(order))

    def print_all(self, order: Order) -> Order:
        """Place all that is planned and let every print go well."""
        for batch in producing.batches(order):
            job = producing.next_job(order)
            names = tuple(f"part {n}" for n in range(len(batch.pieces)))
            order = self.do(order.id, *producing.place(order, batch, "f" * 64, names))
            seen = JobSeen(job, "done", (AttemptSeen(f"{job}-1", True, "completed"),))
            order = self.do(order.id, *producing.follow(order, seen))
        return order
