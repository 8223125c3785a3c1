"""Which part a row belongs to, from the marks that let a machine cancel one of several parts."""

import re
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels import gcode_read_codes as g

_EXCLUDE_NAME = re.compile(rb"""NAME\s*=\s*("[^"]*"|'[^']*'|[^\s;]+)""", re.IGNORECASE)
_M486 = re.compile(rb"""M486\s*(?:S\s*(-?\d+))?(?:\s*A\s*("[^"]*"|[^\s;]+))?""", re.IGNORECASE)
_COMMENT = re.compile(
    rb"[;\s]*(?:(?:printing object|start printing object,|start object)\s*(?P<start>.*\S)"
    rb"|(?P<end>(?:stop printing|end) object\b)|mesh:(?P<mesh>.*\S))",
    re.IGNORECASE,
)
_NONE = -1


class Labels:
    """Part marks in order. A program may carry several kinds of marks for the same thing; the most exact kind counts:
    EXCLUDE_OBJECT, then M486, then comments. marks: row and part, −1 for none, by kind.
    """

    def __init__(self) -> None:
        self.marks: tuple[list[tuple[int, int]], ...] = ([], [], [])
        self._names: tuple[list[str], ...] = ([], [], [])
        self._numbered: dict[int, int] = {}  # part of a number of M486

    def take(self, what: int, row: int, line: bytes) -> None:
        """Add one mark."""
        if what == g.MARK_OBJECT:
            name = _comment_name(line)
            if name is not None:
                self._add(2, row, name)
        elif what == g.OBJECT:
            self._take_m486(row, line)
        elif what == g.OBJECT_END:
            self._add(0, row, "")
        elif found := _EXCLUDE_NAME.search(line):
            name = found.group(1).decode("utf-8", "replace").strip("\"'")
            if what == g.OBJECT_START:
                self._add(0, row, name)
            else:
                self._part(0, name)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parts."""
        return tuple(self._names[self.kind])

    @property
    def kind(self) -> int:
        """Which kind of marks counts, as far as is read."""
        return next((k for k, marks in enumerate(self.marks) if marks), 0)

    def of_rows(self, count: int) -> tuple[NDArray[np.int32], tuple[str, ...]]:
        """Return the part of each row, −1 for none, and the names of the parts."""
        marks = self.marks[self.kind]
        starts = np.array([0] + [row for row, _ in marks] + [count], np.int64)
        parts = np.array([_NONE] + [part for _, part in marks], np.int32)
        return np.repeat(parts, np.diff(starts)), self.names

    def _take_m486(self, row: int, line: bytes) -> None:
        found = _M486.search(line)
        if found is None:
            return
        names = self._names[1]
        if found.group(1) is not None:
            number = int(found.group(1))
            if number >= 0 and number not in self._numbered:
                self._numbered[number] = len(names)
                names.append(str(number))
            self.marks[1].append((row, self._numbered.get(number, _NONE)))
        if found.group(2) is not None and self.marks[1] and self.marks[1][-1][1] >= 0:
            names[self.marks[1][-1][1]] = found.group(2).decode("utf-8", "replace").strip('"')

    def _add(self, kind: int, row: int, name: str) -> None:
        self.marks[kind].append((row, self._part(kind, name) if name else _NONE))

    def _part(self, kind: int, name: str) -> int:
        names = self._names[kind]
        if name not in names:
            names.append(name)
        return names.index(name)


@lru_cache(maxsize=4096)
def _comment_name(line: bytes) -> str | None:
    """Return the part that a comment opens, "" when it closes one, None when it says something else."""
    found = _COMMENT.match(line)
    if found is None:
        return None
    if found.group("start"):
        return found.group("start").decode("utf-8", "replace")
    mesh = (found.group("mesh") or b"").decode("utf-8", "replace")
    return "" if mesh.upper() == "NONMESH" else mesh
