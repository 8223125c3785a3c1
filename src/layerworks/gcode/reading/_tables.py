"""The tables that the reading kernel looks things up in."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from layerworks.gcode.reading import commands, marks
from layerworks.kernels import gcode_read_codes as g


def name_key(seed: int, name: str) -> int:
    """Return the hash under which the kernel looks a lower-case name up."""
    key = seed
    for byte in name.encode():
        key = (key ^ byte) * g.HASH_PRIME & 0xFFFF_FFFF_FFFF_FFFF
    return key - (1 << 64) if key >= 1 << 63 else key


_NUMBERED = re.compile(r"([GM])(\d+)$")


def with_macros(
    macros: Iterable[str],
) -> tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.uint8]]:
    """Return the tables of `actions` and `names` with some commands to be asked about. macros: in capitals."""
    table, (keys, values) = actions(), names()
    macros = tuple(macros)
    if macros:
        table, keys, values = table.copy(), keys.copy(), values.copy()
    for name in macros:
        if found := _NUMBERED.match(name):
            row, number = "GM".index(found.group(1)), int(found.group(2))
            if number < g.COMMANDS:
                table[row, number] = g.ASK
        else:
            _enter(keys, values, name_key(g.SEED_WORD, name.lower()), g.ASK)
    return table, keys, values


@cache
def actions() -> NDArray[np.uint8]:
    """Return what each command does: (2, COMMANDS), G then M."""
    table = np.full((2, g.COMMANDS), g.UNKNOWN, np.uint8)
    for row, named in enumerate((commands.G_ACTIONS, commands.M_ACTIONS)):
        for number, action in named.items():
            table[row, number] = action
    return table


@cache
def names() -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Return the open table of names: keys and values, both (TABLE_SIZE,)."""
    keys = np.zeros(g.TABLE_SIZE, np.int64)
    values = np.zeros(g.TABLE_SIZE, np.uint8)
    for key, value in _entries():
        _enter(keys, values, key, value)
    return keys, values


def _enter(keys: NDArray[np.int64], values: NDArray[np.uint8], key: int, value: int) -> None:
    at = key & (g.TABLE_SIZE - 1)
    while keys[at] not in (0, key):
        at = (at + 1) & (g.TABLE_SIZE - 1)
    keys[at], values[at] = key, value


def _entries() -> Iterator[tuple[int, int]]:
    for name, role in marks.ROLE_OF_NAME.items():
        yield name_key(g.SEED_ROLE, name), int(role)
    for name, action in commands.WORD_ACTIONS.items():
        yield name_key(g.SEED_WORD, name), action
    for words, what in (
        (marks.LAYER_CHANGE_WORDS, g.MARK_LAYER_CHANGE),
        (marks.LAYER_WORDS, g.MARK_LAYER),
        (marks.ROLE_WORDS, g.MARK_ROLE),
        (marks.FEATURE_WORDS, g.MARK_FEATURE),
        (marks.OBJECT_WORDS, g.MARK_OBJECT),
    ):
        for word in words:
            yield name_key(g.SEED_COMMENT, word), what
