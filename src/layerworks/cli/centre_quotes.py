"""`layerworks quotes …`: offers to customers, from a sliced model to an order."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from layerworks.cli import options, speech
from layerworks.cli.centre_options import (
    DEFAULT_SHOP,
    PaperFile,
    Seller,
    ShopFolder,
    Who,
    clock,
    journal_of,
    put_paper,
)
from layerworks.cli.exit_code import OK, REFUSED
from layerworks.cli.helping import SpokenCommand, SpokenGroup
from layerworks.cli.progress import progress
from layerworks.cli.speech import word
from layerworks.cli.tables import show_table

if TYPE_CHECKING:
    from layerworks.centre.quotes.events import QuoteEvent
    from layerworks.centre.quotes.quote import Quote

Number = Annotated[str, typer.Argument(metavar="QUOTE", help=word("help_quote_number"), show_default=False)]
Customer = Annotated[str, typer.Option("--customer", metavar="ID", help=word("help_customer"))]


def group() -> typer.Typer:
    """Return the commands about quotes."""
    app = typer.Typer(cls=SpokenGroup, no_args_is_help=True, pretty_exceptions_enable=False)
    for name, command in (
        ("new", new),
        ("list", list_quotes),
        ("show", show),
        ("approve", approve),
        ("send", send),
        ("accept", accept),
        ("paper", paper),
    ):
        app.command(name, cls=SpokenCommand, help=word(f"help_quotes_{name}"))(command)
    return app


def new(
    model: options.Model,
    customer: Customer,
    machine: options.Machine = options.DEFAULT_MACHINE,
    material: options.Material = options.DEFAULT_MATERIAL,
    profile: options.Profile = "standard",
    quantity: options.Quantity = 1,
    lead: Annotated[
        str, typer.Option("--lead", metavar="economy|standard|express", help=word("help_lead"))
    ] = "standard",
    shop: ShopFolder = DEFAULT_SHOP,
    who: Who = "shop",
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Make a firm quote for a model. Its help stands in the catalogues."""
    speech.expect_json(json)
    from layerworks.app.centre.estimating import firm_line
    from layerworks.app.centre.quoting import change_quote, price_book, start_quote
    from layerworks.app.preparing import prepare
    from layerworks.app.refusal import Refusal
    from layerworks.app.wish import Wish
    from layerworks.centre.quotes.deciding import revise
    from layerworks.cli.leads import lead_of
    from layerworks.cli.refusals import show_refusal

    lead_time = lead_of(lead)
    with progress(quiet=quiet or json) as tell:
        prepared = prepare(Wish(model, machine, material, profile, quantity), tell)
    if isinstance(prepared, Refusal):
        show_refusal(prepared, json=json)
        return REFUSED
    with journal_of(shop) as journal:
        now = clock()
        book = price_book(journal, now).last
        line = firm_line(prepared, book.card, lead_time)
        opened = start_quote(journal, customer, now, who, prepared.model.digest)
        change_quote(journal, opened.id, lambda quote: revise(quote, (line,), book, now), now, who)
    return show(opened.id, shop, json)


def list_quotes(shop: ShopFolder = DEFAULT_SHOP, json: options.Json = False) -> int:
    """List the latest quotes. Its help stands in the catalogues."""
    speech.expect_json(json)
    from layerworks.app.shop import Shop
    from layerworks.centre.plain import as_plain
    from layerworks.storage.centre_lists import quote_rows

    rows = quote_rows(Shop(shop).journal)
    if json:
        speech.answer_json([as_plain(row) for row in rows])
        return OK
    columns = ("column_quote", "column_customer", "column_state", "column_total", "column_valid_until")
    shown = ((r.id, r.customer, _state(r.state), f"{r.total:,.2f} {r.currency}", r.valid_until[:10]) for r in rows)
    show_table(columns, shown, spare=("column_valid_until",))
    return OK


def show(quote: Number, shop: ShopFolder = DEFAULT_SHOP, json: options.Json = False) -> int:
    """Show a quote. Its help stands in the catalogues."""
    speech.expect_json(json)
    from layerworks.app.centre.quoting import read_quote
    from layerworks.centre.plain import as_plain

    with journal_of(shop) as journal:
        found = read_quote(journal, quote)
    if json:
        told: dict[str, Any] = as_plain(found)
        speech.answer_json(told | {"state": found.state, "digest": found.last.digest if found.revisions else ""})
        return OK
    speech.answer(f"{found.id}  {_state(found.state)}")
    if found.revisions:
        columns = ("column_line", "column_part", "column_material", "column_quantity", "column_total")
        rows = (
            (
                line.id,
                line.part,
                line.material,
                str(line.price.quantity),
                f"{line.price.total:,.2f} {line.price.currency}",
                str(line.price.days),
            )
            for line in found.last.lines
        )
        show_table((*columns, "column_working_days"), rows, spare=("column_working_days",))
        for line in found.last.lines:
            for risk in line.at_risk:
                speech.answer(f"{line.id}:{risk.code}  {speech.line(risk.text)}")
    return OK


def approve(
    quote: Number,
    risk: Annotated[str, typer.Argument(metavar="LINE:CODE", help=word("help_risk"), show_default=False)],
    shop: ShopFolder = DEFAULT_SHOP,
    who: Who = "shop",
    json: options.Json = False,
) -> int:
    """Let a part be made in spite of a finding. Its help stands in the catalogues."""
    from layerworks.centre.quotes.deciding import approve_risk

    line, _, code = risk.partition(":")
    return _changed(quote, shop, who, lambda found: approve_risk(found, line, code), json)


def send(quote: Number, shop: ShopFolder = DEFAULT_SHOP, who: Who = "shop", json: options.Json = False) -> int:
    """Note that a quote was sent. Its help stands in the catalogues."""
    from layerworks.centre.quotes.deciding import send as sent

    return _changed(quote, shop, who, sent, json)


def accept(
    quote: Number,
    confirmed: Annotated[bool, typer.Option("--confirm", help=word("help_confirm_at_once"))] = False,
    shop: ShopFolder = DEFAULT_SHOP,
    who: Who = "shop",
    json: options.Json = False,
) -> int:
    """Accept a quote as its customer has: it becomes an order. Its help stands in the catalogues."""
    speech.expect_json(json)
    from layerworks.app.centre.quoting import accept_quote, read_quote
    from layerworks.centre.quotes.quote import risks_of
    from layerworks.cli.centre_orders import show as show_order

    with journal_of(shop) as journal:
        found = read_quote(journal, quote)
        digest = found.last.digest if found.revisions else ""
        risks = frozenset(risks_of(found.last)) if found.revisions else frozenset[str]()
        order = accept_quote(journal, quote, digest, risks, clock(), who, confirmed=confirmed)
    return show_order(order.id, shop, json)


def paper(quote: Number, out: PaperFile, seller: Seller = "layerworks", shop: ShopFolder = DEFAULT_SHOP) -> int:
    """Write a quote as a paper. Its help stands in the catalogues."""
    from layerworks.app.centre.papers import quote_paper
    from layerworks.app.centre.quoting import read_quote
    from layerworks.documents.paper import Party

    with journal_of(shop) as journal:
        found = read_quote(journal, quote)
    put_paper(quote_paper(found, Party(seller), Party(found.customer)), out)
    return OK


def _changed(
    quote: str, shop: ShopFolder, who: str, decide: "Callable[[Quote], tuple[QuoteEvent, ...]]", json: bool
) -> int:
    speech.expect_json(json)
    from layerworks.app.centre.quoting import change_quote

    with journal_of(shop) as journal:
        change_quote(journal, quote, decide, clock(), who)
    return show(quote, shop, json)


def _state(state: str) -> str:
    from layerworks.words import say

    return speech.line(say(f"centre.quote_{state}"))
