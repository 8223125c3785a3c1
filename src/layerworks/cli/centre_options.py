"""What the commands of the service centre share: whose shop, who does it, why, and papers put into a file."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from layerworks.cli import speech
from layerworks.cli.speech import word
from layerworks.errors import Misused
from layerworks.words import say

if TYPE_CHECKING:
    from layerworks.documents.paper import Paper
    from layerworks.storage import SqlJournal

ShopFolder = Annotated[Path, typer.Option("--shop", metavar="DIR", help=word("help_serve_folder"))]
Who = Annotated[str, typer.Option("--who", metavar="NAME", help=word("help_who"))]
Why = Annotated[str, typer.Option("--why", metavar="TEXT", help=word("help_centre_why"))]
Seller = Annotated[str, typer.Option("--seller", metavar="NAME", help=word("help_seller"))]
PaperFile = Annotated[Path, typer.Option("--out", "-o", metavar="FILE.pdf|FILE.html", help=word("help_paper_out"))]
DEFAULT_SHOP = Path("out")


def clock() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


@contextmanager
def journal_of(folder: Path) -> Generator["SqlJournal"]:
    """Open the journal of a shop to write."""
    from layerworks.app.shop import Shop
    from layerworks.storage import open_journal

    with open_journal(Shop(folder).journal, clock()) as journal:
        yield journal


def put_paper(paper: "Paper", file: Path) -> None:
    """Write a paper in the reader's language. Raises Misused for a suffix that is neither .pdf nor .html."""
    from layerworks.app.shop import put

    match file.suffix.lower():
        case ".pdf":
            from layerworks.documents.paper_pdf import paper_pdf

            made = paper_pdf(paper, speech.language())
        case ".html":
            from layerworks.documents.paper_html import paper_html

            made = paper_html(paper, speech.language()).encode()
        case _:
            raise Misused(say("cli.paper_suffix", file=file.name), say("cli.paper_suffix_remedy"))
    speech.answer(str(put(file, made)))
