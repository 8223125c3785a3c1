"""Quotes, orders, invoices and deliveries as business papers. Pure."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from layerworks.centre.money import total_of
from layerworks.centre.orders.delivery import Address, Delivery
from layerworks.centre.orders.events import OrderLine
from layerworks.centre.orders.invoice import Invoice, TaxData
from layerworks.centre.orders.order import Order
from layerworks.centre.quotes.events import QuoteLine, QuoteRevision
from layerworks.centre.quotes.quote import Quote
from layerworks.digest import SHORT
from layerworks.documents.paper import Cell, Column, Money, Paper, Party, Share
from layerworks.words import Text, say

_PRICED = (
    Column(say("documents.paper_part"), 34),
    Column(say("documents.paper_material"), 18),
    Column(say("documents.paper_quantity"), 12, figures=True),
    Column(say("documents.paper_unit_net"), 18, figures=True),
    Column(say("documents.paper_net"), 18, figures=True),
)
_BILLED = (
    Column(say("documents.paper_part"), 28),
    Column(say("documents.paper_quantity"), 11, figures=True),
    Column(say("documents.paper_unit_net"), 17, figures=True),
    Column(say("documents.paper_net"), 16, figures=True),
    Column(say("documents.paper_tax_rate"), 11, figures=True),
    Column(say("documents.paper_tax"), 14, figures=True),
    Column(say("documents.paper_total"), 17, figures=True),
)
_DELIVERED = (
    Column(say("documents.paper_part"), 24),
    Column(say("documents.paper_material"), 14),
    Column(say("documents.paper_pieces"), 36),
    Column(say("documents.paper_quantity"), 12, figures=True),
    Column(say("documents.paper_of_ordered"), 14, figures=True),
)


def quote_paper(quote: Quote, seller: Party, buyer: Party) -> Paper:
    """Return the last revision of a quote as a paper."""
    last = quote.last
    return Paper(
        kind="quote",
        title=say("documents.paper_quote"),
        number=quote.id,
        currency=last.lines[0].price.currency,
        seller=seller,
        buyer=buyer,
        facts=(
            (say("documents.paper_date"), last.made_at.date()),
            (say("documents.paper_valid_until"), last.valid_until.date()),
            (say("documents.paper_revision"), last.number),
            (say("documents.paper_lead"), _days(max(line.price.days for line in last.lines))),
        ),
        columns=_PRICED,
        rows=tuple(_priced(line) for line in last.lines),
        sums=_sums(last.lines),
        notes=_quote_notes(last),
    )


def confirmation_paper(order: Order, seller: Party, buyer: Party, day: date) -> Paper:
    """Return the confirmation of an order as it was made."""
    return Paper(
        kind="confirmation",
        title=say("documents.paper_confirmation"),
        number=order.id,
        currency=order.currency,
        seller=seller,
        buyer=buyer,
        facts=(
            (say("documents.paper_date"), day),
            (say("documents.paper_quote_number"), order.quote),
            (say("documents.paper_due"), max(line.due for line in order.lines)),
        ),
        columns=_PRICED,
        rows=tuple(_priced(line) for line in order.lines),
        sums=_sums(order.lines),
    )


def invoice_paper(order: Order, invoice: Invoice, seller: Party, day: date) -> Paper:
    """Return the data of an invoice, or of a credit note."""
    kind = invoice.to.fapiao
    fapiao = ((say("documents.paper_fapiao"), say(f"documents.paper_fapiao_{kind}")),) if kind != "none" else ()
    return Paper(
        kind=invoice.kind,
        title=say(f"documents.paper_{invoice.kind}"),
        number=invoice.id,
        currency=invoice.currency,
        seller=seller,
        buyer=billed_party(invoice.to),
        facts=((say("documents.paper_date"), day), (say("documents.paper_order"), order.id), *fapiao),
        columns=_BILLED,
        rows=tuple(
            (x.part, x.count, Money(x.unit_net), Money(x.net), Share(x.tax_rate), Money(x.tax), Money(x.total))
            for x in invoice.lines
        ),
        sums=(
            (say("documents.paper_net_sum"), Money(invoice.net)),
            (say("documents.paper_tax_sum"), Money(invoice.tax)),
            (say("documents.paper_sum"), Money(invoice.total)),
        ),
        notes=(say("documents.paper_not_a_fapiao"),) if fapiao else (),
    )


def delivery_paper(order: Order, delivery: Delivery, seller: Party, day: date) -> Paper:
    """Return the note of a delivery: which pieces, of how many ordered."""
    by_line = Counter(order.parts[id].line for id in delivery.pieces)
    lines: Mapping[str, OrderLine] = {line.id: line for line in order.lines}
    sent = {
        "documents.paper_carrier": delivery.carrier,
        "documents.paper_tracking": delivery.tracking,
    }
    return Paper(
        kind="delivery_note",
        title=say("documents.paper_delivery_note"),
        number=delivery.id,
        currency=order.currency,
        seller=seller,
        buyer=address_party(delivery.to),
        facts=(
            (say("documents.paper_date"), day),
            (say("documents.paper_order"), order.id),
            *((say(code), value) for code, value in sent.items() if value),
        ),
        columns=_DELIVERED,
        rows=tuple(
            (
                lines[id].part,
                lines[id].request.material_name.text,
                ", ".join(piece for piece in delivery.pieces if order.parts[piece].line == id),
                count,
                lines[id].quantity,
            )
            for id, count in by_line.items()
        ),
    )


def billed_party(tax: TaxData) -> Party:
    """Return who is billed, with the data that tax law asks for."""
    lines = (
        (say("centre.tax_tax_number"), tax.tax_number),
        (say("centre.tax_address"), tax.address),
        (say("centre.tax_phone"), tax.phone),
        (say("centre.tax_bank"), tax.bank),
        (say("centre.tax_account"), tax.account),
    )
    return Party(tax.title, tuple((label, value) for label, value in lines if value))


def address_party(to: Address) -> Party:
    """Return whom something is sent to."""
    town = " ".join(filter(None, (to.postcode, to.city, to.region)))
    return Party(to.name, tuple((None, line) for line in (to.street, town, to.country, to.phone) if line))


def _priced(line: QuoteLine | OrderLine) -> tuple[Cell, ...]:
    price = line.price
    return (line.part, line.request.material_name.text, price.quantity, Money(price.unit_net), Money(price.net))


def _sums(lines: tuple[QuoteLine, ...] | tuple[OrderLine, ...]) -> tuple[tuple[Text, Cell], ...]:
    return (
        (say("documents.paper_net_sum"), Money(total_of(line.price.net for line in lines))),
        (say("documents.paper_tax_sum"), Money(total_of(line.price.tax for line in lines))),
        (say("documents.paper_sum"), Money(total_of(line.price.total for line in lines))),
    )


def _days(count: int) -> Text:
    return say("documents.paper_working_days", count=count)


def _quote_notes(revision: QuoteRevision) -> tuple[Text, ...]:
    notes = [say("documents.paper_risk", part=x.part, finding=risk.text) for x in revision.lines for risk in x.at_risk]
    if not revision.firm:
        low, high = (
            total_of(getattr(line.price, end) for line in revision.lines) for end in ("total_low", "total_high")
        )
        currency = revision.lines[0].price.currency
        notes.append(say("documents.paper_estimated", low=f"{low:f}", high=f"{high:f}", currency=currency))
    notes.append(say("documents.paper_prices", version=revision.card_version, digest=revision.card_digest[:SHORT]))
    return tuple(notes)
