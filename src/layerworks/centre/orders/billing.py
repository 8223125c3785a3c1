"""Invoices, credit notes and payments of an order. Functions return events, or raise Conflict."""

from decimal import Decimal

from layerworks.centre.money import rounded
from layerworks.centre.orders import events as told
from layerworks.centre.orders.events import OrderEvent
from layerworks.centre.orders.invoice import Invoice, InvoiceKind, TaxData, invoice_line
from layerworks.centre.orders.order import Order
from layerworks.centre.orders.progress import billed_pieces, owed_pieces
from layerworks.errors import Conflict, Rejected
from layerworks.words import say


def invoice(order: Order, to: TaxData) -> tuple[OrderEvent, ...]:
    """Bill what was delivered and not yet billed; what was billed and is cancelled by now goes on a credit note.

    Raises Conflict where there is neither.
    """
    owed, billed = owed_pieces(order), billed_pieces(order)
    lines = [
        invoice_line(line.id, line.part, line.price, owed[line.id], billed[line.id])
        for line in order.lines
        if owed[line.id] != billed[line.id]
    ]
    if not lines:
        raise Conflict(say("centre.nothing_to_bill", id=order.id), say("centre.nothing_to_bill_remedy"))
    events: list[OrderEvent] = []
    kinds: tuple[tuple[InvoiceKind, int], ...] = (("invoice", 1), ("credit_note", -1))
    for kind, sign in kinds:
        of_kind = tuple(line for line in lines if line.count * sign > 0)
        if of_kind:
            id = f"{order.id}-I{len(order.invoices) + len(events) + 1}"
            events.append(told.Invoiced(Invoice(id, kind, to, order.currency, of_kind)))
    return tuple(events)


def pay(order: Order, amount: Decimal, reference: str) -> tuple[OrderEvent, ...]:
    """Note that money came, or went back where the amount is below zero; the same reference twice changes nothing.

    Raises Rejected for nothing, for less than the smallest coin, or without a reference; Conflict where more goes back
    than came.
    """
    if (amount, reference) in order.payments:
        return ()
    step = order.lines[0].price.step
    if amount == 0 or rounded(amount, step) != amount or not reference.strip():
        raise Rejected(say("centre.bad_payment", amount=f"{amount:f}"), say("centre.bad_payment_remedy"))
    if any(known == reference for _, known in order.payments) or order.paid + amount < 0:
        raise Conflict(say("centre.payment_differs", reference=reference), say("centre.payment_differs_remedy"))
    return (told.Paid(amount, reference),)
