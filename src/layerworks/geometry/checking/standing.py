"""How a shape stands on a plate: what it touches, what hangs over, whether it is steady. The plate is its lowest z."""

from dataclasses import dataclass
from math import inf, radians, sin

import numpy as np
from numpy.typing import NDArray

from layerworks.geometry.checking.facets import F64, Facets, along, corners_of

FIRST_MM = 0.1  # height at which the first layer is taken to touch: a chamfer below it is squeezed flat
_AS_IT_IS = np.eye(3)


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """height_mm: lowest to highest. contact_mm2: section of the first layer.

    foot_mm2: section at the height of the foot. foot_width_mm: least width of its hull. steady_mm: how far inside that
    hull the centre of mass stands; negative when the part would tip over.
    overhang_mm2: area that hangs over more than the limit and does not lie on the plate. support_mm3: room between it
    and the plate, whatever is there. overhanging: (n,) bool by face.
    """

    height_mm: float
    contact_mm2: float
    foot_mm2: float
    foot_width_mm: float
    steady_mm: float
    overhang_mm2: float
    support_mm3: float
    overhanging: NDArray[np.bool_]


def standing(facets: Facets, centre_mm: F64, overhang_deg: float, rotation: F64 = _AS_IT_IS) -> Standing:
    """Return how a shape stands when it is turned by a rotation (3, 3).

    centre_mm: (3,) centre of mass before the turn. overhang_deg: lean of a face that looks down, 0 an upright wall, 90
    a ceiling, from which on it hangs over.
    """
    height_mm = along(facets.vertices_mm, rotation[2])
    a, b, c = levels = tuple(height_mm[facets.faces[:, k]] for k in range(3))
    top = np.maximum(np.maximum(a, b), c)
    low = float(min(a.min(), b.min(), c.min()))
    height = float(top.max()) - low
    down = -along(facets.vectors_mm2, rotation[2])
    over = (down > sin(radians(overhang_deg) + 1e-6) * facets.areas_mm2) & (top > low + 1.5 * FIRST_MM)
    support = float((down[over] * (a[over] + b[over] + c[over] - 3.0 * low)).sum() / 3.0)
    overhang = float(facets.areas_mm2[over].sum())
    touching = _section(facets, levels, low + min(FIRST_MM, 0.5 * height), rotation)
    foot = _section(facets, levels, low + foot_mm(height), rotation)
    rim = hull(np.concatenate(foot))
    steady = _inside_mm(rim, (rotation @ centre_mm)[:2])
    return Standing(height, _enclosed_mm2(*touching), _enclosed_mm2(*foot), width(rim), steady, overhang, support, over)


def _section(facets: Facets, levels: tuple[F64, ...], level_mm: float, rotation: F64) -> tuple[F64, F64]:
    """Return where faces cross a level: starts and ends (k, 2), the inside on the left of the way.

    levels: three (n,), how high the corners of the turned faces are; a corner at the level counts as if it were above.
    """
    above = [z >= level_mm for z in levels]
    count = above[0].astype(np.int8) + above[1] + above[2]
    cut = np.flatnonzero((count == 1) | (count == 2))
    two = count[cut] == 2
    up = np.stack([side[cut] for side in above], axis=1)
    lone = (up != two[:, None]).argmax(axis=1)  # the corner that is alone on its side
    corners = np.stack([corner @ rotation.T for corner in corners_of(facets.vertices_mm, facets.faces[cut])], axis=1)
    rows = np.arange(len(cut))
    own, after, before = (corners[rows, (lone + k) % 3] for k in range(3))
    first, second = _at_level(own, after, level_mm), _at_level(own, before, level_mm)
    return np.where(two[:, None], second, first), np.where(two[:, None], first, second)


def _at_level(own: F64, other: F64, z_mm: float) -> F64:
    share = (z_mm - own[:, 2]) / (other[:, 2] - own[:, 2])
    return own[:, :2] + share[:, None] * (other[:, :2] - own[:, :2])


def foot_mm(height_mm: float) -> float:
    """Return how high the foot of a part reaches: before that much is printed nothing has the leverage to tip."""
    return min(max(FIRST_MM, 0.01 * height_mm), 0.5 * height_mm)


def _enclosed_mm2(first: F64, second: F64) -> float:
    """Area that the stretches (k, 2) of a section go around."""
    return abs(0.5 * float((first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0]).sum()))


def hull(points_mm: F64) -> F64:
    """Return the corners (k, 2) of the convex hull of points (n, 2), counter-clockwise; none when they have no area."""
    from manifold3d import CrossSection

    if len(points_mm) < 3:
        return np.zeros((0, 2))
    polygons = CrossSection.hull_points(np.ascontiguousarray(points_mm)).to_polygons()
    return np.asarray(polygons[0], dtype=np.float64) if len(polygons) else np.zeros((0, 2))


def width(rim_mm: F64) -> float:
    """Return the least width of a convex polygon (k, 2), 0 for one without area."""
    if not len(rim_mm):
        return 0.0
    way = np.roll(rim_mm, -1, axis=0) - rim_mm
    inwards = np.stack([-way[:, 1], way[:, 0]], axis=1) / np.maximum(np.sqrt((way * way).sum(axis=1)), 1e-300)[:, None]
    return float(((inwards @ rim_mm.T).max(axis=1) - (inwards * rim_mm).sum(axis=1)).min())


def _inside_mm(rim_mm: F64, point_mm: F64) -> float:
    """Distance of a point to the nearest side of a convex polygon, negative when outside of one."""
    if not len(rim_mm):
        return -inf
    way = np.roll(rim_mm, -1, axis=0) - rim_mm
    length = np.maximum(np.sqrt((way * way).sum(axis=1)), 1e-300)
    to = point_mm - rim_mm
    return float(((way[:, 0] * to[:, 1] - way[:, 1] * to[:, 0]) / length).min())
