"""Faces a part could stand on, and which of them is best."""

from dataclasses import dataclass
from itertools import islice
from math import cos, radians, sin

import numpy as np
from numpy.typing import NDArray

from layerworks.distinct import distinct
from layerworks.geometry.checked import CheckedMesh
from layerworks.geometry.checking.facets import Facets, along, centre_of_mass_mm, facets_of
from layerworks.geometry.checking.room import turn_to_fit, yaw_matrix
from layerworks.geometry.checking.standing import FIRST_MM, foot_mm, hull, standing
from layerworks.geometry.plate import Bed

F64 = NDArray[np.float64]

STEEP_DEG = 45.0
_MOST_SIDES = 24  # sides of the hull tried
_MOST_LOOKED_AT = 5  # of them looked at closely, beside the way the file has it
_ONE_SIDE = cos(radians(2.0))  # facets of the hull that differ less are one side
_SUPPORT_DENSITY = 0.15
_SKIN_MM = 1.0  # a supported face costs as much as this depth of the part
_HEIGHT = 0.15  # cost of a height as large as the edge of a cube of the hull's volume
_CONTACT = 0.5  # cost of touching the plate with nothing
_ENOUGH = 0.2  # share of the outline's area that is contact enough
_SLENDER = 6.0  # height over least width of the foot that costs nothing
_FALLS = 4.0
_NEAR = 0.05  # the file's own way is kept when nothing is better by more than this


@dataclass(frozen=True, slots=True, eq=False)
class Hull:
    """points_mm: (h, 3) corners of the convex hull. vectors_mm2: (f, 3) area vectors of its faces.

    volume_mm3: its volume. part_mm3: volume of the part in it.
    """

    points_mm: F64
    vectors_mm2: F64
    volume_mm3: float
    part_mm3: float


def best_rotation(mesh: CheckedMesh, bed: Bed) -> F64:
    """Return the turn (3, 3) that lays a mesh on its best face.

    Sides of the convex hull, joined by direction, and the six axes may point down. A quick look over all of them adds
    up what hangs over (after Zwier and Wits, Design for additive manufacturing: automated build orientation selection,
    2016); the best few are judged by support, height, first layer and steadiness, and ways that do not fit the bed are
    taken only when none does. Of equals the one nearest to the file's own way wins, and so does the file's own way
    when it is nearly as good.
    """
    shape, downs = _sides(mesh)
    facets = facets_of(mesh.vertices_mm, mesh.faces)
    quick = _quick_costs(facets, shape, downs)
    in_order = np.argsort(quick, kind="stable").tolist()
    fitting = list(islice((i for i in in_order if _fits(shape, downs[i], bed)), _MOST_LOOKED_AT))
    own_way = 0 if not fitting or _fits(shape, downs[0], bed) else fitting[0]
    looked_at = list(dict.fromkeys([own_way, *(fitting or in_order[:_MOST_LOOKED_AT])]))
    centre = centre_of_mass_mm(facets, mesh.watertight)
    costs = [_cost(facets, centre, shape, rotation_down(downs[i])) for i in looked_at]
    best = min(range(len(costs)), key=lambda k: (costs[k], round(float(downs[looked_at[k]][2]), 6), k))
    chosen = best if costs[best] < costs[0] - _NEAR else 0
    return _squared(rotation_down(downs[looked_at[chosen]]), shape)


def _fits(shape: Hull, down: F64, bed: Bed) -> bool:
    return turn_to_fit(shape.points_mm @ rotation_down(down).T, bed, ("z",)) is not None


def rotation_down(down: F64) -> F64:
    """Return the least turn (3, 3) that makes a direction (3,) point down; exact for axes."""
    c = -float(down[2])
    if c > 1.0 - 1e-12:
        return np.eye(3)
    if c < -1.0 + 1e-12:
        return np.diag([1.0, -1.0, -1.0])
    x, y = -float(down[1]), float(down[0])  # down × (0, 0, −1), the axis, as long as the sine
    cross = np.array([[0.0, 0.0, y], [0.0, 0.0, -x], [-y, x, 0.0]])
    matrix = np.eye(3) + cross + cross @ cross / (1.0 + c)
    exact = np.round(matrix)
    return exact + 0.0 if np.abs(matrix - exact).max() < 1e-9 else matrix


def _sides(mesh: CheckedMesh) -> tuple[Hull, F64]:
    """Return the hull and the directions (k, 3) that may point down: the file's own first, the axes, the sides."""
    from manifold3d import Manifold

    axes = np.array([[0, 0, -1], [0, 0, 1], [-1, 0, 0], [1, 0, 0], [0, -1, 0], [0, 1, 0]], dtype=np.float64)
    solid = Manifold.hull_points(np.ascontiguousarray(mesh.vertices_mm))
    part_mm3 = max(abs(mesh.volume_mm3), 1e-9)
    if solid.is_empty():
        vectors = facets_of(mesh.vertices_mm, mesh.faces).vectors_mm2
        return Hull(mesh.vertices_mm, vectors, part_mm3, part_mm3), axes
    body = solid.to_mesh64()
    points = np.asarray(body.vert_properties[:, :3], dtype=np.float64)
    skin = facets_of(points, np.asarray(body.tri_verts, dtype=np.int32))
    order = np.argsort(-skin.areas_mm2, kind="stable")
    normals = skin.vectors_mm2[order] / np.maximum(skin.areas_mm2[order], 1e-300)[:, None]
    left = skin.areas_mm2[order] > 0.0
    sides: list[F64] = []
    areas: list[float] = []
    while left.any() and len(sides) < 4 * _MOST_SIDES:
        first = int(left.argmax())
        together = left & (along(normals, normals[first]) > _ONE_SIDE)
        sides.append(normals[first])
        areas.append(float(skin.areas_mm2[order][together].sum()))
        left &= ~together
    largest = np.argsort(-np.array(areas), kind="stable")[:_MOST_SIDES]
    new = [sides[i] for i in largest if (axes @ sides[i]).max() < 1.0 - 1e-6]
    return Hull(points, skin.vectors_mm2, float(solid.volume()), part_mm3), np.concatenate(
        [axes, *(side[None] for side in new)]
    )


def _quick_costs(facets: Facets, shape: Hull, downs: F64) -> F64:
    """(k,) support, height and contact of each way, from the middles of the faces alone."""
    middle = (facets.corners_mm[0] + facets.corners_mm[1] + facets.corners_mm[2]) / 3.0
    steep = sin(radians(STEEP_DEG) + 1e-6) * facets.areas_mm2
    costs = np.empty(len(downs))
    for i, down in enumerate(downs):
        depth = along(shape.points_mm, down)
        deepest, height = float(depth.max()), float(np.ptp(depth))
        facing = along(facets.vectors_mm2, down)
        looking_down = np.flatnonzero(facing > steep)
        facing, area = facing[looking_down], facets.areas_mm2[looking_down]
        above = deepest - along(middle[looking_down], down)
        free = above > FIRST_MM
        support, skin = float((facing * above)[free].sum()), float(area[free].sum())
        contact, foot = float(facing[~free].sum()), float(facing[above <= foot_mm(height)].sum())
        costs[i] = (
            _support_cost(support, skin, shape)
            + _height_cost(height, shape)
            + _contact_cost(contact, foot, _shadow_mm2(shape, down))
        )
    return np.round(costs, 9)


def _cost(facets: Facets, centre_mm: F64, shape: Hull, rotation: F64) -> float:
    """Support, height, contact and steadiness of one way, measured."""
    stand = standing(facets, centre_mm, STEEP_DEG, rotation)
    slender = stand.height_mm / max(stand.foot_width_mm, 1e-3) / _SLENDER
    return round(
        _support_cost(stand.support_mm3, stand.overhang_mm2, shape)
        + _height_cost(stand.height_mm, shape)
        + _contact_cost(stand.contact_mm2, stand.foot_mm2, _shadow_mm2(shape, -rotation[2]))
        + min(max(slender - 1.0, 0.0), 2.0)
        + (_FALLS if stand.steady_mm < 0.0 else 0.0),
        6,
    )


def _support_cost(support_mm3: float, skin_mm2: float, shape: Hull) -> float:
    return (_SUPPORT_DENSITY * support_mm3 + _SKIN_MM * skin_mm2) / shape.part_mm3


def _height_cost(height_mm: float, shape: Hull) -> float:
    return _HEIGHT * height_mm / shape.volume_mm3 ** (1.0 / 3.0)


def _contact_cost(contact_mm2: float, foot_mm2: float, shadow_mm2: float) -> float:
    """The first layer holds the part, the foot soon after it: a bunny's base is never quite flat."""
    return _CONTACT * (1.0 - min(1.0, 0.5 * (contact_mm2 + foot_mm2) / (_ENOUGH * shadow_mm2)) ** 0.5)


def _shadow_mm2(shape: Hull, down: F64) -> float:
    """Area of the outline from above: half of what all faces of a convex body show (Cauchy)."""
    return max(0.5 * float(np.abs(along(shape.vectors_mm2, down)).sum()), 1e-9)


def _squared(rotation: F64, shape: Hull) -> F64:
    """Turn a part that was tilted freely about the upright until its outline fills the least box."""
    if (np.abs(rotation) > 1.0 - 1e-9).any(axis=1).all():
        return rotation
    rim = hull((shape.points_mm @ rotation.T)[:, :2])
    if not len(rim):
        return rotation
    way = np.roll(rim, -1, axis=0) - rim
    angles = distinct(np.round(np.degrees(-np.arctan2(way[:, 1], way[:, 0])) % 90.0, 6))
    boxes = [np.ptp(rim @ yaw_matrix(float(a))[:2, :2].T, axis=0) for a in angles]
    areas = np.round([box[0] * box[1] for box in boxes], 6)
    return yaw_matrix(float(angles[int(areas.argmin())])) @ rotation
