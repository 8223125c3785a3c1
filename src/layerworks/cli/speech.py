"""How the command line speaks: results to stdout, everything else to stderr, in the language of the reader."""

import json
import math
import sys
from typing import TYPE_CHECKING, Any

from layerworks.errors import Trouble
from layerworks.words import Language, Text, render, say

if TYPE_CHECKING:
    from rich.console import Console

WIDTH_OF_A_FILE = 160  # columns of a table that no terminal bounds
_language: Language = "en"  # set once, by the door, before any command runs
_as_json = False


def speak(language: Language) -> None:
    """Use a language from here on."""
    global _language, _as_json
    _language, _as_json = language, False


def expect_json(wanted: bool) -> None:
    """Answer in JSON from here on, troubles too."""
    global _as_json
    _as_json = wanted


def language() -> Language:
    """Return the reader's language."""
    return _language


def line(text: Text) -> str:
    """Return a text in the reader's language."""
    return render(text, _language)


def word(key: str, **values: str | int | float | Text) -> str:
    """Return the command line's own sentence `cli.<key>` in the reader's language."""
    return line(say(f"cli.{key}", **values))


def console(*, stderr: bool = False) -> "Console":
    """Return a console for tables and marks; plain where the output is no terminal or NO_COLOR is set."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, width=None if is_seen(stderr=stderr) else WIDTH_OF_A_FILE)


def is_seen(*, stderr: bool = False) -> bool:
    """Tell whether the output is a terminal."""
    return (sys.stderr if stderr else sys.stdout).isatty()


def tell(text: Text) -> None:
    """Say something beside the result."""
    print(line(text), file=sys.stderr)  # noqa: T201 – this is the one place that speaks


def answer(text: str) -> None:
    """Give a result of plain text."""
    print(text)  # noqa: T201 – as above


def answer_json(value: dict[str, Any] | list[Any]) -> None:
    """Give a result for programs: one JSON value with stable keys, sentences in the reader's language."""
    print(json.dumps(_spoken(value), ensure_ascii=False, indent=2))  # noqa: T201 – as above


def show_trouble(trouble: Trouble) -> None:
    """Say what went wrong and what to do about it."""
    if _as_json:
        kind = type(trouble).__name__.lower()
        answer_json(
            {"error": {"kind": kind, "code": trouble.text.code, "text": trouble.text, "remedy": trouble.remedy}}
        )
        return
    tell(trouble.text)
    if trouble.remedy:
        print("→ " + line(trouble.remedy), file=sys.stderr)  # noqa: T201 – as above


def _spoken(value: Any) -> Any:
    if isinstance(value, Text):
        return line(value)
    if isinstance(value, dict):
        return {k: _spoken(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_spoken(v) for v in value]
    plain: Any = value.item() if hasattr(value, "item") else value  # numpy's numbers
    if isinstance(plain, float) and not math.isfinite(plain):
        return None
    return plain if isinstance(plain, str | int | float | bool) or plain is None else str(plain)
