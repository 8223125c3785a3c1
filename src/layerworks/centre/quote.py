"""Quotes: an offer to a customer, each change a revision of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from layerworks.centre._price import Price
from layerworks.centre._states import check_move
from layerworks.centre.rate_card import RateCard
from layerworks.digest import SHORT, digest_of
from layerworks.errors import Conflict
from layerworks.words import say

QuoteState = Literal["draft", "estimated", "firm", "sent", "accepted", "declined", "expired"]

MOVES: Mapping[QuoteState, tuple[QuoteState, ...]] = {
    "draft": ("estimated", "firm"),
    "estimated": ("firm",),
    "firm": ("sent",),
    "sent": ("accepted", "declined", "expired"),
    "accepted": (),
    "declined": (),
    "expired": (),
}


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """So many of one part at a price. mesh_digest: the part's shape. program_digest: its slicing, None before it is.

    machine, material: ids of the catalogue. price: by the rate card that its digest names.
    """

    part: str
    mesh_digest: str
    program_digest: str | None
    machine: str
    material: str
    price: Price


@dataclass(frozen=True, slots=True)
class Quote:
    """An offer. id: the same for all revisions; revision: counts from 1. Times are aware UTC.

    draft; estimated: priced by geometry; firm: every line sliced; sent; then accepted, declined or expired.
    """

    id: str
    revision: int
    customer: str
    state: QuoteState
    lines: tuple[QuoteLine, ...]
    card_version: str
    card_digest: str
    made_at: datetime
    valid_until: datetime

    @property
    def digest(self) -> str:
        """The name of what is offered, whatever its state."""
        prices = tuple((line.price.digest, line.mesh_digest, line.program_digest) for line in self.lines)
        return digest_of("quote", self.id, self.revision, self.customer, self.card_digest, prices)


def draft_quote(customer: str, lines: tuple[QuoteLine, ...], card: RateCard, now: datetime, seed: str = "") -> Quote:
    """Return a draft; the same arguments give the same id. seed: sets two equal drafts of one moment apart."""
    prices = tuple(line.price.digest for line in lines)
    id = "Q-" + digest_of("quote", customer, prices, now.isoformat(), seed)[:SHORT]
    valid_until = now + timedelta(days=card.valid_days)
    return Quote(id, 1, customer, "draft", lines, card.version, card.digest, now, valid_until)


def revise_quote(quote: Quote, lines: tuple[QuoteLine, ...], card: RateCard, now: datetime) -> Quote:
    """Return the next revision as a draft. Raises Conflict for an accepted quote: the order is what counts then."""
    if quote.state == "accepted":
        raise Conflict(say("centre.quote_is_order", id=quote.id), say("centre.quote_is_order_remedy"))
    return replace(
        quote,
        revision=quote.revision + 1,
        state="draft",
        lines=lines,
        card_version=card.version,
        card_digest=card.digest,
        made_at=now,
        valid_until=now + timedelta(days=card.valid_days),
    )


def move_quote(quote: Quote, to: QuoteState, now: datetime) -> Quote:
    """Return the quote in another state.

    Raises Conflict for a move that is not in MOVES, for a firm quote with a line that was not sliced, and for
    accepting after its last day.
    """
    check_move("quote", quote.id, quote.state, to, MOVES)
    unsliced = [line.part for line in quote.lines if line.program_digest is None]
    if to == "firm" and unsliced:
        raise Conflict(say("centre.not_sliced", part=unsliced[0]), say("centre.not_sliced_remedy"))
    if to == "accepted" and now > quote.valid_until:
        date = quote.valid_until.date().isoformat()
        raise Conflict(say("centre.too_late", id=quote.id, date=date), say("centre.too_late_remedy"))
    return replace(quote, state=to)
