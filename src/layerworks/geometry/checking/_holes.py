"""Repair: small holes."""

import numpy as np
from numpy.typing import NDArray

from layerworks.geometry.checking._edges import OPEN, Edges, ends_of
from layerworks.geometry.checking._shells import joined_faces
from layerworks.geometry.checking._surface import F64, I32, Surface
from layerworks.geometry.checking.facets import facets_of

_MOST_OPEN = 200_000  # open edges; with more this is no surface with holes
_MOST_RIMS = 5_000
_NARROW = 0.01  # a hole with less than this share of the area its rim could enclose is a crack, however long
_CRUMPLED = 1.5  # area of a filling over that of the disc with its rim
_SMALLER = 0.8  # area of a filling over that of the shell around the hole


def rims_of(surface: Surface, edges: Edges) -> list[I32]:
    """Return the closed loops of open edges, each (k,) half-edges, against the way of faces that would fill it.

    A way along the rim that comes to a vertex for the second time has gone around a hole of its own, since holes that
    meet at a vertex are parted there.
    """
    halves = edges.open_halves
    if len(halves) > _MOST_OPEN:
        return []
    start = surface.faces.reshape(-1)
    left = set(halves.tolist())
    rims: list[I32] = []
    for first in halves.tolist():
        half = first
        way: list[int] = []
        seen: dict[int, int] = {}
        while half in left:
            left.remove(half)
            vertex = int(start[half])
            if vertex in seen:
                rims.append(np.array(way[seen[vertex] :], dtype=np.int32))
                for passed in start[way[seen[vertex] :]].tolist():
                    del seen[passed]
                del way[len(seen) :]
            seen[vertex] = len(way)
            way.append(half)
            half = _next_open(half, edges.twin)
        if half == first and way:
            rims.append(np.array(way, dtype=np.int32))
    return [rim for rim in rims if len(rim) > 2]


def filled(surface: Surface, edges: Edges, most_mm: float, most_edges: int) -> tuple[Surface, int, float]:
    """Return the surface with small holes filled, how many were, and how wide the widest was in mm.

    A hole is small when its rim has at most most_edges edges and a box with a diagonal of at most most_mm, or when it
    is a narrow crack. It is filled without new points; where that would lay a third face on an edge, from its middle.
    What it is filled with must be no more crumpled than a disc may be, and smaller than what is around it: a single
    triangle is no hole.
    """
    label, _, _ = joined_faces(surface, edges)
    around = np.bincount(label, facets_of(surface.vertices_mm, surface.faces).areas_mm2)
    taken = _edges_between_open_ends(surface, edges)
    faces = [surface.faces]
    points: list[F64] = []
    widest = 0.0
    for halves in rims_of(surface, edges)[:_MOST_RIMS]:
        rim = np.ascontiguousarray(surface.faces.reshape(-1)[halves][::-1])
        shape = surface.vertices_mm[rim]
        width = float(np.linalg.norm(shape.max(axis=0) - shape.min(axis=0)))
        if len(rim) > most_edges or (width > most_mm and not _is_narrow(shape)):
            continue
        patch, corners = _triangulated(shape), shape
        inner = _pairs(rim[patch]) - _pairs(np.stack([rim, np.roll(rim, -1)], axis=1))
        number = rim
        if len(patch) != len(rim) - 2 or inner & taken:
            own = np.arange(len(rim), dtype=np.int32)
            patch = np.stack([own, np.roll(own, -1), np.full_like(own, len(own))], axis=1)
            corners = np.concatenate([shape, shape.mean(axis=0)[None]])
            number = np.append(rim, np.int32(len(surface.vertices_mm) + len(points)))
        area = float(facets_of(corners, patch).areas_mm2.sum())
        if area > _CRUMPLED * _disc_mm2(shape) or area > _SMALLER * around[label[halves[0] // 3]]:
            continue
        points.extend(corners[len(shape) :])
        taken |= inner
        faces.append(number[patch])
        widest = max(widest, width)
    if len(faces) == 1:
        return surface, 0, 0.0
    vertices = np.concatenate([surface.vertices_mm, *(p[None] for p in points)])
    return Surface(vertices, np.ascontiguousarray(np.concatenate(faces), dtype=np.int32)), len(faces) - 1, widest


def _next_open(half: int, twin: I32) -> int:
    """Return the open half-edge that starts where this one ends; −1 when the faces between lead elsewhere."""
    step = _after(half)
    for _ in range(len(twin)):
        if twin[step] < 0:
            return step if twin[step] == OPEN else -1
        step = _after(int(twin[step]))
    return -1


def _after(half: int) -> int:
    return half - 2 if half % 3 == 2 else half + 1


def _edges_between_open_ends(surface: Surface, edges: Edges) -> set[tuple[int, int]]:
    """Edges that a face between open ends could fall on."""
    at_rim = np.zeros(len(surface.vertices_mm), dtype=np.bool_)
    at_rim[ends_of(surface, edges.open_halves).reshape(-1)] = True
    return _pairs(surface.faces[np.count_nonzero(at_rim[surface.faces], axis=1) >= 2])


def _pairs(rows: I32) -> set[tuple[int, int]]:
    """Undirected edges of polygons (n, k); of rows of two, the edge between them."""
    return {(min(a, b), max(a, b)) for row in rows.tolist() for a, b in zip(row, row[1:] + row[:1], strict=True)}


def _area_vector(shape: F64) -> F64:
    """(3,) area vector of a loop of points (k, 3) in mm² (Newell)."""
    local = shape - shape.mean(axis=0)
    return 0.5 * np.cross(local, np.roll(local, -1, axis=0)).sum(axis=0)


def _is_narrow(shape: F64) -> bool:
    return float(np.linalg.norm(_area_vector(shape))) < _NARROW * _disc_mm2(shape)


def _disc_mm2(shape: F64) -> float:
    """Area of the disc with a rim as long as a loop of points (k, 3): no flat or taut filling is larger."""
    around = float(np.linalg.norm(np.roll(shape, -1, axis=0) - shape, axis=1).sum())
    return around * around / (4.0 * np.pi)


def _triangulated(shape: F64) -> NDArray[np.int32]:
    """(k − 2, 3) corners of triangles that fill a loop of points (k, 3), seen along its area vector."""
    from manifold3d import triangulate

    if len(shape) == 3:
        return np.array([[0, 1, 2]], dtype=np.int32)
    normal = _area_vector(shape)
    length = float(np.linalg.norm(normal))
    normal = normal / length if length > 0.0 else np.array([0.0, 0.0, 1.0])
    u = np.cross(np.eye(3)[np.abs(normal).argmin()], normal)
    u /= np.linalg.norm(u)
    local = shape - shape.mean(axis=0)
    flat = np.ascontiguousarray(np.stack([local @ u, local @ np.cross(normal, u)], axis=1))
    return np.asarray(triangulate([flat]), dtype=np.int32).reshape(-1, 3)
