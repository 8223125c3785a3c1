"""Findings about the surface itself: is it the skin of a solid?"""

import numpy as np
from numpy.typing import NDArray

from layerworks.distinct import distinct
from layerworks.geometry.checking._edges import CROWDED, OPEN, open_length_mm
from layerworks.geometry.checking._mend import Mended
from layerworks.geometry.checking._surface import I32
from layerworks.geometry.finding import Finding, Severity
from layerworks.words import say

_WIDE_OPEN = 0.2  # open edges, as a share of the root of the surface, from which on a person should look
_HOLLOW_MM = 1e-3  # volume per surface below which a closed shape encloses nothing


def soundness(shape: Mended, dropped: int, bead_mm: float) -> list[Finding]:
    """Return what is not in order with a repaired surface. dropped: faces of the file that could not be used."""
    found: list[Finding] = []
    edges, shells = shape.edges, shape.shells
    area_mm2 = float(shape.facets.areas_mm2.sum())
    if dropped:
        found.append(_found("faces_dropped", "info", count=dropped))
    halves = edges.open_halves
    if len(halves):
        length = open_length_mm(shape.surface, edges)
        severity: Severity = "at_risk" if length > _WIDE_OPEN * area_mm2**0.5 else "warn"
        found.append(
            _found("open_edges", severity, count=len(halves), value=length, faces=_faces_at(edges.twin == OPEN))
        )
    if edges.crowded_count:
        crowded = _faces_at(edges.twin == CROWDED)
        found.append(_found("crowded_edges", "warn", count=edges.crowded_count, faces=crowded))
    if edges.clashing.any():
        count = int(np.count_nonzero(edges.clashing)) // 2
        found.append(_found("one_sided", "at_risk", count=count, faces=_faces_at(edges.clashing)))
    if len(shape.crossings.pairs):
        code = "self_intersections" if shape.crossings.complete else "self_intersections_at_least"
        faces = distinct(shape.crossings.pairs).astype(np.int32)
        found.append(_found(code, "warn", key="self_intersections", count=len(shape.crossings.pairs), faces=faces))
    solid = shells.volume_mm3 > 0.0
    if (bodies := int(np.count_nonzero(solid))) > 1:
        found.append(_found("several_bodies", "info", count=bodies))
    if cavities := int(np.count_nonzero(~solid & shells.closed)):
        volume = float(-shells.volume_mm3[~solid & shells.closed].sum())
        found.append(_found("cavities", "info", count=cavities, value=volume))
    if abs(float(shells.volume_mm3.sum())) < _HOLLOW_MM * area_mm2:
        found.append(_found("no_volume", "at_risk", value=float(shells.volume_mm3.sum())))
    found.extend(_specks(shape, bead_mm))
    return found


def _specks(shape: Mended, bead_mm: float) -> list[Finding]:
    """Bodies that are smaller than a bead in every direction, whichever way they are turned."""
    label, count = shape.shells.label, shape.shells.count
    if count == 1:
        return []
    faces = np.bincount(label, minlength=count)
    sums = [sum(np.bincount(label, c[:, k], count) for c in shape.facets.corners_mm) for k in range(3)]
    middle = np.stack(sums, axis=1) / (3.0 * faces)[:, None]
    reach = np.zeros(count)
    for corner in shape.facets.corners_mm:
        np.maximum.at(reach, label, np.sqrt(((corner - middle[label]) ** 2).sum(axis=1)))
    small = (2.0 * reach < bead_mm) & (shape.shells.volume_mm3 > 0.0)
    if not small.any():
        return []
    largest = float(2.0 * reach[small].max())
    concerned = np.flatnonzero(small[label]).astype(np.int32)
    return [_found("specks", "warn", count=int(np.count_nonzero(small)), value=largest, limit=bead_mm, faces=concerned)]


def _faces_at(halves: NDArray[np.bool_]) -> I32:
    """Faces (k,) of marked half-edges (3 n,)."""
    return np.flatnonzero(halves.reshape(-1, 3).any(axis=1)).astype(np.int32)


def _found(
    text: str,
    severity: Severity,
    *,
    key: str = "",
    count: int = 1,
    value: float | None = None,
    limit: float | None = None,
    faces: I32 | None = None,
) -> Finding:
    code = key or text
    said = say(f"checking.{text}", count=count, value=value or 0.0, limit=limit or 0.0)
    figure = float(count) if value is None else value
    return Finding(code, severity, said, say(f"checking.{code}_remedy"), figure, limit, faces)
