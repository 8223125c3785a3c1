"""`layerworks orders …`: what was promised, what became of it, what is still to be done."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from layerworks.cli import options, speech
from layerworks.cli.centre_options import (
    DEFAULT_SHOP,
    PaperFile,
    Seller,
    ShopFolder,
    Who,
    Why,
    clock,
    journal_of,
    put_paper,
)
from layerworks.cli.exit_code import OK
from layerworks.cli.helping import SpokenCommand, SpokenGroup
from layerworks.cli.speech import word
from layerworks.cli.tables import show_table
from layerworks.errors import Conflict, Missing, Misused
from layerworks.words import say

if TYPE_CHECKING:
    from layerworks.centre.orders.events import OrderEvent
    from layerworks.centre.orders.order import Order
    from layerworks.storage.centre_lists import OrderRow

Number = Annotated[str, typer.Argument(metavar="ORDER", help=word("help_order_number"), show_default=False)]
Pieces = Annotated[list[str] | None, typer.Argument(metavar="PIECE …", help=word("help_pieces"), show_default=False)]


def group() -> typer.Typer:
    """Return the commands about orders."""
    app = typer.Typer(cls=SpokenGroup, no_args_is_help=True, pretty_exceptions_enable=False)
    for name, command in (
        ("list", list_orders),
        ("show", show),
        ("confirm", confirm),
        ("hold", hold),
        ("free", free),
        ("cancel", cancel),
        ("inspect", inspect),
        ("deliver", deliver),
        ("bill", bill),
        ("pay", pay),
        ("paper", paper),
    ):
        app.command(name, cls=SpokenCommand, help=word(f"help_orders_{name}"))(command)
    return app


def list_orders(shop: ShopFolder = DEFAULT_SHOP, json: options.Json = False) -> int:
    """List the latest orders. Its help stands in the catalogues."""
    speech.expect_json(json)
    from layerworks.app.shop import Shop
    from layerworks.centre.plain import as_plain
    from layerworks.storage.centre_lists import order_rows

    rows = order_rows(Shop(shop).journal)
    if json:
        speech.answer_json([as_plain(row) for row in rows])
        return OK
    columns = ("column_order", "column_customer", "column_state", "column_shipped", "column_total", "column_due")
    shown = ((r.id, r.customer, _state(r.state), _shipped(r), f"{r.total:,.2f} {r.currency}", r.due) for r in rows)
    show_table(columns, shown, spare=("column_total",))
    return OK


def show(order: Number, shop: ShopFolder = DEFAULT_SHOP, json: options.Json = False) -> int:
    """Show an order, its pieces and its course. Its help stands in the catalogues."""
    speech.expect_json(json)
    from layerworks.app.centre.ordering import bring_up_to_date, course_of
    from layerworks.centre.orders.progress import order_state, worth
    from layerworks.centre.plain import as_plain

    with journal_of(shop) as journal:
        found = bring_up_to_date(journal, order, clock(), "workshop")
        course = course_of(journal, order)
    state = order_state(found)
    if json:
        told: dict[str, Any] = as_plain(found)
        speech.answer_json(told | {"state": state, "worth": as_plain(worth(found)), "course": as_plain(course)})
        return OK
    speech.answer(f"{found.id}  {_state(state)}")
    rows = (
        (part.id, speech.line(say(f"centre.part_{part.state}")), part.record or "–", part.cause or "–")
        for part in found.parts.values()
    )
    show_table(("column_part", "column_state", "column_record", "column_cause"), rows, spare=("column_record",))
    for entry in course:
        text = say(f"centre.milestone_{entry.milestone}", count=entry.count, detail=entry.detail)
        speech.answer(f"{entry.at:%Y-%m-%d %H:%M}  {speech.line(text)}")
    return OK


def confirm(order: Number, shop: ShopFolder = DEFAULT_SHOP, who: Who = "shop", json: options.Json = False) -> int:
    """Promise an order. Its help stands in the catalogues."""
    from layerworks.centre.orders.placing import confirm as confirmed

    return _changed(order, shop, who, confirmed, json)


def hold(
    order: Number, why: Why = "", shop: ShopFolder = DEFAULT_SHOP, who: Who = "shop", json: options.Json = False
) -> int:
    """Begin nothing more of an order. Its help stands in the catalogues."""
    from layerworks.centre.orders.placing import hold as held

    return _changed(order, shop, who, lambda found: held(found, why), json)


def free(order: Number, shop: ShopFolder = DEFAULT_SHOP, who: Who = "shop", json: options.Json = False) -> int:
    """Let an order go on. Its help stands in the catalogues."""
    from layerworks.centre.orders.placing import free as freed

    return _changed(order, shop, who, freed, json)


def cancel(
    order: Number,
    line: Annotated[str, typer.Option("--line", metavar="LINE", help=word("help_order_line"))] = "",
    pieces: Annotated[int, typer.Option("--pieces", metavar="N", min=0, help=word("help_cancel_pieces"))] = 0,
    shop: ShopFolder = DEFAULT_SHOP,
    who: Who = "shop",
    why: Why = "",
    json: options.Json = False,
) -> int:
    """Cancel what has not begun. Its help stands in the catalogues."""
    from layerworks.centre.orders.cancelling import cancel_lines, cancel_order, cancel_pieces

    if pieces and not line:
        raise Misused(say("cli.pieces_of_which_line"), say("cli.pieces_of_which_line_remedy"))

    def decide(found: "Order") -> "tuple[OrderEvent, ...]":
        if pieces:
            return cancel_pieces(found, line, pieces)
        return cancel_lines(found, (line,)) if line else cancel_order(found)

    return _changed(order, shop, who, decide, json, why)


def inspect(
    order: Number,
    pieces: Pieces = None,
    bad: Annotated[str, typer.Option("--bad", metavar="CAUSE", help=word("help_bad"))] = "",
    shop: ShopFolder = DEFAULT_SHOP,
    who: Who = "shop",
    json: options.Json = False,
) -> int:
    """Judge printed pieces. Its help stands in the catalogues."""
    from layerworks.centre.orders.finishing import inspect as inspected

    def decide(found: "Order") -> "tuple[OrderEvent, ...]":
        printed = (part.id for part in found.pieces if part.state in ("printed", "awaiting_inspection"))
        asked = tuple(pieces or printed)
        if not asked:
            raise Conflict(say("cli.none_to_inspect", order=order), say("cli.none_to_inspect_remedy"))
        return inspected(found, (), dict.fromkeys(asked, bad)) if bad else inspected(found, asked, {})

    return _changed(order, shop, who, decide, json)


def deliver(
    order: Number,
    to: Annotated[str, typer.Option("--to", metavar="NAME;STREET;CITY", help=word("help_deliver_to"))],
    pieces: Pieces = None,
    carrier: Annotated[str, typer.Option("--carrier", metavar="NAME", help=word("help_carrier"))] = "",
    tracking: Annotated[str, typer.Option("--tracking", metavar="NUMBER", help=word("help_tracking"))] = "",
    shop: ShopFolder = DEFAULT_SHOP,
    who: Who = "shop",
    json: options.Json = False,
) -> int:
    """Let good pieces leave the house. Its help stands in the catalogues."""
    from layerworks.centre.orders.delivery import Address
    from layerworks.centre.orders.finishing import deliver as delivered
    from layerworks.centre.orders.finishing import ready

    name, *rest = (part.strip() for part in to.split(";"))
    street, city = (*rest, "", "")[:2]
    address = Address(name, street, city)

    def decide(found: "Order") -> "tuple[OrderEvent, ...]":
        asked = tuple(pieces or ready(found))
        if not asked:
            raise Conflict(say("cli.none_to_deliver", order=order), say("cli.none_to_deliver_remedy"))
        return delivered(found, asked, address, carrier, tracking)

    return _changed(order, shop, who, decide, json)


def bill(
    order: Number,
    to: Annotated[str, typer.Option("--to", metavar="NAME", help=word("help_bill_to"))],
    tax_number: Annotated[str, typer.Option("--tax-number", metavar="NUMBER", help=word("help_tax_number"))] = "",
    shop: ShopFolder = DEFAULT_SHOP,
    who: Who = "shop",
    json: options.Json = False,
) -> int:
    """Bill what was delivered. Its help stands in the catalogues."""
    from layerworks.centre.orders.billing import invoice
    from layerworks.centre.orders.invoice import TaxData

    return _changed(order, shop, who, lambda found: invoice(found, TaxData(to, tax_number)), json)


def pay(
    order: Number,
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help=word("help_amount"), show_default=False)],
    reference: Annotated[str, typer.Argument(metavar="REFERENCE", help=word("help_reference"), show_default=False)],
    shop: ShopFolder = DEFAULT_SHOP,
    who: Who = "shop",
    json: options.Json = False,
) -> int:
    """Note a payment. Its help stands in the catalogues."""
    from layerworks.centre.orders.billing import pay as paid

    try:
        money = Decimal(amount)
    except InvalidOperation:
        raise Misused(say("cli.no_amount", amount=amount), say("cli.no_amount_remedy")) from None
    return _changed(order, shop, who, lambda found: paid(found, money, reference), json)


def paper(
    order: Number,
    out: PaperFile,
    number: Annotated[str, typer.Option("--number", metavar="NUMBER", help=word("help_paper_number"))] = "",
    seller: Seller = "layerworks",
    shop: ShopFolder = DEFAULT_SHOP,
) -> int:
    """Write an order's confirmation, or one of its invoices or delivery notes. Its help stands in the catalogues."""
    from layerworks.app.centre.ordering import read_order
    from layerworks.app.centre.papers import confirmation_paper, delivery_paper, invoice_paper
    from layerworks.documents.paper import Party

    with journal_of(shop) as journal:
        found = read_order(journal, order)
    today, by = clock().date(), Party(seller)
    papers = {note.id: delivery_paper(found, note, by, today) for note in found.deliveries}
    papers |= {bill.id: invoice_paper(found, bill, by, today) for bill in found.invoices}
    papers[""] = papers[found.id] = confirmation_paper(found, by, Party(found.customer), today)
    if number not in papers:
        numbers = ", ".join(filter(None, papers))
        raise Missing(say("cli.no_such_paper", number=number), say("cli.no_such_paper_remedy", numbers=numbers))
    put_paper(papers[number], out)
    return OK


def _changed(
    order: str,
    shop: Path,
    who: str,
    decide: "Callable[[Order], tuple[OrderEvent, ...]]",
    json: bool,
    why: str = "",
) -> int:
    speech.expect_json(json)
    from layerworks.app.centre.ordering import change_order

    with journal_of(shop) as journal:
        change_order(journal, order, decide, clock(), who, why or "asked")
    return show(order, shop, json)


def _shipped(row: "OrderRow") -> str:
    return f"{row.shipped}/{row.pieces - row.cancelled}"


def _state(state: str) -> str:
    return speech.line(say(f"centre.order_{state}"))
