"""Which signatures of which kernels the program uses, as kept beside the kernels: what there is to compile.

A line is `module.function(kinds)`, kinds as `values.name_of` writes them.
"""

import importlib
import re
import sys
from importlib.resources import files
from typing import Any

import numpy as np

from layerworks.kernels.native.values import Kind, name_of

_ROOM = "layerworks.kernels."
_ARRAY = re.compile(r"([<>|=][a-z]\d+)\[(\d+)([CA])\]")
_NUMBERS: dict[str, type] = {"int": int, "float": float, "bool": bool}
_NAME = re.compile(r"[\w.]+")


def listed() -> list[str]:
    """Return the lines of the list."""
    return (files("layerworks.kernels") / "signatures.txt").read_text().split()


def used() -> list[str]:
    """Return the lines of what this process has called so far, sorted."""
    found: list[str] = []
    for module, content in list(sys.modules.items()):
        if module.startswith(_ROOM):
            for name, value in vars(content).items():
                own = getattr(value, "py_func", None)
                if own is not None and own.__module__ == module:
                    found += [f"{module.removeprefix(_ROOM)}.{name}({s})" for s in value.signatures]
    return sorted(found)


def have_ready(line: str) -> None:
    """Have one signature of the list compiled and in this process."""
    name, _, kinds = line.removesuffix(")").partition("(")
    module, _, function = name.rpartition(".")
    kernel: Any = getattr(importlib.import_module(_ROOM + module), function)
    kernel.compile(kinds_named(kinds))


def kinds_named(text: str) -> tuple[Kind, ...]:
    """Return the kinds that `name_of` calls so, joined by commas. Raises ValueError."""
    kinds, end = _several(text, 0)
    if end != len(text) or ",".join(map(name_of, kinds)) != text:
        raise ValueError(f"no kinds: {text}")
    return tuple(kinds)


def _several(text: str, at: int) -> tuple[list[Kind], int]:
    kinds: list[Kind] = []
    while at < len(text) and text[at] != ")":
        kind, at = _one(text, at)
        kinds.append(kind)
        at += at < len(text) and text[at] == ","
    return kinds, at


def _one(text: str, at: int) -> tuple[Kind, int]:
    if array := _ARRAY.match(text, at):
        return (np.dtype(array[1]), int(array[2]), array[3] == "C"), array.end()
    named = _NAME.match(text, at)
    if named is None:
        raise ValueError(f"no kind: {text[at:]}")
    if text[named.end() : named.end() + 1] != "(":
        return _NUMBERS.get(named[0]) or getattr(np, named[0]), named.end()
    members, end = _several(text, named.end() + 1)
    module, _, name = named[0].rpartition(".")
    return (getattr(importlib.import_module(module), name), *members), end + 1
