"""A quote, as its events tell it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from layerworks.centre.happened import Happened
from layerworks.centre.quotes import events as told
from layerworks.centre.quotes.events import QuoteEvent, QuoteRevision

QuoteState = Literal["draft", "estimated", "firm", "sent", "accepted", "declined", "expired"]
Answer = Literal["sent", "accepted", "declined", "expired"]


@dataclass(frozen=True, slots=True)
class Quote:
    """An offer to a customer and its revisions, of which the last counts.

    customer: empty while nobody has signed in. approved: `line:code` of the findings of the last revision that the shop
    lets pass; taken_on: those that the customer took on. answer: what became of the last revision since it was made.
    place: events so far.
    """

    id: str
    customer: str
    opened_at: datetime
    revisions: tuple[QuoteRevision, ...] = ()
    answer: Answer | None = None
    answered_at: datetime | None = None
    approved: frozenset[str] = frozenset()
    taken_on: frozenset[str] = frozenset()
    place: int = 1

    @property
    def last(self) -> QuoteRevision:
        """The revision that counts."""
        return self.revisions[-1]

    @property
    def state(self) -> QuoteState:
        """How far it is; draft: nothing in it yet; estimated: a line is priced by geometry; firm: every line sliced."""
        if self.answer:
            return self.answer
        if not self.revisions:
            return "draft"
        return "firm" if self.last.firm else "estimated"

    @property
    def unapproved(self) -> tuple[str, ...]:
        """`line:code` of the findings that the shop has not let pass."""
        return tuple(risk for risk in risks_of(self.last) if risk not in self.approved)


def risks_of(revision: QuoteRevision) -> tuple[str, ...]:
    """Return `line:code` of every finding at risk."""
    return tuple(f"{line.id}:{risk.code}" for line in revision.lines for risk in line.at_risk)


def evolve(quote: Quote, event: QuoteEvent, at: datetime) -> Quote:
    """Return the quote after one more event of its own."""
    after = replace(quote, place=quote.place + 1)
    match event:
        case told.QuoteClaimed():
            return replace(after, customer=event.customer)
        case told.QuoteRevised():
            return replace(
                after,
                revisions=(*quote.revisions, event.revision),
                answer=None,
                answered_at=None,
                approved=frozenset(),
                taken_on=frozenset(),
            )
        case told.RiskApproved():
            return replace(after, approved=quote.approved | {f"{event.line}:{event.code}"})
        case told.QuoteSent():
            return replace(after, answer="sent", answered_at=at)
        case told.QuoteAccepted():
            return replace(after, answer="accepted", answered_at=at, taken_on=frozenset(event.risks))
        case told.QuoteDeclined():
            return replace(after, answer="declined", answered_at=at)
        case told.QuoteExpired():
            return replace(after, answer="expired", answered_at=at)
        case told.QuoteOpened():
            raise ValueError(f"{quote.id} is open already")


def recall(id: str, history: Iterable[Happened[QuoteEvent]]) -> Quote | None:
    """Return the quote that a history tells of, or None for an empty one."""
    quote: Quote | None = None
    for happened in history:
        if quote is not None:
            quote = evolve(quote, happened.event, happened.at)
        elif isinstance(happened.event, told.QuoteOpened):
            quote = Quote(id, happened.event.customer, happened.at)
        else:
            raise ValueError(f"the history of {id} does not begin with its opening")
    return quote
