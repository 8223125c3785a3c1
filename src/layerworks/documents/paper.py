"""A business paper as plain values: quote, order confirmation, invoice, credit note, delivery note.

`app` fills it in; how it looks is decided once for all of them, in HTML and in PDF. It does no sums.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from layerworks.documents import figures
from layerworks.words import Language, Text, render

PaperKind = Literal["quote", "confirmation", "invoice", "credit_note", "delivery_note"]


@dataclass(frozen=True, slots=True)
class Money:
    """An amount to be shown in the paper's currency."""

    amount: Decimal


@dataclass(frozen=True, slots=True)
class Share:
    """A share, shown as a percentage."""

    share: Decimal


Cell = str | int | date | Money | Share | Text


@dataclass(frozen=True, slots=True)
class Party:
    """Who sells, who buys. lines: address and tax data, each with a label or none."""

    name: str
    lines: tuple[tuple[Text | None, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table. share: of the width. figures stand at its right side."""

    label: Text
    share: float
    figures: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper. number: its own. facts: dates, numbers of orders. sums: below the table, the last one counts."""

    kind: PaperKind
    title: Text
    number: str
    currency: str
    seller: Party
    buyer: Party
    facts: tuple[tuple[Text, Cell], ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sums: tuple[tuple[Text, Cell], ...] = ()
    notes: tuple[Text, ...] = ()


def shown(cell: Cell, currency: str, language: Language) -> str:
    """Return a cell as the reader's language writes it."""
    match cell:
        case Text():
            return render(cell, language)
        case Money():
            return figures.money(cell.amount, currency)
        case Share():
            return f"{figures.percent(cell.share)} %"
        case date():
            return figures.day(cell, language)
        case int():
            return figures.number(cell, 0)
        case _:
            return cell
