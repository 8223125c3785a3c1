"""Compiling every kernel once, so that nobody waits for it later."""

import tempfile
from pathlib import Path

import numpy as np

from layerworks.app.progress import Tell, untold
from layerworks.app.showing import draw
from layerworks.app.wish import Wish

BLOCK = np.array(
    [[0, 0, 0], [20, 0, 0], [20, 12, 0], [0, 12, 0], [0, 0, 6], [20, 0, 6], [20, 12, 6], [0, 12, 6]], float
)
FACES = np.array(
    [
        [0, 2, 1],
        [0, 3, 2],
        [4, 5, 6],
        [4, 6, 7],
        [0, 1, 5],
        [0, 5, 4],
        [1, 2, 6],
        [1, 6, 5],
        [2, 3, 7],
        [2, 7, 6],
        [3, 0, 4],
        [3, 4, 7],
    ]
)


def warm(tell: Tell = untold) -> None:
    """Carry a small block through reading, checking, slicing, timing and drawing; kernels stay compiled on disk."""
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "block.stl"
        model.write_text(_stl())
        for what in ("part", "layers", "toolpath", "layer"):
            draw(Wish(model, "voron-2-4-350"), what, 1, "light", tell)


def _stl() -> str:
    facets = (
        "facet normal 0 0 0\nouter loop\n"
        + "".join(f"vertex {x:g} {y:g} {z:g}\n" for x, y, z in BLOCK[face])
        + "endloop\nendfacet\n"
        for face in FACES
    )
    return "solid block\n" + "".join(facets) + "endsolid block\n"
