"""Where in a TOML file a key stands, so that a complaint can name the line."""

import re

_HEADER = re.compile(r"^\s*(\[\[?)([^\[\]]+)\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=""")

KeyPath = tuple[str | int, ...]


def line_of(text: str, path: KeyPath) -> int:
    """Return the 1-based line where a key path stands, or that of its nearest parent; 1 when nothing is found.

    path: such as ("margins", 2, "factor"); numbers count the tables of an array `[[margins]]`.
    A key inside an inline table or array is found at the line where that value begins.
    """
    lines = _lines_by_path(text)
    return next((lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in lines), 1)


def _lines_by_path(text: str) -> dict[KeyPath, int]:
    lines: dict[KeyPath, int] = {}
    table: KeyPath = ()
    counts: dict[KeyPath, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if header := _HEADER.match(line):
            table = _parts(header[2])
            lines.setdefault(table, number)
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
                lines[table] = number
            else:
                table = _inside_arrays(table, counts)
                lines.setdefault(table, number)
        elif key := _KEY.match(line):
            lines.setdefault((*table, *_parts(key[1])), number)
    return lines


def _inside_arrays(table: KeyPath, counts: dict[KeyPath, int]) -> KeyPath:
    """Return the path of `[a.b]` after `[[a]]`: ("a", last, "b")."""
    path: KeyPath = ()
    for part in table:
        path = (*path, part)
        if path in counts:
            path = (*path, counts[path])
    return path


def _parts(dotted: str) -> KeyPath:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))
