"""Where a surface passes through itself."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.geometry.checking._surface import I32, Surface
from layerworks.geometry.checking._tree import MOST_VISITS, PER_LEAF, BoxTree

SLACK_MM = 1e-3
_MOST_PAIRS = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Crossings:
    """pairs: (p, 2) i32 faces that pass through each other. complete: no more than these."""

    pairs: I32
    complete: bool

    def between(self, label: I32) -> NDArray[np.bool_]:
        """(p,) whether the two faces of a pair have different labels; label: (n,) of each face."""
        return label[self.pairs[:, 0]] != label[self.pairs[:, 1]]


def crossings_of(surface: Surface, tree: BoxTree) -> Crossings:
    """Return the pairs of faces that cross; touching within SLACK_MM is no crossing. Time is bounded."""
    from layerworks.kernels.mesh_crossings import crossing_pairs

    names = surface.faces[tree.order]
    rows, complete = crossing_pairs(
        tree.low, tree.high, tree.corners, names, PER_LEAF, SLACK_MM, _MOST_PAIRS, MOST_VISITS
    )
    return Crossings(tree.order[rows], complete)
