"""Sentences by language, read once from the TOML files beside this one."""

import os
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from layerworks.words._text import Text

Language = Literal["en", "zh"]
_HERE = Path(__file__).parent  # not importlib.resources, which loads archives and temporary files


@cache
def _room(language: Language, room: str) -> Mapping[str, str]:
    file = _HERE / language / f"{room}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def catalogue(language: Language) -> dict[str, str]:
    """Return every sentence of a language by its full code."""
    folder = _HERE / language
    rooms = sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.suffix == ".toml")
    return {f"{room}.{key}": line for room in rooms for key, line in _room(language, room).items()}


def render(text: Text, language: Language) -> str:
    """Return the sentence in a language.

    A catalogue may hold `key_one` beside `key`; it is used where the value `count` is 1.
    Raises KeyError when the sentence or a value is missing: the tests keep catalogues complete.
    """
    room, key = text.code.split(".", 1)
    lines = _room(language, room)
    values = {k: render(v, language) if isinstance(v, Text) else v for k, v in text.values}
    line = lines.get(f"{key}_one", lines[key]) if values.get("count") == 1 else lines[key]
    return line.format(**values)


def language_of(wish: str | None, environ: Mapping[str, str] = os.environ) -> Language:
    """Return the language asked for, or else the one of the locale; English when in doubt.

    wish: such as `zh-CN`, `zh`, `en`; None to look at LC_ALL, LC_MESSAGES, LANG.
    """
    if wish is None:
        wish = next((environ[k] for k in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(k)), "en")
    return "zh" if wish.lower().startswith("zh") else "en"
