"""Who meets at the edges of a surface."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.geometry.checking._surface import F64, I32, Surface

OPEN, CROWDED = -1, -2


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """Half-edge 3 f + k runs from faces[f, k] to faces[f, (k + 1) % 3].

    twin: (3 n,) i32 the half-edge on the other side, OPEN or CROWDED (three or more faces meet).
    edge: (3 n,) i32 number of the undirected edge. uses: (m,) i32 half-edges of each edge.
    clashing: (3 n,) bool, the twin runs the same way: one of the two faces is turned over.
    """

    twin: I32
    edge: I32
    uses: I32
    clashing: NDArray[np.bool_]

    @property
    def open_halves(self) -> NDArray[np.int64]:
        return np.flatnonzero(self.twin == OPEN)

    @property
    def crowded_count(self) -> int:
        return int(np.count_nonzero(self.uses > 2))

    @property
    def watertight(self) -> bool:
        """Every edge has exactly two faces of opposite direction."""
        return bool((self.twin >= 0).all()) and not self.clashing.any()


def edges_of(surface: Surface) -> Edges:
    """Return the edges of a surface."""
    from layerworks.kernels.mesh_edges import match_edges

    twin, edge, uses = match_edges(surface.faces, len(surface.vertices_mm))
    start = surface.faces.reshape(-1)
    clashing = (twin >= 0) & (start[twin] == start)
    return Edges(twin, edge, uses, clashing)


def ends_of(surface: Surface, halves: NDArray[np.int64]) -> I32:
    """(k, 2) first and last vertex of half-edges (k,)."""
    face, side = halves // 3, halves % 3
    return np.stack([surface.faces[face, side], surface.faces[face, (side + 1) % 3]], axis=1)


def lengths_mm(surface: Surface, halves: NDArray[np.int64]) -> F64:
    """(k,) lengths of half-edges (k,)."""
    ends = surface.vertices_mm[ends_of(surface, halves)]
    return np.sqrt(((ends[:, 1] - ends[:, 0]) ** 2).sum(axis=1))


def open_length_mm(surface: Surface, edges: Edges) -> float:
    """Length of all edges with a face on one side only."""
    return float(lengths_mm(surface, edges.open_halves).sum())
