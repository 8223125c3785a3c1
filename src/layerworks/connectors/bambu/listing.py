"""The files on the card, as the printer's file server lists them. Pure."""

import re
from dataclasses import dataclass

from layerworks.connectors.bambu.names import END, titled
from layerworks.fleet.observations import StoredFile

_LINE = re.compile(r"-\S+\s+\d+\s+\S+\s+\S+\s+(?P<size>\d+)\s+\S+\s+\d+\s+[\d:]+\s+(?P<name>\S.*)")


@dataclass(frozen=True, slots=True)
class Listed:
    """Containers of ours. whole: by our name of the program, title and what is stored. names: of them all.

    names has those as well that were cut off, or are older ones of the same program.
    """

    whole: dict[str, tuple[str, StoredFile]]
    names: dict[str, tuple[str, ...]]


def listed(text: str) -> Listed:
    """Return what a listing in the manner of `ls -l` tells of files of ours."""
    whole: dict[str, tuple[str, StoredFile]] = {}
    names: dict[str, tuple[str, ...]] = {}
    for line in text.splitlines():
        match = _LINE.fullmatch(line.strip())
        name = match["name"] if match else ""
        told = titled(name) if name.endswith(END) else None
        if match is None or told is None:
            continue
        names[told.file] = (*names.get(told.file, ()), name)
        if int(match["size"]) == told.packed:
            whole[told.file] = name.removesuffix(END), StoredFile(told.file, told.size)
    return Listed(whole, names)
