"""Repair: edges where more than two faces meet, taken apart into pairs."""

import numpy as np
from numpy.typing import NDArray

from layerworks.geometry.checking._edges import CROWDED, Edges, edges_of, ends_of
from layerworks.geometry.checking._fans import with_fans
from layerworks.geometry.checking._surface import F64, I32, Surface

_MOST_EDGES = 300_000
_ROUNDS = 8
_SAME_ANGLE = 1e-6  # rad: faces closer than this around an edge lie on each other


def parted(surface: Surface, edges: Edges) -> tuple[Surface, int]:
    """Return the surface with crowded edges taken apart, and how many were.

    Around an edge, the faces behind which material begins and ends alternate like brackets; a pair of brackets is a
    wedge of material, and its two faces belong together. Bodies that touch at an edge or a wall come apart by it. The
    edge's ends become several points in one place; where both wedges share the same faces around both ends, each gets
    a middle point of its own. Edges with unequal numbers of both kinds are left.
    """
    before = edges.crowded_count
    for _ in range(_ROUNDS):
        if not 0 < edges.crowded_count <= _MOST_EDGES:
            break
        twin = _paired(surface, edges)
        apart = _with_points_apart(surface, edges, twin)
        left = edges_of(apart)
        if left.crowded_count == edges.crowded_count:
            apart = _with_middles(surface, edges, twin)
            left = edges_of(apart)
        if apart is surface:
            break
        surface, edges = apart, left
    return surface, before - edges.crowded_count


def _paired(surface: Surface, edges: Edges) -> I32:
    """Return the twins of all half-edges, those of crowded edges paired as far as their brackets balance."""
    twin = edges.twin.copy()
    halves = np.flatnonzero(twin == CROWDED)
    forward, angle = _around(surface, edges.edge[halves], halves)
    order = np.lexsort((halves, ~forward, angle, edges.edge[halves]))  # at one angle material ends before it begins
    halves, forward = halves[order], forward[order]
    bounds = np.flatnonzero(np.diff(edges.edge[halves], prepend=-1, append=-1))
    for low, high in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        for a, b in _brackets(forward[low:high].tolist()):
            twin[halves[low + a]], twin[halves[low + b]] = halves[low + b], halves[low + a]
    return twin


def _around(surface: Surface, edge: I32, halves: NDArray[np.int64]) -> tuple[NDArray[np.bool_], F64]:
    """Return whether each half-edge runs up its edge, and its face's angle around it, quantised, in 0 … 2 π."""
    face, side = halves // 3, halves % 3
    start, end, opposite = (surface.faces[face, (side + k) % 3] for k in range(3))
    low = surface.vertices_mm[np.minimum(start, end)]
    axis = _unit(surface.vertices_mm[np.maximum(start, end)] - low)
    arm = surface.vertices_mm[opposite] - low
    arm = arm - (arm * axis).sum(axis=1)[:, None] * axis
    _, first, member = np.unique(edge, return_index=True, return_inverse=True)
    u = _unit(arm[first])[member]
    w = np.cross(axis, u)
    angle = np.arctan2((arm * w).sum(axis=1), (arm * u).sum(axis=1)) % (2.0 * np.pi)
    return start < end, np.round(angle / _SAME_ANGLE) % np.round(2.0 * np.pi / _SAME_ANGLE)


def _brackets(closes: list[bool]) -> list[tuple[int, int]]:
    """Return the pairs of opening and closing brackets on a circle; none when they do not balance.

    A face that runs up the edge has its outside towards growing angles: material ends at it.
    """
    depth, lowest, begin = 0, 0, 0
    for i, close in enumerate(closes):
        depth += -1 if close else 1
        if depth < lowest:
            lowest, begin = depth, i + 1
    if depth:
        return []
    pairs: list[tuple[int, int]] = []
    opened: list[int] = []
    for i in (*range(begin, len(closes)), *range(begin)):
        if closes[i]:
            pairs.append((opened.pop(), i))
        else:
            opened.append(i)
    return pairs


def _with_points_apart(surface: Surface, edges: Edges, twin: I32) -> Surface:
    """Give each fan of faces around the ends of an edge that was taken apart its own point."""
    from layerworks.kernels.mesh_groups import groups

    start = surface.faces.reshape(-1)
    half = np.arange(len(twin))
    after = np.where(half % 3 == 2, half - 2, half + 1)
    resolved = (edges.twin == CROWDED) & (twin >= 0)
    apart = np.zeros(len(surface.vertices_mm), dtype=np.bool_)
    apart[start[resolved]] = True
    apart[start[after[resolved]]] = True
    corners = np.flatnonzero(apart[start])  # a corner is the half-edge that starts in it
    number = np.full(len(twin), -1, dtype=np.int32)
    number[corners] = np.arange(len(corners), dtype=np.int32)

    h = np.flatnonzero(twin > half)
    t = twin[h]
    left = np.flatnonzero(twin == CROWDED)  # these edges must stay whole: their faces keep their points in common
    left = left[np.argsort(edges.edge[left], kind="stable")]
    together = edges.edge[left[1:]] == edges.edge[left[:-1]]
    h = np.concatenate([h, left[:-1][together]])
    t = np.concatenate([t, left[1:][together]])
    same_way = start[h] == start[t]
    first = np.concatenate([h, after[h]])
    second = np.concatenate([np.where(same_way, t, after[t]), np.where(same_way, after[t], t)])
    wanted = number[first] >= 0
    first, second = number[first[wanted]], number[second[wanted]]
    fan, _, _ = groups(len(corners), first, second, np.zeros(len(first), dtype=np.bool_))

    _, at, fan = np.unique(fan, return_index=True, return_inverse=True)
    owner = start[corners[at]]  # vertex of each fan; the first fan of a vertex keeps it
    _, keeper = np.unique(owner, return_index=True)
    moved = np.ones(len(owner), dtype=np.bool_)
    moved[keeper] = False
    point = owner.copy()
    point[moved] = len(surface.vertices_mm) + np.arange(np.count_nonzero(moved))
    faces = start.copy()
    faces[corners] = point[fan]
    vertices = np.concatenate([surface.vertices_mm, surface.vertices_mm[owner[moved]]])
    return Surface(vertices, faces.reshape(-1, 3))


def _with_middles(surface: Surface, edges: Edges, twin: I32) -> Surface:
    """Divide the two faces of each pair at a middle point of their own; a face is divided once, at its first pair."""
    halves = np.flatnonzero((edges.twin == CROWDED) & (twin > np.arange(len(twin))))
    pairs = np.stack([halves, twin[halves]], axis=1)
    used: set[int] = set()
    chosen: list[tuple[int, int]] = []
    for a, b in pairs.tolist():
        if a // 3 not in used and b // 3 not in used:
            used.update((a // 3, b // 3))
            chosen.append((a, b))
    if not chosen:
        return surface
    pair = np.array(chosen)
    middles = surface.vertices_mm[ends_of(surface, pair[:, 0])].mean(axis=1)
    number = np.repeat(len(surface.vertices_mm) + np.arange(len(pair), dtype=np.int32), 2)
    half = pair.reshape(-1)
    order = np.argsort(half)
    return with_fans(Surface(np.concatenate([surface.vertices_mm, middles]), surface.faces), half[order], number[order])


def _unit(vectors: F64) -> F64:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1), 1e-300)[:, None]
