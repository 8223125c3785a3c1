"""Files that people write by hand."""

from pathlib import Path

from layerworks.errors import Missing, Rejected
from layerworks.words import say


def text_of(path: Path) -> str:
    """Return the text of a file. Raises Missing when there is none, Rejected for one that is not UTF-8."""
    if not path.is_file():
        raise Missing(say("cli.no_file", path=str(path)), say("cli.name_a_file"))
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Rejected(say("cli.not_text", path=str(path)), say("cli.save_as_text")) from None
