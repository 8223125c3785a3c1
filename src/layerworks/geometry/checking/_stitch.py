"""Repair: cracks between faces that should meet."""

import numpy as np

from layerworks.distinct import distinct
from layerworks.geometry.checking._edges import Edges, edges_of, ends_of, open_length_mm
from layerworks.geometry.checking._fans import with_fans
from layerworks.geometry.checking._surface import Surface, only_used, without_collapsed
from layerworks.geometry.checking._tree import MOST_VISITS, PER_LEAF, box_tree

ROUNDS = 8
_MOST_PAIRS = 1_000_000


def stitched(surface: Surface, edges: Edges, reach_mm: float) -> tuple[Surface, Edges]:
    """Return the surface with cracks narrower than the reach closed, as far as each round shortens the open edges.

    Open ends that lie together become one point; an open edge with a foreign open end on it is divided there.
    """
    for step in (_joined_ends, *(_divided_edges,) * ROUNDS):
        if not len(edges.open_halves):
            break
        tried = step(surface, edges, reach_mm)
        tried_edges = edges_of(tried)
        if _better(tried, tried_edges, surface, edges):
            surface, edges = tried, tried_edges
        elif step is _divided_edges:
            break
    return surface, edges


def _better(new: Surface, new_edges: Edges, old: Surface, old_edges: Edges) -> bool:
    shorter = open_length_mm(new, new_edges) < open_length_mm(old, old_edges)
    return shorter and new_edges.crowded_count <= old_edges.crowded_count


def _joined_ends(surface: Surface, edges: Edges, reach_mm: float) -> Surface:
    from layerworks.kernels.mesh_weld import weld

    ends = distinct(ends_of(surface, edges.open_halves))
    leader = np.arange(len(surface.vertices_mm), dtype=np.int32)
    leader[ends] = ends[weld(surface.vertices_mm[ends], reach_mm)]
    return only_used(Surface(surface.vertices_mm, without_collapsed(leader[surface.faces])))


def _divided_edges(surface: Surface, edges: Edges, reach_mm: float) -> Surface:
    """Divide at most one edge of each face, at every open end that lies on it."""
    from layerworks.kernels.mesh_near import points_on_edges

    halves = edges.open_halves
    rim = ends_of(surface, halves)
    ends = distinct(rim)
    tree = box_tree(surface.vertices_mm, rim[:, [0, 1, 1]])
    pairs, share = points_on_edges(
        tree.low, tree.high, tree.corners, PER_LEAF, surface.vertices_mm[ends], reach_mm, _MOST_PAIRS, MOST_VISITS
    )
    vertex, half = ends[pairs[:, 0]], halves[tree.order[pairs[:, 1]]]
    opposite = surface.faces[half // 3, (half % 3 + 2) % 3]
    fits = vertex != opposite
    vertex, half, share = vertex[fits], half[fits], share[fits]
    if not len(half):
        return surface
    order = np.lexsort((vertex, share, half))
    vertex, half = vertex[order], half[order]
    chosen = np.full(len(surface.faces), 3 * len(surface.faces), dtype=np.int64)
    np.minimum.at(chosen, half // 3, half)
    now = chosen[half // 3] == half
    return with_fans(surface, half[now], vertex[now])
