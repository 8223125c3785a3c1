"""Exhibits kept in a folder, made the first time somebody asks."""

import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from layerworks import __version__
from layerworks.app.showroom.exhibit import Exhibit, Figures, exhibit_of
from layerworks.app.showroom.pieces import Piece
from layerworks.digest import digest_of

VERSION = 1
_FIGURES = "figures.json"


def kept_exhibit(folder: Path, piece: Piece) -> Exhibit:
    """Return a piece with its files, from the folder where it has been made by this program before.

    What has to be made is made in a process of its own: a hub that tends machines does not wait for it. That process
    ends with its work, whatever became of the hub.
    """
    place = place_of(folder, piece)
    if not place.is_dir():
        command = (sys.executable, "-m", "layerworks.app.showroom.making", str(folder), piece.id)
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    files = {file.name: file.read_bytes() for file in place.iterdir()}
    values: dict[str, Any] = json.loads(files.pop(_FIGURES))
    x, y, z = values.pop("size_mm")
    return Exhibit(piece, Figures((x, y, z), **values), files)


def make_exhibit(folder: Path, piece: Piece) -> None:
    """Make a piece and put it into the folder."""
    made = exhibit_of(piece)
    _keep(place_of(folder, piece), {**made.files, _FIGURES: json.dumps(asdict(made.figures)).encode()})


def place_of(folder: Path, piece: Piece) -> Path:
    """Return where a piece is kept; another program, or another piece of that name, has another place."""
    return folder / f"{piece.id}-{digest_of(VERSION, __version__, asdict(piece))[:12]}"


def _keep(place: Path, files: dict[str, bytes]) -> None:
    """Write a folder beside its place, then move it there: it is whole, or not there."""
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
    try:
        for name, data in files.items():
            (beside / name).write_bytes(data)
        if not place.is_dir():  # two that made the same at once: the first one stays
            beside.rename(place)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
