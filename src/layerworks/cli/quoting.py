"""`layerworks quote`: what a model costs, and why."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from layerworks.cli import options, speech
from layerworks.cli.exit_code import OK, REFUSED
from layerworks.cli.progress import progress
from layerworks.cli.speech import word
from layerworks.cli.text_files import text_of

if TYPE_CHECKING:
    from layerworks.centre import Price, RateCard


def quote(
    model: options.Model,
    machine: options.Machine = options.DEFAULT_MACHINE,
    material: options.Material = options.DEFAULT_MATERIAL,
    profile: options.Profile = "standard",
    quantity: options.Quantity = 1,
    set_: options.Settings = None,
    part: options.PartSettings = None,
    modify: options.Modifiers = None,
    block: options.Blockers = None,
    enforce: options.Enforcers = None,
    unit: options.UnitOption = None,
    engine: options.Engine = options.DEFAULT_ENGINE,
    lead: Annotated[
        str, typer.Option("--lead", metavar="economy|standard|express", help=word("help_lead"))
    ] = "standard",
    rates: Annotated[Path | None, typer.Option("--rates", metavar="FILE", help=word("help_rates"))] = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Price one model. Its help stands in the catalogues."""
    speech.expect_json(json)
    from layerworks.app.preparing import prepare
    from layerworks.app.pricing import price_of, prices_of
    from layerworks.app.refusal import Refusal
    from layerworks.app.wish import Wish
    from layerworks.cli.leads import lead_of
    from layerworks.cli.refusals import show_refusal
    from layerworks.cli.units import unit_of

    card, lead_time = card_of(rates), lead_of(lead)
    wish = Wish(
        model,
        machine,
        material,
        profile,
        quantity,
        0,
        options.settings_of(set_),
        unit_of(unit),
        engine,
        options.part_settings_of(part),
        options.modifiers_of(modify, block, enforce),
    )
    with progress(quiet=quiet or json) as tell:
        prepared = prepare(wish, tell)
    if isinstance(prepared, Refusal):
        show_refusal(prepared, json=json)
        return REFUSED
    price, table = price_of(prepared, card, lead_time), prices_of(prepared, card)
    if json:
        speech.answer_json(_as_dict(price) | {"table": [[_short(p) for p in row] for row in table]})
    else:
        _show(price, table)
    return OK


def card_of(path: Path | None) -> "RateCard":
    """Return the owner's rate card, or the example one. Raises Missing, Rejected."""
    from layerworks.centre.rate_card import default_rate_card, read_rate_card

    if path is None:
        return default_rate_card()
    return read_rate_card(text_of(path), path.name)


def _as_dict(price: "Price") -> dict[str, Any]:
    lines = [*price.lines, *price.closing]
    return _short(price) | {
        "part": price.part,
        "refused": False,
        "net": f"{price.net:f}",
        "tax": f"{price.tax:f}",
        "total_low": f"{price.total_low:f}",
        "total_high": f"{price.total_high:f}",
        "card_version": price.card_version,
        "card_digest": price.card_digest,
        "digest": price.digest,
        "lines": [{"kind": w.kind, "label": w.label, "why": w.why, "amount": f"{w.amount:f}"} for w in lines],
    }


def _short(price: "Price") -> dict[str, Any]:
    return {
        "quantity": price.quantity,
        "lead": price.lead,
        "days": price.days,
        "unit_net": f"{price.unit_net:f}",
        "total": f"{price.total:f}",
        "currency": price.currency,
    }


def _show(price: "Price", table: "tuple[tuple[Price, ...], ...]") -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    console = speech.console()
    lines = Table(
        title=word("price_of", name=price.part, count=price.quantity, currency=price.currency), box=SIMPLE_HEAD
    )
    lines.add_column(word("column_line"))
    lines.add_column(word("column_why"), style="dim")
    lines.add_column(price.currency, justify="right")
    for line in (*price.lines, *price.closing):
        lines.add_row(speech.line(line.label), speech.line(line.why), f"{line.amount:,.2f}")
    lines.add_section()
    lines.add_row(
        word("column_total"),
        word("between", low=f"{price.total_low:,.2f}", high=f"{price.total_high:,.2f}"),
        f"{price.total:,.2f}",
        style="bold",
    )
    console.print(lines)
    offers = Table(title=word("price_table"), box=SIMPLE_HEAD)
    offers.add_column(word("column_quantity"), justify="right")
    for column in table[0]:
        offers.add_column(word("column_days", count=column.days), justify="right")
    for row in table:
        offers.add_row(str(row[0].quantity), *(f"{price.total:,.2f}" for price in row))
    console.print(offers)
