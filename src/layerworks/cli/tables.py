"""Tables that fit: where a terminal is too narrow for all columns, those that say least are left out."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from layerworks.cli import speech
from layerworks.cli.speech import word

if TYPE_CHECKING:
    from rich.table import Table


def show_table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, spare: Sequence[str] = ()) -> None:
    """Print a table. columns: keys of their titles, the first is never broken; spare: may go, in this order."""
    console, cells = speech.console(), [tuple(row) for row in rows]
    shown = list(columns)
    table = _table(columns, cells, shown)
    for column in spare:
        if console.measure(table, options=console.options.update(width=10_000)).maximum <= console.width:
            break
        shown.remove(column)
        table = _table(columns, cells, shown)
    console.print(table)


def _table(columns: Sequence[str], rows: list[tuple[str, ...]], shown: list[str]) -> "Table":
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in shown:
        table.add_column(word(column), no_wrap=column == columns[0], overflow="fold")
    kept = [columns.index(column) for column in shown]
    for row in rows:
        table.add_row(*(row[i] for i in kept))
    return table
