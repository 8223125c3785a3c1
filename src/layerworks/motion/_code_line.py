"""One line of G-code as its command and words."""

import math
import re
from dataclasses import dataclass

Setting = tuple[int, float]
"""Place among a planner's settings, and its value."""

_COMMAND = re.compile(r"\s*(?:N\s*\d+\s*)?([GM])\s*(\d+)(?!\d*\.)", re.IGNORECASE)
_WORD = re.compile(r"([A-Z])\s*([-+]?(?:\d+\.?\d*|\.\d+))?(?::[-+.:\d]*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CodeLine:
    """letter: G or M. words: numbers by letter in capitals, NaN where none is given; of several (E1:2) the first."""

    letter: str
    code: int
    words: dict[str, float]


def code_line(line: bytes | str) -> CodeLine | None:
    """Return a line's command, None where there is none."""
    text = line.decode("utf-8", "replace") if isinstance(line, bytes) else line
    text = re.split(r"[;*(]", text, maxsplit=1)[0]
    command = _COMMAND.match(text)
    if command is None:
        return None
    found = _WORD.findall(text[command.end() :])
    words = {letter.upper(): float(value) if value else math.nan for letter, value in found}
    return CodeLine(command.group(1).upper(), int(command.group(2)), words)
