"""A shop's own machines, materials and profiles: a folder of its own, with the same files as the catalogue's.

`LAYERWORKS_CATALOGUE` names the folder; without it, it is `layerworks` among the user's settings
(`$XDG_CONFIG_HOME`, or `~/.config`). Inside lie `machines/`, `materials/`, `profiles/`. A file there stands before one
of the same name that comes with the program.
"""

import os
import re
from pathlib import Path
from typing import Literal

from layerworks.errors import Missing, Rejected
from layerworks.words import say

Kind = Literal["machine", "material", "profile"]
_ID = re.compile(r"[\w][\w.+-]{0,79}")
_MOST_BYTES = 1_000_000


def own_folder() -> Path:
    """Return the shop's own folder, whether there is one or not."""
    named = os.environ.get("LAYERWORKS_CATALOGUE")
    if named:
        return Path(named)
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "layerworks"


def own_ids(kind: Kind) -> tuple[str, ...]:
    """Return the ids of the shop's own files of one kind, in alphabetical order."""
    folder = own_folder() / f"{kind}s"
    try:
        names = [file.stem for file in folder.iterdir() if file.suffix == ".toml"]
    except OSError:
        return ()
    return tuple(sorted(name for name in names if is_id(name)))


def own_file(kind: Kind, id: str) -> Path:
    """Return where the shop's own file of an id lies."""
    return own_folder() / f"{kind}s" / f"{id}.toml"


def is_id(name: str) -> bool:
    """Tell whether a name can be an id: it leads out of no folder."""
    return _ID.fullmatch(name) is not None


def text_of(file: Path) -> str:
    """Return the text of a file that somebody wrote. Raises Missing, Rejected."""
    if not file.is_file():
        raise Missing(say("catalogue.no_file", path=str(file)), say("catalogue.name_a_file"))
    data = file.read_bytes() if file.stat().st_size <= _MOST_BYTES else None
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n") if data is not None else _refuse(file)
    except UnicodeDecodeError:
        return _refuse(file)


def _refuse(file: Path) -> str:
    raise Rejected(say("catalogue.not_text", path=str(file)), say("catalogue.remedy"))
