"""Rows that follow a pattern, by regular expression and Python's own numbers."""

import re

_SPACE = rb"[ \t\r\n\v\f]"
_WORD = rb"[^ \t\r\n\v\f]+"
_NUMBER = rb"([^ \t\r\n\v\f\"'<]+)"


def match_rows(text: bytes, at: int, pattern: bytes, fold: bool) -> tuple[list[list[bytes]], int]:
    """Return the number words of every row from a position on, and the position after the last row."""
    signs = {b" ": _SPACE + b"*+", b"~": _SPACE + b"++", b"#": _NUMBER.replace(b"]+", b"]++")}
    signs |= {b"?": _WORD + b"+", b"*": rb"(?:(?!/>)[^&<>])*"}  # `*+` fails here before Python 3.11.5
    pieces = [pattern[i : i + 1] for i in range(len(pattern))]
    row = re.compile(b"".join(signs.get(p, re.escape(p)) for p in pieces), re.IGNORECASE if fold else 0)
    rows: list[list[bytes]] = []
    while found := row.match(text, at):
        rows.append(list(found.groups()))
        at = found.end()
    return rows, at
