"""What may be done with a quote: each function returns the events to write down, or raises Conflict."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from layerworks.centre.moves import check_move
from layerworks.centre.price_book import BookVersion
from layerworks.centre.pricing import price_by_hand
from layerworks.centre.quotes import events as told
from layerworks.centre.quotes.events import PriceByHand, QuoteEvent, QuoteLine, QuoteRevision
from layerworks.centre.quotes.quote import Quote, QuoteState, risks_of
from layerworks.digest import SHORT, digest_of
from layerworks.errors import Conflict, Missing, Rejected
from layerworks.words import say

MOVES: Mapping[QuoteState, tuple[QuoteState, ...]] = {
    "draft": ("estimated", "firm"),
    "estimated": ("firm", "estimated"),
    "firm": ("sent", "firm", "estimated"),
    "sent": ("accepted", "declined", "expired", "firm", "estimated"),
    "accepted": (),
    "declined": ("firm", "estimated"),
    "expired": ("firm", "estimated"),
}


def quote_id(customer: str, now: datetime, seed: str) -> str:
    """Return the number of a new quote: the same for the same arguments. seed: sets two of one moment apart."""
    return "Q-" + digest_of("quote", customer, now.isoformat(), seed)[:SHORT]


def open_quote(customer: str) -> tuple[QuoteEvent, ...]:
    """Open a quote; customer: empty while nobody has signed in."""
    return (told.QuoteOpened(customer),)


def claim(quote: Quote, customer: str) -> tuple[QuoteEvent, ...]:
    """Let the customer who signed in have a quote that is nobody's yet; doing it again changes nothing."""
    if quote.customer == customer:
        return ()
    if quote.customer:
        raise Conflict(say("centre.quote_of_another", id=quote.id), say("centre.quote_of_another_remedy"))
    return (told.QuoteClaimed(customer),)


def revise(
    quote: Quote, lines: tuple[QuoteLine, ...], book: BookVersion, now: datetime, reason: str = ""
) -> tuple[QuoteEvent, ...]:
    """Offer these lines, priced by a version of the price book.

    Raises Conflict for an accepted quote, since the order is what counts then; Rejected for no lines, or two of one id.
    """
    if quote.state == "accepted":
        raise Conflict(say("centre.quote_is_order", id=quote.id), say("centre.quote_is_order_remedy"))
    if not lines or len({line.id for line in lines}) < len(lines):
        raise Rejected(say("centre.no_lines", id=quote.id), say("centre.no_lines_remedy"))
    card = book.card
    revision = QuoteRevision(
        number=len(quote.revisions) + 1,
        lines=lines,
        book=book.number,
        card_version=card.version,
        card_digest=card.digest,
        made_at=now,
        valid_until=now + timedelta(days=card.valid_days),
        reason=reason,
    )
    return (told.QuoteRevised(revision),)


def set_price(
    quote: Quote, line: str, unit_net: Decimal, reason: str, who: str, now: datetime
) -> tuple[QuoteEvent, ...]:
    """Set the net price of one piece of a line by hand: a revision of its own, with the reason in its breakdown."""
    if not reason.strip():
        raise Rejected(say("centre.no_reason"), say("centre.no_reason_remedy"))

    if quote.state == "accepted":
        raise Conflict(say("centre.quote_is_order", id=quote.id), say("centre.quote_is_order_remedy"))
    old, last = _line(quote, line), quote.last
    by_hand = PriceByHand(unit_net, reason, who)
    new = replace(old, price=price_by_hand(old.price, unit_net, reason), by_hand=by_hand)
    revision = replace(
        last,
        number=last.number + 1,
        lines=tuple(new if kept.id == line else kept for kept in last.lines),
        made_at=now,
        valid_until=now + (last.valid_until - last.made_at),
        reason=reason,
    )
    return (told.QuoteRevised(revision),)


def approve_risk(quote: Quote, line: str, code: str) -> tuple[QuoteEvent, ...]:
    """Let a part be made in spite of a finding; doing it again changes nothing."""
    if f"{line}:{code}" not in risks_of(quote.last):
        raise Missing(say("centre.no_such_risk", line=line, code=code), say("centre.no_such_risk_remedy"))
    if f"{line}:{code}" in quote.approved:
        return ()
    return (told.RiskApproved(quote.last.number, line, code),)


def send(quote: Quote) -> tuple[QuoteEvent, ...]:
    """Send the last revision. Raises Conflict where a line is not sliced, or a finding at risk is not approved."""
    unsliced = [line.part for line in quote.last.lines if line.program_digest is None] if quote.revisions else []
    if unsliced and quote.state == "estimated":
        raise Conflict(say("centre.not_sliced", part=unsliced[0]), say("centre.not_sliced_remedy"))
    check_move("quote", quote.id, quote.state, "sent", MOVES)
    if quote.unapproved:
        line, _, code = quote.unapproved[0].partition(":")
        text = next(risk.text for risk in _line(quote, line).at_risk if risk.code == code)
        part = _line(quote, line).part
        raise Conflict(say("centre.not_approved", part=part, finding=text), say("centre.not_approved_remedy"))
    return (told.QuoteSent(quote.last.number, quote.last.digest),)


def accept(quote: Quote, digest: str, risks: frozenset[str], now: datetime) -> tuple[QuoteEvent, ...]:
    """Take the offer.

    digest: of the revision that the customer has before him; risks: `line:code` that he takes on, which must be all.
    Raises Conflict after its last day, for another revision than the last, and for a finding not taken on.
    """
    check_move("quote", quote.id, quote.state, "accepted", MOVES)
    if digest != quote.last.digest:
        raise Conflict(say("centre.other_revision", id=quote.id), say("centre.other_revision_remedy"))
    if not quote.customer:
        raise Conflict(say("centre.nobodys", id=quote.id), say("centre.nobodys_remedy"))
    if now > quote.last.valid_until:
        date = quote.last.valid_until.date().isoformat()
        raise Conflict(say("centre.too_late", id=quote.id, date=date), say("centre.too_late_remedy"))
    left = [risk for risk in risks_of(quote.last) if risk not in risks]
    if left:
        line, _, code = left[0].partition(":")
        text = next(risk.text for risk in _line(quote, line).at_risk if risk.code == code)
        raise Conflict(say("centre.not_taken_on", finding=text), say("centre.not_taken_on_remedy"))
    return (told.QuoteAccepted(quote.last.number, digest, risks_of(quote.last)),)


def decline(quote: Quote, reason: str) -> tuple[QuoteEvent, ...]:
    """Do not take the offer."""
    check_move("quote", quote.id, quote.state, "declined", MOVES)
    return (told.QuoteDeclined(quote.last.number, reason),)


def expire(quote: Quote, now: datetime) -> tuple[QuoteEvent, ...]:
    """Note that an offer's time is over, where it is."""
    over = quote.state == "sent" and now > quote.last.valid_until
    return (told.QuoteExpired(quote.last.number),) if over else ()


def _line(quote: Quote, id: str) -> QuoteLine:
    found = next((line for line in quote.last.lines if line.id == id), None)
    if found is None:
        raise Missing(say("centre.no_such_line", id=id), say("centre.no_such_line_remedy"))
    return found
